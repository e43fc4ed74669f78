"""What somebody should know when their console has ended: what waits, and what stays theirs."""

from __future__ import annotations

from console.boards.base import few
from console.room import Room
from console.shown import Shown
from console.widgets.wall import visible
from schemas.duty import on_duty
from schemas.roles import held_by

POSTS = 6  # named; the Roles board has them all


def farewell(room: Room, typed: str = "") -> list[str]:
    """Plain lines, the last that the console says; ``typed`` was on its line and not sent."""
    left = [f"Not sent, it was only typed: {visible(typed)}"] if typed.strip() else []
    back = "sitroom console comes back in."
    return [f"You left sitroom. {_queued(room.waiting)}", *left, *_kept(room), back]


def why_stay(room: Shown, typed: str) -> str:
    """What somebody is asked first, where something waits or stays theirs; else nothing."""
    waits = [f"{room.waiting} not settled: kept here, and sent when you come back."]
    draft = ["What is on the line is not sent."]
    said = [*(waits if room.waiting else ()), *(draft if typed.strip() else ()), *_kept(room)]
    return " ".join([*said, "Leave?"]) if said else ""


def _queued(waiting: int) -> str:
    if not waiting:
        return "Nothing you said is queued."
    return f"{waiting} queued, kept here: what waits goes out when you start it again."


def _kept(room: Shown) -> list[str]:
    """Duty and posts do not end with a console."""
    posts = few(held_by(room.board.roles, room.person), POSTS)
    duty = "are still on duty (signout ends it)" if on_duty(room.board.duty, room.person) else ""
    holds = f"hold {posts} (yours until handed over)" if posts else ""
    return [f"You {' and '.join(filter(None, (duty, holds)))}."] if duty or holds else []
