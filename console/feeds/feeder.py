"""What feeds the hub: rows in order, a window of them unanswered, each refusal with its reason.

To the link it looks like a room: bytes in, steps out, time passed in.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.feeds.cad import Pace, Row, Unread
from console.session import Phase, Session
from console.steps import Drop, Send, Step
from schemas.agencies import Grant
from schemas.base import Refusal
from schemas.wire import Accepted, Refused, Submit, Welcome

WINDOW = 200  # rows unanswered; the hub stops reading at 256
AGAIN_S = 0.5  # before rows that were not done are said again


@dataclass
class Counts:
    """How far a feed is."""

    read: int = 0
    accepted: int = 0
    refused: int = 0


@dataclass
class _Waiting:
    row: Row
    submit: Submit
    again: bool = False  # not done: to be said again before anything later


class Feeder:
    """Says the rows to the hub, as fast as the pace allows."""

    def __init__(
        self,
        session: Session,
        rows: Iterator[Row | Unread],
        pace: Pace,
        refused: Callable[[int, str, str], None],
        wall: Callable[[], datetime],
        mono: Callable[[], float],
        speaks_for: tuple[str, ...] = (),
    ) -> None:
        self.session = session
        self.pace = pace
        self.counts = Counts()
        self.wake: Callable[[], None] = lambda: None
        self.because = ""
        self.done = False
        self._rows = rows
        self._next: Row | None = None
        self._refused = refused
        self._speaks_for = speaks_for  # agencies that must be there
        self._wall, self._mono = wall, mono
        self._waiting: OrderedDict[str, _Waiting] = OrderedDict()
        self._again_at: float | None = None
        self._out: deque[Send | Drop] = deque()
        session.pending = lambda: tuple(self._waiting)
        self._take()

    # -- the link's side -------------------------------------------------------------------------

    @property
    def is_in(self) -> bool:
        """Whether the hub takes what is said."""
        return self.session.phase is Phase.IN

    def heard(self) -> None:
        """Bytes came."""
        self.session.heard(self._mono())

    def connected(self, cert: str) -> None:
        """There is a connection."""
        self._do(self.session.connected(cert, self._mono()))

    def received(self, frame: str) -> None:
        """A frame came."""
        self._do(self.session.received(frame, self._mono()))

    def lost(self, code: int | None, reason: str) -> None:
        """The connection is gone; what is unanswered is said again after the next one."""
        self.because = reason
        self._out.clear()
        for waiting in self._waiting.values():
            waiting.again = True
        self._again_at = self._mono()
        self._do(self.session.lost(code, reason))

    def refuse(self, because: str) -> None:
        """The link will not go on."""
        self.because = because
        self.session.end(because)

    def tick(self) -> None:
        """Time passes: rows fall due."""
        self._do(self.session.tick(self._mono()))

    def drain(self) -> list[Send | Drop]:
        """What the link is to do."""
        steps = list(self._out)
        self._out.clear()
        return steps

    # -- what comes of it ------------------------------------------------------------------------

    def _do(self, steps: list[Step]) -> None:
        for step in steps:
            match step:
                case Send() | Drop():
                    self._out.append(step)
                case Welcome(answers=answers):
                    for ref in answers:
                        self._settled(ref)
                case Accepted(ref=ref):
                    self._settled(ref)
                case Refused(ref=str(ref), refusal=refusal):
                    self._not_done(ref, refusal)
                case _:
                    pass  # a feed says; what the others say is not for it
        self._pump()
        if self._out:
            self.wake()

    def _settled(self, ref: str) -> None:
        if self._waiting.pop(ref, None):
            self.counts.accepted += 1

    def _not_done(self, ref: str, refusal: Refusal) -> None:
        if not refusal.final:
            if ref in self._waiting:
                self._waiting[ref].again = True
            self._again_at = self._again_at or self._mono() + AGAIN_S
            return
        waiting = self._waiting.pop(ref, None)
        if waiting:
            self.counts.refused += 1
            why = f"{refusal.code}: {refusal.because}"
            self._refused(waiting.row.number, why, waiting.submit.model_dump_json())

    def _pump(self) -> None:
        """Say again what was not done, in order; then what is due, as the window allows."""
        if not self.is_in or self._unfit():
            return
        if self._again_at is not None:
            self._say_again(self._again_at)
            return
        while self._next and len(self._waiting) < WINDOW and self._due(self._next):
            self._say(self._next)
            self._take()
        self.done = self._next is None and not self._waiting

    def _unfit(self) -> bool:
        """Whether the account cannot feed at all: better said once than for every row."""
        welcome = self.session.welcome
        assert welcome is not None, "who is in was welcomed"
        if Grant.FEED not in welcome.grants:
            self.refuse(f"{welcome.person} is no feed: person add … --grant feed --speaks-for A,B")
        missing = [a for a in self._speaks_for if a not in self.session.replica.board.agencies]
        if missing:
            self.refuse(f'There is no agency {missing[0]}: agency add {missing[0]} "…" first.')
        return self.session.ended is not None

    def _say_again(self, at: float) -> None:
        answered = all(waiting.again for waiting in self._waiting.values())
        if self._mono() < at or not answered:
            return
        self._again_at = None
        for waiting in self._waiting.values():
            waiting.again = False
            self._out += self.session.say(waiting.submit, self._mono())

    def _due(self, row: Row) -> bool:
        return self.pace.due(row) <= self._wall()

    def _say(self, row: Row) -> None:
        submit = Submit(
            ref=row.ref,
            command=row.command.model_dump(mode="json", exclude_none=True),
            occurred_at=self.pace.happened(row),
        )
        self._waiting[row.ref] = _Waiting(row, submit)
        self._out += self.session.say(submit, self._mono())

    def _take(self) -> None:
        """The next row that reads; one that does not is kept with its reason."""
        self._next = None
        for row in self._rows:
            self.counts.read += 1
            if isinstance(row, Row):
                self._next = row
                return
            self.counts.refused += 1
            self._refused(row.number, row.because, row.text)

    def wait_s(self) -> float:
        """How long until the next row falls due."""
        if self._next is None:
            return 1.0
        left = (self.pace.due(self._next) - self._wall()) / timedelta(seconds=1)
        return min(1.0, max(0.0, left))
