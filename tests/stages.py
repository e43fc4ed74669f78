"""Where a scenario is played: in memory, or on a real hub by consoles with homes of their own."""

from __future__ import annotations

import asyncio
import re
import urllib.request
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Protocol

from console.boards.base import Look
from console.room import Room
from console.sending import Told
from console.standing import State
from console.words import grammar
from schemas.agencies import AddAgency, AddPerson
from schemas.base import stamp
from schemas.board import Board
from schemas.logtape import LogTape
from schemas.phrase import Misread
from schemas.phrase.times import read_time
from server.admin import ask_copy
from server.clock import Clock
from tests.expecting import Eyes, Outcome
from tests.house import NOON, ZONE, House
from tests.hubs import RealHub, becomes, console, real_hub
from tests.replays import copied
from tests.scenario import Phase, Script

SOON = timedelta(seconds=3)  # what a real hub's due= becomes when the next phase is past it
ROUNDS = 16  # of the clock at one moment: what falls due may make something else due
COPIES = count(1)  # each has a name of its own
DUE = re.compile(r"(?:(?<= due=)|(?<= ack=)|(?<= answer=))\S+")


class Stage(Eyes, Protocol):
    """What a scenario needs of a hub and its consoles."""

    def say(self, person: str, phrase: str) -> Outcome:
        """A phrase, and what came of it; everybody's board has followed."""

    def begins(self, phase: Phase) -> int:
        """Time moves, and the hub's clock asks what is due by then; the last entry before that."""

    def copy(self) -> Path:
        """A copy of the log."""

    def check(self) -> None:
        """Everybody's board is what the hub would show them."""


def _look(board: Board, now: datetime, person: str) -> Look:
    """What a board is drawn from."""
    return Look(board, now, ZONE, me=person, agency=board.people[person].agency, presence=None)


# -- in memory -----------------------------------------------------------------------------------


class InMemory:
    """A hub's core and everybody's board in this process; time is moved by hand."""

    def __init__(self, folder: Path, script: Script) -> None:
        self.house = House(folder, people=False)
        for one in script.agencies:
            name = one.agency.title()
            self.house.agency(one.agency, name, one.discipline, one.standing)
        for member in script.members.values():
            self.house.person(member.person, member.agency, member.grant)

    def look(self, person: str) -> Look:
        """As folded at this person's console."""
        board = self.house.mirrors[person].board
        return _look(board, self.house.time.now, person)

    def say(self, person: str, phrase: str) -> Outcome:
        """Through the hub's rules, onto a real log."""
        answer = self.house.ask(person, phrase)
        if answer.misread:
            return Outcome(refused=answer.misread.sentence(), code="misread")
        if answer.refusal:
            return Outcome(refused=answer.because, code=answer.code)
        return Outcome(answer.made)

    def begins(self, phase: Phase) -> int:
        """The hub's time is the scenario's."""
        self.house.time.now = phase.at.astimezone(UTC)
        before = self.house.board.seq
        clock = Clock(self.house.hub.durable)
        for _ in range(ROUNDS):
            asks = clock.due(phase.at)
            if not asks:
                return before
            answers = self.house.deliver(asks)
            assert all(answer.ok for answer in answers), answers
            clock = Clock(self.house.hub.durable)
        raise AssertionError(f"{phase.where}: the clock is not done after {ROUNDS} rounds")

    def copy(self) -> Path:
        """The log as a reviewer gets it."""
        return copied(self.house, f"copy-{next(COPIES)}.log")

    def check(self) -> None:
        """The house checked every board after every ask; here all the way down."""
        self.house.check_deep()


@contextmanager
def in_memory(folder: Path, script: Script) -> Iterator[Stage]:
    """A stage in memory."""
    stage = InMemory(folder, script)
    try:
        yield stage
    finally:
        stage.house.hub.close()


# -- a real hub ----------------------------------------------------------------------------------


