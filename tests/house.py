"""A house: a real hub core on a real log, and a console for each person, in memory.

``house.ask("maya", "assign E12 INC-4")`` goes the whole way: phrase, rules, seal, commit, fold; and
after every ask each console's board must equal what the hub would show that person. Only the
socket and the clock are not real.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from schemas.agencies import AddAgency, AddPerson, Discipline, Grant, Standing
from schemas.base import Command, Refusal, stamp
from schemas.board import Board
from schemas.entry import first_link
from schemas.nouns import COMMANDS
from schemas.phrase import Context, Grammar, Misread
from schemas.roles import held_by
from schemas.wire import Accepted, Submit
from server.admin import ACTOR
from server.batch import Asked, Decided
from server.hub import Hub
from server.rules import Actor
from server.start import Address, open_log
from tests.mirror import Folded, Mirror, records_survive, survives

GRAMMAR = Grammar(COMMANDS.values())
ZONE = ZoneInfo("America/New_York")
NOON = datetime(2026, 7, 4, 16, 0, tzinfo=UTC)  # noon in ZONE
EVERY = 50  # entries, and at each power of two: checked all the way down


@dataclass
class Answer:
    """What came of an ask."""

    seq: int | None
    made: tuple[str, ...] = ()
    once: str | None = None
    refusal: Refusal | None = None
    misread: Misread | None = None

    @property
    def ok(self) -> bool:
        """Whether it was accepted."""
        return self.refusal is None and self.misread is None

    @property
    def code(self) -> str:
        """The refusal's rule."""
        assert self.refusal, f"it was not refused: {self}"
        return self.refusal.code

    @property
    def because(self) -> str:
        """The refusal's words."""
        assert self.refusal, f"it was not refused: {self}"
        return self.refusal.because


