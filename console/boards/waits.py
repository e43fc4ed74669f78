"""On whom a request waits, what for and until when, in the words of every board."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from console.boards.base import Look, brief
from schemas.requests import NOBODY, For, Request, Wait

DOES: Mapping[For, str] = {
    For.APPROVE: "approve",
    For.AMEND: "answer",
    For.SOURCE: "find",
    For.BRING: "bring",
    For.ASK_AGAIN: "ask again",
}


def does(waits: Iterable[Wait]) -> str:
    """``approve + find``"""
    return " + ".join(dict.fromkeys(DOES[wait.wants] for wait in waits))


def due(look: Look, request: Request, waits: Iterable[Wait], by: str) -> str:
    """Until when they decide, answer outside, or have promised to be there."""
    dues = [due for wait in waits if (due := _due_of(request, wait))]
    return f"{by} {brief(min(dues), look)}" if dues else ""


def _due_of(request: Request, wait: Wait) -> datetime | None:
    if wait.wants is For.BRING:
        left = [c for c in request.commitments if c.agency == wait.on and c.received < c.quantity]
        return min((one.eta for one in left if one.eta), default=None)
    dated = wait.wants is For.APPROVE or (wait.wants is For.SOURCE and request.outside)
    return request.due(wait) if dated and wait.on != NOBODY else None


def numbered(look: Look, request: Request, wait: Wait) -> str:
    """The name; of one outside with their number."""
    asked = next((one for one in reversed(request.forwards) if one.to == wait.on), None)
    number = f" {asked.number}" if asked and asked.number and wait.wants is not For.BRING else ""
    return f"{name(look, wait)}{number}"


def name(look: Look, wait: Wait) -> str:
    """``lee INC-4/LSC``, ``FIRE``, ``STATE``, ``YOU``; a post that nobody holds says so."""
    post = look.board.roles.get(wait.on)
    if look.me and look.me in (wait.on, post.holder if post else None):
        return "YOU"
    if post:
        return f"{post.holder or 'VACANT'} {wait.on}"
    return wait.on.upper() if wait.on == wait.agency else wait.on
