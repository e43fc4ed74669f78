"""Phrases that one key begins on the command line, where they fit; Enter says them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from console.actions import Flag
from console.boards import messages
from console.boards.base import Look
from console.unseen import no_console
from schemas.board import Board
from schemas.duplicates import like
from schemas.messages import Want
from schemas.naming import Named
from schemas.requests import Request

# What is looked at, the record in sight, and the ids of what was just made.
_Phrase = Callable[[Look, Named | None, Sequence[str]], str]


def offered(look: Look, record: Named | None, made: Sequence[str]) -> dict[Flag, str]:
    """Each phrase that fits now."""
    if not look.asks:
        return {}
    found = {flag: phrase(look, record, made) for flag, phrase in _PHRASES.items()}
    return {flag: phrase for flag, phrase in found.items() if phrase}


def beside(look: Look, made: Sequence[str]) -> str:
    """What is said with the answer: that somebody asked for it too, or that nobody reads it yet."""
    for request, same in _twice(look.board, made):
        begins = f"l begins link {request.id} {same.id}"
        return f"; {same.id} asks for {same.what} there too: {begins}"
    sent = (one for id in made if (one := look.board.messages.get(id)))
    to = (each.to for one in sent for each in one.to if each.delivered is None)
    away = no_console(to, look.board, look.consoles)
    return f" · {away}" if away else ""


def _twice(board: Board, ids: Sequence[str]) -> list[tuple[Request, Request]]:
    """Open requests of these, each with another that may ask for the same."""
    open_ = [one for id in ids if (one := board.requests.get(id)) and not one.end]
    pairs = ((one, like(one, board.requests.values())) for one in open_)
    return [(one, same) for one, same in pairs if same]


def _acknowledge(look: Look, record: Named | None, made: Sequence[str]) -> str:
    id = _asked(look, record, Want.ACK)
    return id and f"ack {id}"


def _answer(look: Look, record: Named | None, made: Sequence[str]) -> str:
    id = _asked(look, record, Want.ANSWER)
    return id and f"reply {id} "


def _asked(look: Look, record: Named | None, want: Want) -> str:
    """The message in sight that wants this of me, or of a post of mine."""
    message = look.board.messages.get(record[1]) if record and record[0] == "messages" else None
    asks = message and message.want is want and messages.asks(look, message)
    return message.id if message and asks else ""


def _link(look: Look, record: Named | None, made: Sequence[str]) -> str:
    found = _twice(look.board, [*made, *(record or ())])
    return f"link {found[0][0].id} {found[0][1].id}" if found else ""


_PHRASES: Mapping[Flag, _Phrase] = {
    Flag.ACK: _acknowledge,
    Flag.ANSWER: _answer,
    Flag.LINK: _link,
}
NOTHING: Mapping[Flag, str] = {
    Flag.ACK: "There is no message under the cursor that waits for you.",
    Flag.LINK: "No other open request asks for the same as this one.",
}
