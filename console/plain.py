"""Plain mode: phrases in, a line out for each entry and answer. For screen readers, thin lines.

Nothing is painted and nothing moves: what was said once stays where it was said.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any

import click

from console import tell
from console.asks import Ask, AskState
from console.exits import Exit, Sorry
from console.home import Home
from console.leaving import farewell
from console.link import Link
from console.listeners import Stop
from console.opening import REACH_S, Opened, open_room, until
from console.receipts import is_receipt
from console.replica import Landed
from console.room import Room
from console.sending import NotTaken, Told
from console.speaking import stated
from console.standing import NOTICE, STATE, TOLD, State
from console.tables import NAMES, table
from console.typed import Lines
from console.words import answer, grammar, misread
from schemas.nouns import COMMANDS
from schemas.phrase import Misread, echo, sentence

ANSWERS_S = 5.0  # for what was said last, when the input has ended
ELSEWHERE = "Another sitroom on this machine (same profile)"
SHORT = 4  # characters of a ref that a person types

HELP = """\
Type a phrase and press Enter, as in: log from=E12 via=radio Gas at the school door
go INC-4 (my room) · who (is here) · board NAME · pending · send REF · drop REF · quit
help VERB explains one of:"""


def run(home: Home, note: str = "") -> Exit:
    """Plain mode until the input ends, a signal comes, or ``quit``."""
    opened = open_room(home, hold=True, note=note)
    return asyncio.run(_run(opened))


async def _run(opened: Opened) -> Exit:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    room = opened.room
    link = Link(room, opened.profile.url, opened.profile.cert)
    plain = Plain(room, _out)
    plain.begin(holds=opened.holds)
    running = asyncio.create_task(link.run())
    try:
        await _first(stop.wait(), plain.read(Lines(sys.stdin.fileno())))
        if not stop.is_set():
            await plain.finish()
    finally:
        plain.end()
        link.stop()
        await running
        room.close()
    if room.state is State.REFUSED:
        raise Sorry(room.because)
    return Exit.DONE


async def _first(*these: Coroutine[Any, Any, object]) -> None:
    """Until the first of them is done; the others are given up."""
    tasks = [asyncio.create_task(one) for one in these]
    done, rest = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in rest:
        task.cancel()
    for task in done:
        task.result()


def _out(line: str) -> None:
    try:
        click.echo(line)
    except OSError:
        signal.raise_signal(signal.SIGTERM)  # nobody reads any more


class Plain:
    """One person's lines, and the room's."""

    def __init__(self, room: Room, out: Callable[[str], None]) -> None:
        self._room = room
        self._out = out
        self._mail: set[str] = set()  # messages that were said here
        self._told = 0  # of room.told, so many were said
        self._state: State | None = None
        self._notice: object = None
        self._stops: tuple[Stop, ...] = ()

    def begin(self, *, holds: bool) -> None:
        """Say who one is and what is there to begin with."""
        room = self._room
        self._out(f"You are {room.person}. Type help for help.")
        if not holds:
            self._out(f"{ELSEWHERE} keeps the queue: without a hub nothing is taken here.")
        self._stops = (room.listen(self._changed), room.follow(self._entries))
        self._say_told()
        if room.pending:
            self._pending()

    def end(self) -> None:
        """Say no more but what waits, and what stays this person's."""
        for stop in self._stops:
            stop()
        for line in farewell(self._room):
            self._out(line)

    async def read(self, lines: Lines) -> None:
        """Each line that is typed, until there are no more."""
        room = self._room
        # What is typed at once is said to the hub, if there is one, and not queued.
        await until(room, lambda: room.state is not State.CONNECTING, REACH_S)
        while (line := await lines.next()) is not None:
            if line.strip() == "quit":
                return
            self.line(line)

    async def finish(self) -> None:
        """Wait a moment for the answers to what was said last."""

        def answered() -> bool:
            return not any(
                ask.state in (AskState.SENT, AskState.QUEUED) for ask in self._room.pending
            )

        await until(self._room, answered, ANSWERS_S)

    # -- what comes ------------------------------------------------------------------------------

    def _entries(self, landed: list[Landed]) -> None:
        """What others did; of what was said here, the answer tells."""
        ours = {told.ask.ref for told in self._room.told if told.ask}
        ours |= {ask.ref for ask in self._room.pending}
        for one in landed:
            if one.header and one.header.ref not in ours and not is_receipt(one.events):
                self._out(tell.line(one.entry, self._room.zone))
                self._mail.update(event.id for event in one.events if event.shelf == "messages")
        self._mail.intersection_update(self._room.board.messages)  # nobody may press a key for days

    def _changed(self, changed: frozenset[tuple[str, str]]) -> None:
        if STATE in changed:
            self._say_state()
        if TOLD in changed:
            self._say_told()
        if NOTICE in changed and self._room.notice is not self._notice:
            self._notice = self._room.notice
            if self._room.notice:
                self._out(f"HUB: {self._room.notice.message}")

    def _say_state(self) -> None:
        room = self._room
        if room.state in (self._state, State.CONNECTING):
            return
        self._state = room.state
        queued = f" · {room.waiting} queued" if room.waiting else ""
        because = f" · {room.because}" if room.because and room.state is State.OFFLINE else ""
        self._out(f"{room.state.upper()} #{room.board.seq}{queued}{because}")

    def _say_told(self) -> None:
        told = list(self._room.told)
        new = self._room.told_count - self._told
        self._told = self._room.told_count
        for one in told[len(told) - min(new, len(told)) :]:
            self._out(self._worded(one))

    def _worded(self, told: Told) -> str:
        if told.ask is None:
            return f"NOTE: {told.sentence}"
        words = stated(told.ask.command, told.ask.happened_at, self._room.context())
        if told.kind == "accepted":
            return answer(told, words)
        if told.kind == "held":
            short = self._short(told.ask)
            why = told.sentence.rstrip(".")
            return f"HELD {short}: {words}. {why}. send {short} or drop {short}"
        return f"REFUSED: {words}. {told.sentence}"

    # -- what is typed ---------------------------------------------------------------------------

    def line(self, line: str) -> None:
        """One line: a word of plain mode, or a phrase."""
        word, _, rest = line.strip().partition(" ")
        local = _LOCAL.get(word.lower())
        if local:
            local(self, rest.strip())
        elif word:
            self._phrase(line)

    def _phrase(self, line: str) -> None:
        room = self._room
        room.pressed("plain", self._mail)
        read = grammar().read(line, room.context())
        if isinstance(read, Misread):
            self._out(misread(line, read))
            return
        for said in read:
            words = stated(said.command, said.at, room.context())
            try:
                ref = room.ask(said)
            except NotTaken as no:
                self._out(f"NOT TAKEN: {no}")
                return
            ask = next((ask for ask in room.pending if ask.ref == ref), None)
            if ask and ask.state is AskState.QUEUED:
                makes = f" ({ask.makes} until it has a number)" if ask.makes else ""
                self._out(f"QUEUED {self._short(ask)}: {words}{makes}")

    def _go(self, id: str) -> None:
        board, id = self._room.board, id.upper()
        if id not in board.incidents and id not in board.centers:
            self._out(f"Nothing is called {id[:40]}: go to an incident or a center.")
            return
        self._room.place = id
        self._out(f"You are in {id}: phrases that name none mean this one.")

    def _board(self, name: str) -> None:
        if name not in NAMES:
            self._out(f"The boards are {', '.join(NAMES)}.")
            return
        for line in table(name, list(self._room.board.on(NAMES[name]).values())):
            self._out(line)

    def _pending(self, rest: str = "") -> None:
        for ask in self._room.pending:
            words = echo(ask.command, self._room.context())
            why = f". {ask.held.sentence}" if ask.held else ""
            makes = f" ({ask.makes})" if ask.makes else ""
            self._out(f"{ask.state.upper()} {self._short(ask)}: {words}{makes}{why}")
        if not self._room.pending:
            self._out("Nothing waits.")

    def _send(self, short: str) -> None:
        self._decide(short, "send")

    def _drop(self, short: str) -> None:
        self._decide(short, "drop")

    def _decide(self, short: str, how: str) -> None:
        refs = [ask.ref for ask in self._room.pending if short and ask.ref.endswith(short)]
        if len(refs) != 1:
            self._out("Say which: pending lists them.")
            return
        try:
            self._room.answer_held(refs[0], "send" if how == "send" else "drop")
        except NotTaken as no:
            self._out(str(no))
            return
        if how == "drop":
            self._out(f"DROPPED {short}")

    def _who(self, rest: str) -> None:
        for one in self._room.presence:
            pressed = one.pressed_at and tell.hour(one.pressed_at, self._room.zone)
            since = f", last key {pressed}" if pressed else ""
            self._out(f"{one.person} of {one.agency.upper()}{since}")
        if not self._room.presence:
            self._out("Nobody is known to be here: the hub has not said who.")

    def _help(self, verb: str) -> None:
        found = [c for c in COMMANDS.values() if verb.lower() in (c.usage.split()[0], c.short)]
        for command in found:
            usage, says = sentence(command)
            self._out(f"{usage}\n  e.g. {command.example}\n  {says}")
        if not found:
            verbs = dict.fromkeys(command.usage.split()[0] for command in COMMANDS.values())
            self._out(f"{HELP} {' '.join(sorted(verbs))}")

    def _short(self, ask: Ask) -> str:
        """As few of the last characters as name it alone."""
        refs: Sequence[str] = [other.ref for other in self._room.pending if other.ref != ask.ref]
        for length in range(SHORT, len(ask.ref)):
            end = ask.ref[-length:]
            if not any(ref.endswith(end) for ref in refs):
                return end
        return ask.ref


_LOCAL: Mapping[str, Callable[[Plain, str], None]] = {
    "go": Plain._go,
    "board": Plain._board,
    "pending": Plain._pending,
    "send": Plain._send,
    "drop": Plain._drop,
    "help": Plain._help,
    "who": Plain._who,
}
