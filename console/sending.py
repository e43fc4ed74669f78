"""What waits to be sent, in order; what may go out now; and what must wait for the person.

Asks go out in the order they were said. One that names what an earlier one makes (``INC-?1``)
waits for its number; one that overwrites what an earlier one changes waits until that is on the
board. An ask about something changed meanwhile, or too old for what it is, is held: the person
decides. Nothing here knows a socket.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.asks import Ask, AskState, Held, Why, held_by, plain
from console.outbox import ASKS_MAX, NotKept, Store
from console.replica import Landed
from console.waiting import Waiting
from console.witness import What, Witness
from schemas.base import Refusal
from schemas.board import Board
from schemas.entry import canonical
from schemas.journal import LineLogged, Sort
from schemas.naming import Named, edited, named, unnumbered
from schemas.phrase import Said
from schemas.wire import COMMAND_MAX

WINDOW = 64  # asks sent and not answered at most
AGAIN_S = (0.5, 1.0, 2.0, 5.0)  # when the hub cannot take an ask now; the last one stays


class NotTaken(Exception):
    """The ask was not taken and nothing is kept of it; the text says why."""


@dataclass(frozen=True)
class Told:
    """An answer for the person: accepted (#n), refused, held, or a note about the room itself."""

    kind: str
    sentence: str
    ask: Ask | None = None
    seq: int | None = None
    made: tuple[str, ...] = ()
    once: str | None = None  # a secret, shown to the asker and kept nowhere


Tell = Callable[[Told], None]


class Sending:
    """The asks of one console, from Enter to the answer."""

    def __init__(
        self, store: Store, board: Board, person: Callable[[], str], tell: Tell, what: What
    ) -> None:
        self._waiting = Waiting(store)
        self._person = person
        self._tell = tell
        self._witness = Witness(what)
        self._landing: dict[str, tuple[int, frozenset[Named]]] = {}
        if self._waiting.unread:
            many = self._waiting.unread
            words = f"{many} queued by a newer release: not sent; upgrade this console."
            tell(Told("note", words))
        self.away()
        self.reloaded(board)

    @property
    def asks(self) -> dict[str, Ask]:
        """All that is not settled, by ref, in the order it was said."""
        return self._waiting.asks

    @property
    def durable(self) -> bool:
        """Whether what waits outlives this process."""
        return self._waiting.durable

    def waiting(self) -> int:
        """How many still want something: not those that have ended."""
        return sum(ask.state is not AskState.REFUSED for ask in self.asks.values())

    # -- taking an ask ---------------------------------------------------------------------------

    def add(
        self, said: Said, ref: str, board: Board, seen: int, wall: datetime, *, live: bool
    ) -> Ask:
        """Keep an ask, on the disk when this returns; NotTaken when it cannot be."""
        if len(self.asks) >= ASKS_MAX:
            raise NotTaken(f"{ASKS_MAX} asks wait already: answer or drop some first.")
        if not live and not self._waiting.durable:
            raise NotTaken(
                "There is no hub now. Another sitroom on this machine (same profile) keeps the"
                " queue: say it there."
            )
        command = self._waiting.numbered(said.command)
        for id in unnumbered(command):
            if self._waiting.maker(id) is None:
                raise NotTaken(f"Nothing that waits here makes {id}.")
        if len(canonical(plain(command))) > COMMAND_MAX:
            raise NotTaken(f"A command has at most {COMMAND_MAX:,} bytes: say less.")
        ask = Ask(
            ref=ref,
            text=said.text,
            command=command,
            hat=said.as_,
            said_at=wall,
            happened_at=said.at,
            seen=seen,
            offline=not live,
            makes=None if live else self._waiting.provisional(command),
        )
        self._waiting.change(ask)
        try:
            self._waiting.save()
        except NotKept as error:
            if not live:  # with a hub there it may go without
                self._waiting.forget(ref)
                raise NotTaken(str(error)) from None
        self._witness.follow(ask, board)
        return ask

    # -- what came of it -------------------------------------------------------------------------

    def accepted(
        self, ref: str, seq: int, made: Sequence[str], once: str | None, board: Board
    ) -> None:
        """The hub has it. Asks that name what it made get the number."""
        ask = self._waiting.forget(ref)
        if ask is None:
            return
        if board.seq < seq:
            self._landing[ref] = (seq, named(ask.command))
        if ask.makes and ask.command.makes:
            sort = f"{ask.command.makes}-"
            id = next((one for one in made if one.startswith(sort)), None)
            for waits in self._waiting.number(ask.makes, id) if id else ():
                self._number(waits, seq, board)
        self._tell(Told("accepted", f"#{seq}", ask, seq, tuple(made), once))

    def _number(self, ask: Ask, seq: int, board: Board) -> None:
        """Who said both has seen the record as it was made; what waited for it only may go."""
        ask = ask.but(seen=max(ask.seen, seq))
        if ask.held and ask.held.why is Why.DEPENDS and not unnumbered(ask.command):
            ask = ask.but(state=AskState.QUEUED, held=None)
        self._waiting.change(ask)
        self._witness.follow(ask, board)

    def refused(self, ref: str, refusal: Refusal, now: float) -> None:
        """The hub said no: for now, until the person looks at it, or for good."""
        ask = self.asks.get(ref)
        if ask is None:
            return
        if not refusal.final:
            wait = AGAIN_S[min(ask.tries, len(AGAIN_S) - 1)]
            again = ask.but(state=AskState.QUEUED, tries=ask.tries + 1, again_at=now + wait)
            self._waiting.change(again)
            return
        held = held_by(refusal)
        if held:
            self._hold(ask, held)
            return
        whom = f" Ask {refusal.ask}." if refusal.ask else ""
        sentence = f"{refusal.because}{whom}"
        if ask.offline or ask.lapsed:
            ended = Held(why=Why.REFUSED, sentence=sentence)
            self._waiting.change(ask.but(state=AskState.REFUSED, held=ended))
        else:
            self._waiting.forget(ref)
        self._tell(Told("refused", sentence, ask))

    def away(self) -> None:
        """There is no hub: what an unanswered ask makes gets an id that later asks may name."""
        for ask in self._waiting.all():
            if ask.makes is None and ask.command.makes:
                self._waiting.change(ask.but(makes=self._waiting.provisional(ask.command)))

    def back(self, answers: Mapping[str, int], board: Board) -> None:
        """Connected again: what the hub has is settled, the rest of what was sent is looked at."""
        for ask in self._waiting.all():
            if ask.ref in answers and not ask.makes:
                self.accepted(ask.ref, answers[ask.ref], (), None, board)
            elif ask.ref in answers:  # the same ref gets its first answer again, with the number
                self._waiting.change(ask.but(state=AskState.QUEUED, held=None, known=True))
            elif ask.state is AskState.SENT:
                self._waiting.change(ask.but(state=AskState.QUEUED, lapsed=True))

    # -- what happens on the board meanwhile -----------------------------------------------------

    def landed(self, entries: Iterable[Landed], board: Board, now: float) -> None:
        """Entries came: remember who changed what the asks are about; settle what is ours."""
        for entry in entries:
            header = entry.header
            if header is None or not (self.asks or self._landing):
                continue
            ours = header.by.person == self._person() and (
                header.ref in self.asks or header.ref in self._landing
            )
            for event in entry.events:
                key = (event.shelf, event.id)
                for seen in self._witness.touch(entry, key, self.asks.values(), ours=ours):
                    self._waiting.change(seen)
            if ours and header.ref in self.asks:
                self._settle(header.ref, entry, board, now)
        for ref in [r for r, (seq, _) in self._landing.items() if seq <= board.seq]:
            del self._landing[ref]

    def _settle(self, ref: str, entry: Landed, board: Board, now: float) -> None:
        """An entry of ours whose answer was lost."""
        refusal = next(
            (e for e in entry.events if isinstance(e, LineLogged) and e.sort is Sort.REFUSAL), None
        )
        if refusal:
            self.refused(ref, Refusal(code="refused", because=refusal.text), now)
        else:
            self.accepted(ref, entry.seq, [e.id for e in entry.events], None, board)

    def reloaded(self, board: Board) -> None:
        """The board is another one."""
        self._witness.begin_again(self.asks.values(), board)

    # -- what may go out now ---------------------------------------------------------------------

    def due(self, board: Board, wall: datetime, now: float) -> list[Ask]:
        """The asks to send now, in order, marked as sent; what must wait for the person is held."""
        out: list[Ask] = []
        ahead: set[Named] = {key for _, keys in self._landing.values() for key in keys}
        flying = 0
        for ask in self._waiting.all():
            if ask.state is AskState.SENT:
                flying += 1
                ahead |= named(ask.command)
            if ask.state is not AskState.QUEUED:
                continue
            held = None if ask.known else self._look(ask, board, wall)
            if held:
                self._hold(ask, held)
                continue
            waits = bool(unnumbered(ask.command) or edited(ask.command) & ahead)
            if ask.again_at > now or flying >= WINDOW or (waits and not ask.known):
                break
            self._waiting.change(ask.but(state=AskState.SENT))
            out.append(self.asks[ask.ref])
            flying += 1
            ahead |= named(ask.command)
        return out

    def _look(self, ask: Ask, board: Board, wall: datetime) -> Held | None:
        for id in sorted(unnumbered(ask.command)):
            maker = self._waiting.maker(id)
            if maker is None or maker.state is AskState.REFUSED:
                return Held(why=Why.DEPENDS, sentence=f"{id} was not made.")
            if maker.state is AskState.HELD:
                return Held(why=Why.DEPENDS, sentence=f"It names {id}, which waits for you.")
        if ask.too_old(wall):
            minutes = int((wall - ask.said_at).total_seconds() // 60)
            return Held(why=Why.OLD, sentence=f"You said it {minutes} min ago, with no hub.")
        return self._witness.changed(ask, board, self._person())

    # -- what the person says to it --------------------------------------------------------------

    def send_anyway(self, ref: str, board: Board, wall: datetime, skew: timedelta) -> None:
        """As if it were said now, seeing what is on the screen now."""
        ask = self._held(ref)
        if ask.state is AskState.REFUSED:
            raise NotTaken("The hub refused it: drop it, or say it in another way.")
        lost = [id for id in unnumbered(ask.command) if self._waiting.maker(id) is None]
        if lost:
            raise NotTaken(f"{lost[0]} was not made: drop it, and say it again with an id.")
        self._waiting.change(ask.anyway(board.seq, wall, skew))

    def drop(self, ref: str) -> None:
        """Forget it; nothing was done."""
        self._held(ref)
        self._waiting.forget(ref)

    def _held(self, ref: str) -> Ask:
        ask = self.asks.get(ref)
        if ask is None or ask.state not in (AskState.HELD, AskState.REFUSED):
            raise NotTaken("Nothing is held under that name.")
        return ask

    def _hold(self, ask: Ask, held: Held) -> None:
        self._waiting.change(ask.but(state=AskState.HELD, held=held))
        self._tell(Told("held", held.sentence, ask))

    def flush(self) -> None:
        """Write what changed; not urgent."""
        self._waiting.flush()

    def close(self) -> None:
        """Write what changed and let go of the store."""
        self._waiting.close()
