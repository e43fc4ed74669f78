"""What somebody must read now: urgent lines and hazards this person has not read.

What was read is private to the person: the console remembers it while it runs, and nobody else.
"""

from __future__ import annotations

from collections.abc import Set
from datetime import timedelta

from console.boards import hazards
from console.boards.base import Look, age
from console.boards.journal import told
from console.widgets.rows import Cell, Row
from schemas.journal import Line, Mark, Sort

FRESH = timedelta(minutes=30)  # an older one calls nobody any more; the Log has it
SHOWN = 3  # the newest, on Now
SIGN = "!!"


def unread(look: Look) -> list[Line]:
    """Those not read yet, the newest first."""
    fresh, known = [], look.read | hazards.known(look)
    for line in reversed(look.board.lines.values()):
        if look.now - line.at > FRESH:
            break
        calls = line.mark is Mark.URGENT or line.sort is Sort.HAZARD
        if calls and not line.struck and line.by.person != look.me and line.id not in known:
            fresh.append(line)
    return fresh


def rows(look: Look) -> list[Row]:
    """For Now: the newest of them that no other row there asks about, and how many more."""
    asked = hazards.asked(look)
    lines = [line for line in unread(look) if line.id not in asked]
    out = [_row(look, line) for line in lines[:SHOWN]]
    if len(lines) > SHOWN:
        more = f"{len(lines) - SHOWN} more urgent lines are not read: 2 opens the log"
        out.append(Row("=unread", (SIGN, "", "", Cell(more, "danger"))))
    return out


def _row(look: Look, line: Line) -> Row:
    text = Cell(f"Enter reads it: {words(look, line)}", "danger")
    # Not the id the line itself has further down: each can be selected.
    return Row(f"lines/{line.id}", (SIGN, line.id, age(line.at, look), text))


def words(look: Look, line: Line) -> str:
    """``FIRE  E12/radio: Third shot``"""
    return f"{line.by.agency.upper()}  {told(line, look)}"


def bar(look: Look, seen: Set[str] = frozenset()) -> str:
    """For every other screen, in one row; empty when all of them are ``seen`` there."""
    lines = [line for line in unread(look) if line.id not in seen]
    if not lines:
        return ""
    many = f"{len(lines)} urgent, the newest " if len(lines) > 1 else ""
    return f"{SIGN} {many}{lines[0].id} {words(look, lines[0])}"
