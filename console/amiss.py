"""What is not as it should be in what is being said: told before Enter, and nothing is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from schemas.base import Command
from schemas.board import Board
from schemas.duty import SignOutPerson
from schemas.requests import Amend
from schemas.roles import held_by
from schemas.sourcing import CommitResources, ReceiveResources, unlike, unseen


def amiss(commands: Iterable[Command], board: Board, me: str) -> str:
    """`` (M21 is ambulance BLS: R-1 asks for ambulance ALS)``, where it is so."""
    found = [said for one in commands if (said := _TOLD.get(type(one), _nothing)(one, board, me))]
    return f" ({'; '.join(found)})" if found else ""


def _nothing(command: Command, board: Board, me: str) -> str:
    return ""


def _promised(command: CommitResources, board: Board, me: str) -> str:
    request = board.requests.get(command.request)
    units = (board.resources[id] for id in command.units or () if id in board.resources)
    return unlike(request, units) if request else ""


def _received(command: ReceiveResources, board: Board, me: str) -> str:
    request = board.requests.get(command.request)
    return unseen(request, board.resources, command.quantity) if request else ""


def _goes(command: SignOutPerson, board: Board, me: str) -> str:
    person = command.person or me
    held = held_by(board.roles, person)
    return f"{person} holds {held[0]}: hand it over or relieve it first" if held else ""


def _changes(command: Amend, board: Board, me: str) -> str:
    """Asked anew as it was, where nobody gave it back, it is refused."""
    request = board.requests.get(command.request)
    said = command.model_dump(exclude={"kind", "request"}, exclude_none=True)
    return "" if said or not request or request.returned else "say what changes: 80, to=, due="


_TOLD: Mapping[type[Command], Callable[[Any, Board, str], str]] = {
    Amend: _changes,
    CommitResources: _promised,
    ReceiveResources: _received,
    SignOutPerson: _goes,
}