class Time:
    """The hub's time, moved by the test."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def pass_(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


class House:
    """A hub and everybody's console."""

    def __init__(self, folder: Path, *, people: bool = True) -> None:
        self.path = folder / "room.log"
        self.time = Time()
        self.hub = self._open(create=True)
        self.rooms: dict[str, str | None] = {}
        self.mirrors: dict[str, Mirror] = {}
        self.zero = Folded(Board())  # from the log as it is on the disk, entry by entry
        self.refs = 0
        if people:
            self._usual_people()

    def _open(self, *, create: bool) -> Hub:
        hub = open_log(self.path, create=create, address=Address("ws://127.0.0.1:1")).hub
        hub.now = self.time
        return hub

    def reopen(self) -> None:
        """Close the hub and serve the same log again."""
        before = self.hub.durable
        self.hub.close()
        self.hub = self._open(create=False)
        assert self.hub.durable == before, "a restarted hub has the same board"

    def _usual_people(self) -> None:
        self.agency("city", "City of Ashford", Discipline.MANAGEMENT)
        self.agency("fire", "Ashford Fire", Discipline.FIRE)
        self.agency("pd", "Ashford Police", Discipline.LAW)
        self.agency("redcross", "Red Cross", Discipline.NGO, Standing.COOPERATING)
        self.person("kim", "city", Grant.COORDINATOR)
        self.person("maya", "fire")
        self.person("sam", "pd")
        self.person("rosa", "redcross")

    # -- who -------------------------------------------------------------------------------------

    def agency(
        self,
        slug: str,
        name: str = "An agency",
        discipline: Discipline = Discipline.OTHER,
        standing: Standing = Standing.JURISDICTIONAL,
    ) -> None:
        """Add an agency as the administrator does."""
        self.admin(AddAgency(agency=slug, name=name, discipline=discipline, standing=standing))

    def person(
        self, slug: str, agency: str, *grants: Grant, speaks_for: Sequence[str] = ()
    ) -> None:
        """Add a person as the administrator does."""
        held = grants or (Grant.REPRESENTATIVE,)
        self.admin(
            AddPerson(
                person=slug,
                agency=agency,
                name=slug.title(),
                grants=held,
                speaks_for=tuple(speaks_for),
            )
        )

    def admin(self, command: Command) -> Answer:
        """Ask as ``sitroom admin`` does; it must be accepted."""
        answer = self.submit(ACTOR, command)
        assert answer.ok, answer
        return answer

    def actor(self, person: str) -> Actor:
        """The person as the hub knows them."""
        who = self.board.people[person]
        return Actor(
            person=person,
            agency=who.agency,
            grants=frozenset(who.grants),
            speaks_for=frozenset(who.speaks_for),
        )

    # -- asking ----------------------------------------------------------------------------------

    @property
    def board(self) -> Board:
        """The hub's durable board."""
        return self.hub.durable

    def go(self, person: str, room: str | None) -> None:
        """The person's screen shows this room."""
        self.rooms[person] = room

    def said(self, person: str, phrase: str) -> Any:
        """The phrase as read at this person's console: commands, or a Misread."""
        board = self.board.project(self.actor(person).view)
        held = held_by(board.roles, person)
        context = Context(board.shelves(), self.time.now, ZONE, self.rooms.get(person), held=held)
        return GRAMMAR.read(phrase, context)

    def ask(self, person: str, phrase: str, **more: Any) -> Answer:
        """Say it as this person; the last command's answer counts."""
        if isinstance(read := self.said(person, phrase), Misread):
            return Answer(None, misread=read)
        answer = Answer(None)
        for said in read:
            when = {"occurred_at": said.at} if said.at else {}
            hat = {"as": said.as_} if said.as_ else {}
            answer = self.submit(self.actor(person), said.command, **when, **hat, **more)
        return answer

    def asked(self, person: str, phrase: str) -> Asked:
        """One command on its way, for a batch of many."""
        (said,) = self.said(person, phrase)
        self.refs += 1
        submit = Submit(ref=f"r{self.refs}", command=said.command.model_dump(mode="json"))
        return Asked(person, self.actor(person), submit)

    def does(self, person: str, phrase: str, **more: Any) -> Answer:
        """Say it; it must be accepted."""
        answer = self.ask(person, phrase, **more)
        assert answer.ok, f"{person}: {phrase}: {answer.refusal or answer.misread}"
        return answer

    def submit(self, actor: Actor, command: Command, ref: str = "", **more: Any) -> Answer:
        """Put a command before the hub and check the house."""
        self.refs += 1
        plain = command.model_dump(mode="json")
        submit = Submit.model_validate({"ref": ref or f"r{self.refs}", "command": plain, **more})
        return self.deliver([Asked(actor.person, actor, submit)])[0]

    def deliver(self, asks: list[Asked]) -> list[Answer]:
        """One batch through the hub."""
        batch = self.hub.take(asks)
        before = self.hub.durable.seq
        outcome = self.hub.append(batch) if batch.kept else None
        settled = self.hub.settle(batch, outcome)
        self.hub.keep(batch, outcome)
        self.check(range(before + 1, self.hub.durable.seq + 1))
        return [_answer(decided) for decided in settled]

    # -- the laws that hold after every ask ------------------------------------------------------

    def check(self, new: range) -> None:
        """Every console shows what the hub would show it; now and then, all the way down."""
        assert self.hub.durable == self.hub.room.all, "working and durable agree between batches"
        if not new:
            return  # nothing was entered, so nobody sees anything else
        for person in self.board.people:
            mirror = self._mirror(person)
            for happening in self.hub.memory.since(mirror.board.seq) or []:
                shown = happening.seen_by(mirror.view)
                survives(shown)
                mirror.take(shown.sent)
            differs = mirror.unlike(self.board.project(mirror.view))
            assert differs is None, f"{person} sees something else: {differs}"
            assert mirror.digest == self.hub.digest, f"the chain of {person} broke"
        for entry in self.hub.log.read(self.zero.board.seq + 1, self.board.seq):
            self.zero.board.fold(entry)
        differs = self.zero.unlike(self.board)
        assert differs is None, f"the log does not fold to the board: {differs}"
        records_survive(self.board, self.hub.memory.since(new.start - 1) or [])
        if any(n % EVERY == 0 or n & (n - 1) == 0 for n in new):
            self.check_deep()

    def _mirror(self, person: str) -> Mirror:
        """The person's console; one that came late, or whose view changed, folds from the start."""
        view = self.actor(person).view
        had = self.mirrors.get(person)
        if had is None or had.view != view:
            had = Mirror(view=view, digest=first_link(bytes.fromhex(self.hub.epoch)))
            for happening in self.hub.memory.since(0) or []:
                if happening.entry.seq < self.board.seq:
                    had.take(happening.seen_by(view).sent)
            self.mirrors[person] = had
        return had

    def check_deep(self) -> None:
        """The whole log folded anew, and keyframe and tail, give the same board."""
        zero = Board()
        for entry in self.hub.log.read(1, self.board.seq):
            zero.fold(entry)
        assert zero == self.board, "the log folds to the board"
        assert self.hub.log.board() == self.board, "keyframe and tail fold to the board"
        assert Board.load(json.loads(self.board.dump())) == self.board, "a board survives JSON"

    # -- looking ---------------------------------------------------------------------------------

    def line(self, seq: int | None) -> Any:
        """The journal's line of an entry."""
        return self.board.lines[f"#{seq}"]

    def unit(self, id: str) -> Any:
        """A resource by its full id."""
        return self.board.resources[id]

    def post(self, id: str) -> Any:
        """A post by its full id."""
        return self.board.roles[id]

    def at(self) -> str:
        """The hub's time as entries carry it."""
        return stamp(self.time.now)


def _answer(decided: Decided) -> Answer:
    answer = decided.answer
    if isinstance(answer, Accepted):
        return Answer(answer.seq, answer.made, answer.once)
    return Answer(answer.seq, refusal=answer.refusal)
