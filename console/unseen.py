"""Who would not see what is being written: said before Enter, since afterwards it is too late."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.base import Command
from schemas.board import Board
from schemas.circles import PARTNERS
from schemas.sharing import Narrow

NAMED = 4  # agencies in one sentence


def unseen(commands: Iterable[Command], board: Board, agency: str) -> str:
    """`` (FIRE and REDCROSS will not see it)``, where somebody will not."""
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
