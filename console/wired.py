"""The half of a room that faces the hub: what the link carries, and what follows from it.

``Room`` (console/room.py) is the half that faces the screens.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, tzinfo
from typing import Any

from console import tell
from console.cache import Keeper, NoCache
from console.clocks import Clock, Skew, SystemClock
from console.listeners import Listeners
from console.outbox import Memory, Store
from console.receipts import Receipts
from console.replica import Landed
from console.sending import Sending, Told
from console.session import Phase, Session
from console.standing import (
    NOTICE,
    PENDING,
    PRESENCE,
    STATE,
    TOLD,
    State,
    standing,
    stepped,
    unlike,
)
from console.steps import Arrived, Beat, Drop, Evidence, Loaded, Page, Send, Step
from schemas.board import Board
from schemas.naming import Named
from schemas.roles import held_by
from schemas.wire import Accepted, Here, Notice, Presence, Present, Refused, Welcome

TOLD_MAX = 200  # answers remembered
FLUSH_S = 1.0  # between two writes of what is not urgent


class Wired:
    """Session, queue and cache of one console, and how things stand with them."""

    def __init__(
        self,
        session: Session,
        person: str,
        store: Store | None = None,
        keeper: Keeper | None = None,
        clock: Clock | None = None,
        zone: tzinfo = UTC,
    ) -> None:
        self.session = session
        self.person = person
        self.clock: Clock = clock or SystemClock()
        self.zone = zone
        self.place: str | None = None  # the room the person is in (``go INC-4``); this screen only
        self.told: deque[Told] = deque(maxlen=TOLD_MAX)
        self.told_count = 0  # since the start: what is new, even when the oldest were forgotten
        self.presence: list[Present] = []
        self.notice: Notice | None = None
        self.because = ""  # why there is no connection, or why it was refused
        self.wake: Callable[[], None] = lambda: None  # the link's: something is to be sent
        self._keeper: Keeper = keeper or NoCache()
        self._out: deque[Send | Drop] = deque()
        self._listeners = Listeners()
        self._skew = Skew()
        self._signed = 0
        self._trouble: str | None = None  # of the cache, as it was told
        self._since = self.clock.mono()
        self._tried = False
        self._shown: tuple[object, ...] = (State.CONNECTING, 0, None)
        self._flushed_at = self._here_at = self._since
        self._here: Here | None = None
        self._receipts = Receipts()
        self._sending = Sending(
            store or Memory(), self.board, lambda: self.person, self._tell, self._what
        )
        session.pending = lambda: tuple(self._sending.asks)

    # -- how things stand ------------------------------------------------------------------------

    @property
    def board(self) -> Board:
        """The confirmed board."""
        return self.session.replica.board

    @property
    def state(self) -> State:
        """How far the board can be trusted now."""
        return standing(self.session, self.clock.mono(), tried=self._tried)

    @property
    def who(self) -> str:
        """``kim EOC/LSC``, ``kim EOC/LSC +1``, or ``kim of CITY`` for who holds no post."""
        held = held_by(self.board.roles, self.person)
        if held:
            here = [id for id in held if id.partition("/")[0] == self.place] or held
            return f"{self.person} {here[0]}{f' +{len(held) - 1}' if len(held) > 1 else ''}"
        person = self.board.people.get(self.person)
        return f"{self.person} of {person.agency.upper()}" if person else self.person

    @property
    def closed(self) -> str:
        """Why nothing can be asked any more; empty while it can."""
        return self.session.ended or ""

    @property
    def receiving(self) -> tuple[int, int] | None:
        """While a board is coming in several parts: how many are here, of how many."""
        return self.session.receiving

    @property
    def is_in(self) -> bool:
        """Whether asks go out now."""
        return self.session.phase is Phase.IN and self.session.ended is None

    def age_s(self, now: float | None = None) -> int:
        """Seconds since the last frame, or since there is no connection, in steps of five."""
        now = self.clock.mono() if now is None else now
        since = self._since if self.session.phase is Phase.AWAY else self.session.frame_at
        return stepped(now - since)

    def now(self) -> datetime:
        """The time by the hub's clock, as well as it is known."""
        return self.clock.wall() + self._skew.now

    # -- what the link does ----------------------------------------------------------------------

    def connected(self, cert: str) -> None:
        """There is a connection."""
        self._tried = True
        self._do(self.session.connected(cert, self.clock.mono()))

    def heard(self) -> None:
        """Bytes came, if not a whole frame yet."""
        self.session.heard(self.clock.mono())

    def received(self, frame: str) -> None:
        """A frame came."""
        self._do(self.session.received(frame, self.clock.mono()))

    def lost(self, code: int | None, reason: str) -> None:
        """The connection is gone, or there was none."""
        if self.session.phase is not Phase.AWAY:
            self._since = self.session.frame_at
        self._tried = True
        steps = self.session.lost(code, reason)
        self.because = self.session.ended or reason
        self._out.clear()
        self._sending.away()
        self._listeners.add(PENDING)
        self._do(steps)

    def refuse(self, because: str) -> None:
        """Never come back: the link found out why before any frame was sent."""
        self.session.end(because)
        self.lost(None, because)

    def tick(self) -> None:
        """Once a second: ages, tries again, and writes what was kept back."""
        now = self.clock.mono()
        self._do(self.session.tick(now))
        if now - self._flushed_at >= FLUSH_S:
            self._flushed_at = now
            self._sending.flush()
            self._keeper.flush()
            if self._keeper.trouble not in (None, self._trouble):
                self._trouble = self._keeper.trouble
                self.note(str(self._trouble))
                self._notify()

    def drain(self) -> list[Send | Drop]:
        """What the link is to do, in order, each once."""
        steps = list(self._out)
        self._out.clear()
        return steps

    def close(self) -> None:
        """Write everything and let go of the files."""
        self._sending.close()
        self._keeper.close()

    # -- news ------------------------------------------------------------------------------------

    def _do(self, steps: Iterable[Step]) -> None:
        for step in steps:
            if isinstance(step, Send | Drop):
                self._out.append(step)
            else:
                _NEWS[type(step)](self, step)
        self._pump()
        self._notify()

    def _welcomed(self, news: Welcome) -> None:
        self.person = news.person
        self.because, self.notice = "", None
        self._sending.back(news.answers, self.board)
        self._listeners.add(PENDING, NOTICE)

    def _loaded(self, news: Loaded) -> None:
        self._listeners.add(*unlike(news.before, news.board))
        self._keeper.load(self.session.replica)
        self._sending.reloaded(news.board)

    def _arrived(self, news: Arrived) -> None:
        self._skew.passed(news.at, self.clock.wall())
        if self.session.differs is None:
            self._keeper.keep(news.landed)
        self._sending.landed(news.landed, self.board, self.clock.mono())
        self._listeners.came(news.landed)

    def _beat(self, news: Beat) -> None:
        self._skew.heard(news.at, self.clock.wall())
        if self.session.differs is None:
            self._signed = news.seq
            self._keeper.attest(news.seq, news.signature)

    def _accepted(self, news: Accepted) -> None:
        self._sending.accepted(news.ref, news.seq, news.made, news.once, self.board)
        self._listeners.add(PENDING)

    def _refused(self, news: Refused) -> None:
        if news.ref is None:
            self.note(f"The hub did not take a frame: {news.refusal.because}")
            return
        self._sending.refused(news.ref, news.refusal, self.clock.mono())
        self._listeners.add(PENDING)

    def _paged(self, news: Page) -> None:
        news.done(news.past)

    def _present(self, news: Presence) -> None:
        self.presence = news.people
        self._listeners.add(PRESENCE)

    def _noticed(self, news: Notice) -> None:
        self.notice = None if news.code == "writable" else news
        self._listeners.add(NOTICE)

    def _evident(self, news: Evidence) -> None:
        self._keeper.evidence(news.frame, news.because, self.now())
        self.note(news.because)

    # -- sending and telling ---------------------------------------------------------------------

    def _pump(self) -> None:
        """Send what may go out now."""
        if self.is_in and self._sending.asks:
            now, skew = self.clock.mono(), self._skew.now
            for ask in self._sending.due(self.board, self.clock.wall(), now):
                self._out += self.session.say(ask.submit(skew), now)
                self._listeners.add(PENDING)
        if self._out:
            self.wake()

    def note(self, sentence: str) -> None:
        """Tell the person something about the room itself."""
        self._tell(Told("note", sentence))

    def _what(self, landed: Landed, key: Named) -> str:
        return tell.what(landed, key, self.zone)

    def _tell(self, told: Told) -> None:
        self.told.append(told)
        self.told_count += 1
        self._listeners.add(TOLD, PENDING)

    def _notify(self) -> None:
        shown = (self.state, self.age_s() if self.state.ages else 0, self.session.receiving)
        if shown != self._shown:
            self._shown = shown
            self._listeners.add(STATE)
        self._listeners.tell()


_NEWS: dict[type[Any], Callable[[Wired, Any], None]] = {
    Welcome: Wired._welcomed,
    Loaded: Wired._loaded,
    Arrived: Wired._arrived,
    Beat: Wired._beat,
    Accepted: Wired._accepted,
    Refused: Wired._refused,
    Page: Wired._paged,
    Presence: Wired._present,
    Notice: Wired._noticed,
    Evidence: Wired._evident,
}
