"""A recording as a room: the same boards as live, at any moment, as one view saw them.

No Textual, no clock of its own, no loop: whoever runs it ticks it. Nothing can be asked of it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import Literal

from console import duties, tell
from console.asks import Ask
from console.clocks import Clock, SystemClock
from console.deck import SPEEDS, Deck
from console.duties import DUTIES
from console.listeners import Changed, Listeners, Stop
from console.local import TAPE, At, Local, See
from console.moments import minute
from console.sending import NotTaken, Told
from console.standing import STATE, TIME, TOLD, State
from console.views import eyes
from schemas.base import Command
from schemas.board import Board, facts, visible
from schemas.circles import View
from schemas.entry import Entry
from schemas.logport import Damaged, LogError
from schemas.logreel import SLICE, LogReel
from schemas.phrase import Said
from schemas.wire import FETCH_MAX, Past, Present

TOLD_MAX = 20  # notes remembered


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
        self.words: Sequence[type[Local]] = TAPE
        self.trouble = ""  # what cannot be shown, for the bar
        self.damaged: Damaged | None = None  # where it stopped
        self.seeking: int | None = None  # how far it is on a way that is too long for one step
        self._reel = reel
        self._view = view
        self._listeners = Listeners()
        self._board = Board(counters=None)
        self._shown: tuple[object, ...] = ()
        self._unseen = 0  # lines of this moment that these eyes do not see
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
    def beyond(self) -> str:
        """How many lines of this moment these eyes do not see, where the file holds them."""
        whose = self.who.removeprefix("seen by: ")
        return f"{self._unseen} more not for {whose}" if self._unseen else ""

    @property
    def presence(self) -> list[Present] | None:
        """Who was there is not in the log's entries."""
        return None

    @property
    def running(self) -> str:
        """``PAUSED ×60 · #812 of #1042 · 2026-01-01 02:10:31 PST``, always as wide."""
        deck = self.deck
        how = "PLAYING" if deck.playing else "AT THE END" if deck.seq == deck.last else "PAUSED"
        how = how if self.seeking is None else f"SEEKING at #{self.seeking}"
        at = f"{deck.moment.astimezone(self.zone):%Y-%m-%d %H:%M:%S %Z}"
        trouble = f" · {self.trouble}" if self.trouble else ""
        partial = " · PARTIAL: a newer release wrote more than is shown" * self.board.partial
        said = f"{how} ×{deck.speed} · #{deck.seq} of #{deck.last}"
        widest = f"AT THE END ×{SPEEDS[-1]} · #{deck.last} of #{deck.last}"
        # However many digits it takes now: what stands beside it keeps its place.
        return f"{said} · {at}{trouble}{partial}{' ' * (len(widest) - len(said))}"

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
        row = " ".join(f"[{s}]" if s == self.deck.speed else f"{s}" for s in SPEEDS)
        self.note(f"Speed × {row}  (seconds of the log in one)")
        self._turn()

    def step(self, by: int) -> None:
        """So many entries on, or back; and what the entry says."""
        self.deck.playing = False
        to = self.deck.seq + by
        if self.deck.first <= to <= self.deck.last:
            self.deck.go(to)
            self._arrived(self._entry)
        else:
            self._arrived(lambda: f"This is where the log {'ends' if by > 0 else 'begins'}.")

    def duty(self, by: int, room: str | None = None) -> None:
        """To the next thing that offers, changes or ends a duty, or the one before; in one room."""
        self.deck.playing = False
        room = room or self.place
        try:
            shown = map(self.shown, self._reel.find(DUTIES, self.deck.seq, back=by < 0))
            found = duties.first(shown, room)
        except LogError as error:
            self._arrived(partial(str, error))
            return
        if found is None:
            no = f"No duty{f' in {room}' if room else ''} changes"
            self._arrived(lambda: f"{no} {'after' if by > 0 else 'before'} this.")
            return
        self.deck.go(found.seq)
        self._arrived(lambda: f"#{found.seq} {duties.said(found, room, self._board.roles)}")

    def objects(self, word: Local) -> str:
        """Why a word cannot be done here, if so."""
        try:
            if isinstance(word, At):
                self.deck.span.moment(word.moment)
            elif isinstance(word, See):
                eyes(self._reel, word.agency)
        except (ValueError, LogError) as error:
            return str(error)
        return ""

    def example(self, word: type[Command]) -> str:
        """A time that this log holds."""
        return f"at {self.deck.middle.astimezone(self.zone):%H%M}" if word is At else word.example

    def at(self, text: str) -> None:
        """To a moment as people type it."""
        try:
            to = self.deck.span.moment(text)
        except ValueError as error:
            self._arrived(partial(str, error))
            return
        self.deck.at(to)
        self._arrived(self._entry if isinstance(to, int) else lambda: self._end(text))

    def see(self, name: str) -> None:
        """Through these eyes, at the same moment."""
        self._view, self.who = eyes(self._reel, name)
        if self.seeking is None:
            self._show(self._reel.board(self.deck.seq))
        self._listeners.add(TIME)
        self.note(f"#{self.deck.seq} {self.who}{f'; {self.beyond}' if self.beyond else ''}.")
        self._turn()

    def shown(self, entry: Entry) -> Entry:
        """What of an entry this view may see."""
        if self._view is None or entry.is_stub:
            return entry
        whole = facts(entry)[1]
        seen = iter(visible(whole, self._view))
        return entry.shown([not leaf.withheld and next(seen) for leaf in entry.leaves[1:]])

    # -- inside ----------------------------------------------------------------------------------

    def _entry(self) -> str:
        """What the entry says where it is."""
        entry = self.deck.entry()
        return tell.line(self.shown(entry), self.zone) if entry else ""

    def _end(self, text: str) -> str:
        at = self.deck.moment.astimezone(self.zone)
        return f"This is the end of {at:%H:%M}, with all that happened in it." * minute(text)

    def _arrived(self, says: Callable[[], str]) -> None:
        """Show the board there, and say this of it."""
        told = self.told_count
        self._turn()
        if told == self.told_count:  # or it was told that it cannot be shown
            self.note(says())
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
            self._show(board)

    def _show(self, whole: Board) -> None:
        self._board = whole if self._view is None else whole.project(self._view)
        # A cache does not hold what its reader may not see.
        held = self._reel.view is None
        self._unseen = len(whole.lines) - len(self._board.lines) if held else 0
