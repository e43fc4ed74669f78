"""A recording as a room: the same boards as live, at any moment, as one view saw them.

No Textual, no clock of its own, no loop: whoever runs it ticks it. Nothing can be asked of it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Sequence
from datetime import datetime, tzinfo
from typing import Any, Literal

from console import tell
from console.asks import Ask
from console.clocks import Clock, SystemClock
from console.deck import Deck
from console.listeners import Changed, Listeners, Stop
from console.local import At, Local
from console.sending import NotTaken, Told
from console.standing import STATE, TIME, TOLD, State
from schemas.base import Event
from schemas.board import Board, facts, visible
from schemas.circles import View
from schemas.entry import Entry
from schemas.incidents import (
    CommandUnified,
    IncidentClosed,
    IncidentOpened,
    IncidentReopened,
)
from schemas.logport import Damaged, LogError
from schemas.logreel import SLICE, LogReel
from schemas.phrase import Said
from schemas.roles import PositionHeld, PositionVacated
from schemas.wire import FETCH_MAX, Past, Present

# What begins, changes or ends who holds a post.
HANDOVERS: tuple[type[Event[Any]], ...] = (
    IncidentOpened,
    PositionHeld,
    PositionVacated,
    CommandUnified,
    IncidentReopened,
    IncidentClosed,
)
TOLD_MAX = 20  # notes remembered
LOOKED_MAX = 5_000  # entries looked at for a hand-over in one incident


class Replay:
    """One log, read-only, at one moment."""

    # What a live room has and a recording has not.
    person = because = ""
    is_in = False
    keeps = True
    receiving = notice = None
    pending: tuple[Ask, ...] = ()
    waiting = 0
    state = State.REPLAY

    def __init__(self, reel: LogReel, zone: tzinfo, view: View | None, who: str) -> None:
        """``view``: show what these circles may see; None: all there is in the file."""
        self.deck = Deck(reel, zone)
        self.clock: Clock = SystemClock()
        self.zone = zone
        self.who = who
        self.place: str | None = None
        self.told: deque[Told] = deque(maxlen=TOLD_MAX)
        self.told_count = 0
        self.words: Sequence[type[Local]] = (At,)
        self.trouble = ""  # what cannot be shown, for the bar
        self.damaged: Damaged | None = None  # where it stopped
        self.seeking: int | None = None  # how far it is on a way that is too long for one step
        self._reel = reel
        self._view = view
        self._listeners = Listeners()
        self._board = Board(counters=None)
        self._shown: tuple[object, ...] = ()
        self._turn()

    # -- what the screens read -------------------------------------------------------------------

    @property
    def board(self) -> Board:
        """The board at this moment."""
        return self._board

    @property
    def closed(self) -> str:
        """Why nothing can be asked."""
        return f"This is a replay of {self._reel.path.name}; nothing can be asked of it."

    @property
    def presence(self) -> list[Present] | None:
        """Who was there is not in the log's entries."""
        return None

    @property
    def running(self) -> str:
        """``PAUSED ×60 · #812 of #1042 · 2026-01-01 02:10:31 PST``"""
        deck = self.deck
        how = "PLAYING" if deck.playing else "AT THE END" if deck.seq == deck.last else "PAUSED"
        how = how if self.seeking is None else f"SEEKING at #{self.seeking}"
        at = f"{deck.moment.astimezone(self.zone):%Y-%m-%d %H:%M:%S %Z}"
        trouble = f" · {self.trouble}" if self.trouble else ""
        partial = " · PARTIAL: a newer release wrote more than is shown" * self.board.partial
        return f"{how} ×{deck.speed} · #{deck.seq} of #{deck.last} · {at}{trouble}{partial}"

    @property
    def done(self) -> float:
        """How much of it has passed."""
        return self.deck.done

    def now(self) -> datetime:
        """The moment that is shown."""
        return self.deck.moment

    def age_s(self) -> int:
        """A recording does not age."""
        return 0

    def listen(self, changed: Changed) -> Stop:
        """Call this with what changed; the answer ends it."""
        return self._listeners.listen(changed)

    # -- what people do --------------------------------------------------------------------------

    def ask(self, said: Said, seen: int | None = None) -> str:
        """Nothing can be asked."""
        raise NotTaken(self.closed)

    def answer_held(self, ref: str, how: Literal["send", "drop"]) -> None:
        """Nothing is held."""
        raise NotTaken(self.closed)

    def pressed(self, screen: str, sight: Collection[str] = ()) -> None:
        """There is nobody to be told."""

    def note(self, sentence: str) -> None:
        """Tell the person something; '' takes the last back."""
        self.told.append(Told("note", sentence))
        self.told_count += 1
        self._listeners.add(TOLD)

    def warn(self, short: str, sentence: str) -> None:
        """Say what cannot be shown: the bar goes on saying it."""
        self.trouble = short
        self.note(sentence)

    def past(self, first: int, of: tuple[str, str] | None = None) -> Past:
        """A page of what had happened by this moment, of everything or of one record."""
        seqs: Sequence[int] = range(max(first, self._reel.anchor.seq + 1), self.deck.seq + 1)
        if of:
            seqs = [seq for seq in self._reel.touched(*of) if first <= seq <= self.deck.seq]
        page, rest = seqs[:FETCH_MAX], seqs[FETCH_MAX:]
        entries = [self.shown(entry) for seq in page for entry in self._reel.read(seq, seq)]
        if of:
            entries = [entry for entry in entries if not entry.is_stub]
        before = self._reel.digest_at(entries[0].seq - 1).hex() if entries else None
        more = rest[0] if rest else None
        return Past(entries=[entry.plain() for entry in entries], before=before, more=more)

    # -- the transport ---------------------------------------------------------------------------

    def tick(self, now: float) -> None:
        """Time passes."""
        if self.seeking is None:
            self.deck.tick(now)
        self._turn()

    def play(self) -> None:
        """Play, or pause."""
        self.deck.play()
        self.note("")
        self._turn()

    def faster(self, by: int) -> None:
        """Another speed."""
        self.deck.faster(by)
        self._turn()

    def step(self, by: int) -> None:
        """So many entries on, or back; and what the entry says."""
        self.deck.playing = False
        to = self.deck.seq + by
        if self.deck.first <= to <= self.deck.last:
            self._go(to)
        else:
            self.note("This is where the log ends." if by > 0 else "This is where the log begins.")
            self._turn()

    def handover(self, by: int) -> None:
        """To the next hand-over, or the one before; in an incident, to its own."""
        self.deck.playing = False
        try:
            found = self._handover(back=by < 0)
        except LogError as error:
            self.note(str(error))
            self._turn()
            return
        if found is None:
            within = f" in {self.place}" if self.place else ""
            self.note(f"No hand-over{within} {'after' if by > 0 else 'before'} this.")
            self._turn()
            return
        self._go(found)

    def at(self, text: str) -> None:
        """To a moment as people type it."""
        try:
            self.deck.at(self.deck.span.moment(text))
        except ValueError as error:
            self.note(str(error))
            self._listeners.tell()
            return
        self._arrived(says=text.startswith("#"))

    def shown(self, entry: Entry) -> Entry:
        """What of an entry this view may see."""
        if self._view is None or entry.is_stub:
            return entry
        whole = facts(entry)[1]
        seen = iter(visible(whole, self._view))
        return entry.shown([not leaf.withheld and next(seen) for leaf in entry.leaves[1:]])

    # -- inside ----------------------------------------------------------------------------------

    def _handover(self, *, back: bool) -> int | None:
        found = self._reel.find(HANDOVERS, self.deck.seq, back=back)
        for _, entry in zip(range(LOOKED_MAX), found, strict=False):
            shown = self.shown(entry)
            events = [] if shown.is_stub else facts(shown)[1]
            about = [event for event in events if isinstance(event, HANDOVERS)]
            if any(self.place in (None, event.id.partition("/")[0]) for event in about):
                return entry.seq
        return None

    def _go(self, seq: int) -> None:
        self.deck.go(seq)
        self._arrived(says=True)

    def _arrived(self, *, says: bool) -> None:
        """Show the board there, and what its entry says where one was gone to."""
        told = self.told_count
        self._turn()
        if told == self.told_count:  # or it was told that it cannot be shown
            entry = self.deck.entry() if says else None
            self.note(tell.line(self.shown(entry), self.zone) if entry else "")
        self._listeners.tell()

    def _turn(self) -> None:
        """Show the board where the deck is, and say what changed."""
        if self.deck.seq != self._board.seq:
            self._seek()
        board = (self._board.seq, self.deck.moment.replace(second=0, microsecond=0))
        if self.seeking is None and self._shown[:1] != (board,):
            self._listeners.add(TIME)
        if self._shown != (board, self.running):
            self._shown = (board, self.running)
            self._listeners.add(STATE)
        self._listeners.tell()

    def _seek(self) -> None:
        """Go where the deck is, or a part of the way; meanwhile the boards stay as they are."""
        try:
            board = self._reel.towards(self.deck.seq, SLICE)
        except Damaged as damaged:
            good = self._board.seq if damaged.seq is None else damaged.seq - 1
            self.deck.end_at(good)
            self.damaged = damaged
            self.warn(f"DAMAGED after #{good}", f"{damaged} Shown up to #{good}.")
            board = self._reel.board(good)
        self.seeking = board.seq if board.seq < self.deck.seq else None
        if self.seeking is None:
            self._board = board if self._view is None else board.project(self._view)
