"""The room as this console knows it: what the screens read, and where what people say goes in.

    room.board       the confirmed board; a new object after a snapshot, so ask for it each time
    room.state       how far it can be trusted now (State)
    room.head        the last entry folded, and its digest
    room.age_s()     seconds since the last frame; in steps of five
    room.pending     what was said and not yet settled, in order
    room.marked(s)   the ids on shelf s that a pending ask names
    room.told        the last answers, the newest last
    room.presence    who is here
    room.ask(said)   take an ask; NotTaken when it cannot be kept
    room.answer_held(ref, "send" | "drop")
    room.listen(f)   call f with the set of (shelf, id) that changed; gives what ends it. What is
                     no record has the shelf ``room``: state, pending, told, presence, notice.

There is no optimistic fold: the board shows what the hub confirmed and nothing else.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from typing import Literal

from console.asks import Ask, AskState, plain
from console.listeners import Changed, Entries, Stop
from console.local import Local
from console.sending import NotTaken
from console.standing import PENDING, Head, head_of
from console.wired import Wired
from schemas.base import Command
from schemas.naming import Named, named
from schemas.phrase import Context, Said
from schemas.roles import held_by
from schemas.wire import Fetch, Here, Past, Submit

HERE_S = 5.0  # between two notes that a key was pressed


class Room(Wired):
    """One console's room, as the screens see it."""

    running = beyond = ""  # it is no replay (console/replay.py)
    done = 0.0
    words: tuple[type[Local], ...] = ()

    # -- what the screens read -------------------------------------------------------------------

    @property
    def head(self) -> Head:
        """The last entry folded."""
        return head_of(self.session.replica, self._signed)

    def context(self) -> Context:
        """What a phrase is read against, now."""
        held = held_by(self.board.roles, self.person)
        return Context(self.board.shelves(), self.now(), self.zone, room=self.place, held=held)

    @property
    def pending(self) -> tuple[Ask, ...]:
        """What was said and is not settled, in order."""
        return tuple(self._sending.asks.values())

    @property
    def waiting(self) -> int:
        """How many asks still want an answer, from the hub or from the person."""
        return self._sending.waiting()

    @property
    def keeps(self) -> bool:
        """Whether this process has cache and queue; of several under one profile the first has."""
        return self._sending.durable

    def marked(self, shelf: str) -> frozenset[str]:
        """The ids on a shelf that a pending ask names: shown with a mark."""
        asks = [ask for ask in self.pending if ask.state is not AskState.REFUSED]
        return frozenset(id for ask in asks for on, id in named(ask.command) if on == shelf)

    def listen(self, changed: Changed) -> Stop:
        """Call this with what changed, after each batch; the answer ends it."""
        return self._listeners.listen(changed)

    def follow(self, entries: Entries) -> Stop:
        """Call this with the entries as they come onto the board; the answer ends it."""
        return self._listeners.follow(entries)

    def objects(self, word: Local) -> str:
        """Whatever is done on the console alone can be done."""
        return ""

    def example(self, word: type[Command]) -> str:
        """As its noun says."""
        return word.example

    # -- what people say -------------------------------------------------------------------------

    def ask(self, said: Said, seen: int | None = None) -> str:
        """Take an ask; ``seen`` is the entry on screen when the phrase was begun. Gives its ref.

        NotTaken when nothing is kept of it, with a sentence that says why.
        """
        if self.closed:
            raise NotTaken(self.closed)
        ref = self._new_ref()
        at = min(self.board.seq, self.board.seq if seen is None else seen)
        wall = self.clock.wall()
        ask = self._sending.add(said, ref, self.board, at, wall, live=self.is_in)
        self._mark(ask)
        self._pump()
        self._notify()
        return ref

    def answer_held(self, ref: str, how: Literal["send", "drop"]) -> None:
        """What the person says to an ask that is held: as if said now, or forgotten."""
        asks = {ask.ref: ask for ask in self.pending}
        if how == "send":
            self._sending.send_anyway(ref, self.board, self.clock.wall(), self._skew.now)
        else:
            self._sending.drop(ref)
        self._mark(asks[ref])
        self._sending.flush()
        self._pump()
        self._notify()

    def pressed(self, screen: str, sight: Collection[str] = ()) -> None:
        """A key was pressed, with these messages shown whole; others see when, not what."""
        here, now = Here(screen=screen), self.clock.mono()
        self._receipts.pressed(sight, now)
        if here == self._here and now - self._here_at < HERE_S:
            return
        self._here, self._here_at = here, now
        self._do(self.session.say(here, now))

    def tick(self) -> None:
        """Once a second, too: say which messages came here and were read."""
        super().tick()
        if not self.is_in:
            return
        now = self.clock.mono()
        for ask in self._receipts.due(self.board, self.person, now):
            submit = Submit(ref=self._new_ref(), command=plain(ask))
            self._do(self.session.say(submit, now))

    def _new_ref(self) -> str:
        return f"{self.session.identity.device}.{secrets.token_hex(8)}"

    def past(
        self, done: Callable[[Past | None], None], first: int, of: Named | None = None
    ) -> None:
        """A page of the past from an entry on, of everything or of one record.

        ``done`` gets it; None when it will not come any more: ask again when live.
        """
        shelf, id = of or (None, None)
        ask = Fetch.model_validate({"from": first, "shelf": shelf, "id": id})
        self._do(self.session.fetch(ask, done, self.clock.mono()))

    def _mark(self, ask: Ask) -> None:
        self._listeners.add(PENDING, *named(ask.command))