class OnARealHub:
    """A hub in a process of its own; a console with a home, queue and cache for each person."""

    def __init__(self, hub: RealHub, script: Script) -> None:
        self.hub = hub
        self.rooms: dict[str, Room] = {}
        self._runner = asyncio.Runner()
        self._consoles = AsyncExitStack()
        self._moment = NOON  # of the scenario
        self._next: datetime | None = None
        # What the next phase is to be past, by the hub's time; said after which entry. On a slow
        # machine it falls due while others are still speaking.
        self._due: tuple[int, datetime] | None = None
        self._cast(script)
        homes = {person: hub.home(person) for person in sorted(script.active)}
        self._runner.run(self._come_in(homes))

    def _cast(self, script: Script) -> None:
        """Agencies and people as whoever runs the hub adds them."""
        for one in script.agencies:
            self.hub.asks(
                AddAgency(
                    agency=one.agency,
                    name=one.agency.title(),
                    discipline=one.discipline,
                    standing=one.standing,
                )
            )
        for m in script.members.values():
            self.hub.asks(
                AddPerson(
                    person=m.person, agency=m.agency, name=m.person.title(), grants=(m.grant,)
                )
            )

    async def _come_in(self, homes: dict[str, Path]) -> None:
        for person, home in homes.items():
            room = await self._consoles.enter_async_context(console(home, hold=True))
            self.rooms[person] = room
        await becomes(lambda: all(room.is_in for room in self.rooms.values()), "all in")
        await self._follow()

    def close(self) -> None:
        """Everybody leaves."""
        self._runner.run(self._consoles.aclose())
        self._runner.close()

    # -- what a scenario asks --------------------------------------------------------------------

    def look(self, person: str) -> Look:
        """What this console draws from."""
        room = self.rooms[person]
        return _look(room.board, room.now(), person)

    def say(self, person: str, phrase: str) -> Outcome:
        """Typed at this person's console."""
        return self._runner.run(self._say(self.rooms[person], DUE.sub(self._in_time, phrase)))

    def begins(self, phase: Phase) -> int:
        """Nobody moves a real clock: what is to be overdue is due in seconds, and waited for."""
        before = self._seq()
        if self._due:
            before, due = self._due
            self._runner.run(self._waited(due))
        self._moment, self._next, self._due = phase.at, phase.ends, None
        return before

    def copy(self) -> Path:
        """Made while the hub goes on."""
        path = self.hub.folder / f"copy-{next(COPIES)}.log"
        ask_copy(self.hub.log, path)
        return path

    def check(self) -> None:
        """Each console's board is the log's, as that person may see it."""
        whole = Board()
        with LogTape(self.copy()) as log:
            for entry in log.read(1, log.head.seq):
                whole.fold(entry)
        for person, room in self._live():
            assert room.session.welcome is not None
            view = frozenset(room.session.welcome.circles)
            assert room.board.digest() == whole.project(view).digest(), f"{person} sees otherwise"

    # -- inside ----------------------------------------------------------------------------------

    def _live(self) -> list[tuple[str, Room]]:
        """The consoles that are not shut out."""
        return [(p, room) for p, room in self.rooms.items() if room.state is not State.REFUSED]

    def _seq(self) -> int:
        """The last entry on everybody's board."""
        return min(room.board.seq for _, room in self._live())

    async def _say(self, room: Room, phrase: str) -> Outcome:
        read = grammar().read(phrase, room.context())
        if isinstance(read, Misread):
            return Outcome(refused=read.sentence(), code="misread")
        outcome = Outcome()
        for said in read:
            told = await _answer(room, room.ask(said))
            outcome = Outcome(told.made)
            if told.kind != "accepted":
                outcome = Outcome(refused=told.sentence)
        await self._follow()
        return outcome

    async def _follow(self) -> None:
        """Everybody's board is as far as the log."""
        head = await asyncio.to_thread(self._head)
        await becomes(
            lambda: all(room.board.seq >= head for _, room in self._live()), f"all at #{head}"
        )

    def _head(self) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.hub.port}/readyz", timeout=10) as page:
            return int(page.read().decode().rpartition("#")[2])

    def _in_time(self, found: re.Match[str]) -> str:
        """A due= of the scenario as one of the hub."""
        moment = read_time(found[0], "future", self._moment, ZONE)
        now = next(room.now() for _, room in self._live())
        if self._next and moment < self._next:
            due = now + SOON
            self._due = (self._due[0] if self._due else self._seq(), due)
            return stamp(due)
        return stamp(now + (moment - self._moment))

    async def _waited(self, due: datetime) -> None:
        def asked() -> bool:
            return all(room.now() > due and not _overdue(room) for _, room in self._live())

        await becomes(asked, "what is due was asked by the clock")
        await self._follow()


async def _answer(room: Room, ref: str) -> Told:
    """What a console tells of an ask; what it holds for the person is dropped."""

    def told() -> Iterator[Told]:
        return (told for told in room.told if told.ask and told.ask.ref == ref)

    await becomes(lambda: next(told(), None) is not None, "answered")
    answer = next(told())
    if answer.kind == "held":
        room.answer_held(ref, "drop")
    return answer


def _overdue(room: Room) -> bool:
    """Whether something on this board was due and the hub's clock has not asked it."""
    found = (record.deadline() for _, record in room.board.records())
    return any(due and due[0] <= room.now() for due in found)


@contextmanager
def on_a_real_hub(folder: Path, script: Script) -> Iterator[Stage]:
    """A stage with a real hub."""
    with real_hub(folder) as hub:
        stage = OnARealHub(hub, script)
        try:
            yield stage
        finally:
            stage.close()
