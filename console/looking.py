"""What the boards are drawn from, taken from the room: the one place where a Look is made live."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from console.asks import Ask, AskState
from console.boards.base import Creation, Look
from console.shown import Shown
from console.speaking import Speaker
from console.standing import State
from schemas.journal import AddLine, Chat, Decide, WarnOfHazard
from schemas.naming import named
from schemas.phrase import echo
from schemas.resources import AddResource

# Where what is numbered so will stand.
NUMBERED = {
    "INC": "incidents",
    "PAR": "rollcalls",
    "R": "requests",
    "M": "messages",
    "O": "objectives",
    "T": "tasks",
    "X": "expectations",
    "BG": "openings",
    "AGR": "agreements",
}
_LINES = (AddLine, Chat, Decide, WarnOfHazard)


def look_at(room: Shown, speaker: Speaker, read: Set[str] = frozenset()) -> Look:
    """The room as it is now; ``read`` are the lines the person has read."""
    pending = [ask for ask in room.pending if ask.state is not AskState.REFUSED]
    here = room.presence
    person = room.board.people.get(room.person)
    return Look(
        board=room.board,
        now=room.now(),
        zone=room.zone,
        me=room.person,
        agency=person.agency if person else "",
        room=room.place,
        marked=frozenset(id for ask in pending for _, id in named(ask.command)),
        creations=tuple(_creations(pending, speaker)),
        presence=None if here is None else {one.person: one for one in here},
        read=read,
        asks=not room.closed,
        beyond=room.beyond,
        elsewhere=room.state is State.OFFLINE and not room.keeps,
    )


def _creations(pending: Sequence[Ask], speaker: Speaker) -> Iterator[Creation]:
    """Rows for what an ask is to make and the hub has not numbered yet."""
    lines = 0
    for ask in pending:
        command = ask.command
        words = echo(command, speaker.context())
        if ask.makes and ask.command.makes in NUMBERED:
            yield Creation(NUMBERED[ask.command.makes], ask.makes, words, ask.state.value)
        elif isinstance(command, _LINES):
            lines += 1
            yield Creation("lines", f"#?{lines}", command.text, ask.state.value)
        elif isinstance(command, AddResource):
            yield Creation("resources", f"{command.call_sign}?", words, ask.state.value)
