"""What is not as it should be in what is being said: told before Enter, and nothing is refused."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.base import Command
from schemas.board import Board
from schemas.sourcing import CommitResources, ReceiveResources, unlike, unseen


def amiss(commands: Iterable[Command], board: Board) -> str:
    """`` (M21 is ambulance BLS: R-1 asks for ambulance ALS)``, where it is so."""
    found = [said for command in commands if (said := _told(command, board))]
    return f" ({'; '.join(found)})" if found else ""


def _told(command: Command, board: Board) -> str:
    if not isinstance(command, CommitResources | ReceiveResources):
        return ""
    request = board.requests.get(command.request)
    if request is None:
        return ""
    if isinstance(command, ReceiveResources):
        return unseen(request, board.resources, command.quantity)
    units = (board.resources[id] for id in command.units or () if id in board.resources)
    return unlike(request, units)
