"""Who would not see what is being written: said before Enter, since afterwards it is too late."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.base import Command, is_post
from schemas.board import Board
from schemas.circles import PARTNERS
from schemas.messages import AcknowledgeMessage, AnswerMessage, GiveOrder, SendMessage
from schemas.reach import is_away, to_call
from schemas.roles import keeper, named
from schemas.sharing import Narrow

NAMED = 4  # agencies in one sentence
CALLED = 2  # addressees in one sentence, each with whom to call


def unseen(commands: Iterable[Command], board: Board, agency: str) -> str:
    """`` (not seen by FIRE, REDCROSS)``, where somebody will not."""
    kept = [named for command in commands if (named := _kept(command))]
    if not kept:
        return ""
    seen = {agency, *(id for named in kept for id in named)}
    others = [id.upper() for id in board.agencies if id not in seen]
    if PARTNERS in seen or not others:
        return ""
    more = len(others) - NAMED
    names = f"{', '.join(others[:NAMED])}{f' and {more} more' if more > 0 else ''}"
    return f" (not seen by {names})"


def _kept(command: Command) -> tuple[str, ...]:
    readers = command.readers if isinstance(command, Narrow) else getattr(command, "only", None)
    return readers or ()


def unreached(commands: Iterable[Command], board: Board, at: frozenset[str] | None) -> str:
    """The same of a message or an answer: ``PD has no console open: call Sam Reed 555-0103``."""
    return no_console((id for one in commands for id in _readers_of(one, board)), board, at)


def _readers_of(command: Command, board: Board) -> tuple[str, ...]:
    """Whom it is to, or who wrote what it answers."""
    if isinstance(command, AcknowledgeMessage | AnswerMessage):
        message = board.messages.get(command.message)
        return (message.by.person,) if message else ()
    return command.to if isinstance(command, SendMessage | GiveOrder) else ()


def no_console(to: Iterable[str], board: Board, at: frozenset[str] | None) -> str:
    """Which addressees nobody reads for now; nothing where all are there, or it is not known."""
    away = [id for id in dict.fromkeys(to) if is_away(board.roles, at, id)]
    more = f"; nor have {len(away) - CALLED} more" if len(away) > CALLED else ""
    return f"{'; '.join(_without(id, board) for id in away[:CALLED])}{more}"


def _without(id: str, board: Board) -> str:
    if is_post(id) and keeper(board.roles, id) is None:
        return f"nobody holds {id}"
    who = id.upper() if id in board.agencies else named(board.roles, id)
    call = to_call(board, id)
    return f"{who} has no console open{f': {call}' if call else ''}"
