"""Hazards on Now: those I have to acknowledge, and those that stand, whoever said them and when."""

from __future__ import annotations

from console.boards import messages
from console.boards.base import Look, age, section
from console.boards.restricted import circles
from console.widgets.rows import Cell, Row
from schemas.messages import Message

SHOWN = 8  # that stand; the Messages board has them all


def _standing(look: Look) -> list[Message]:
    """The newest first."""
    found = [m for m in look.board.messages.values() if m.warns]
    return sorted(found, key=lambda m: m.at, reverse=True)


def asked(look: Look) -> frozenset[str]:
    """The lines that warn of what I have not acknowledged: no alarm says them again."""
    return frozenset(m.hazard for m in _standing(look) if m.hazard and messages.asks(look, m))


def known(look: Look) -> frozenset[str]:
    """The lines of hazards that are over, or that I acknowledged: they call me no more."""
    told = (m for m in look.board.messages.values() if m.ended or _acknowledged(look, m))
    return frozenset(m.hazard for m in told if m.hazard)


def _acknowledged(look: Look, message: Message) -> bool:
    said = (one.acknowledged for one in message.to)
    return any(one.by.person == look.me for one in said if one)


def needs(look: Look) -> list[Row]:
    """What I have to acknowledge before anything else."""
    mine = [(m, one) for m in _standing(look) if (one := messages.asks(look, m))]
    return [messages.ask(look, message, one) for message, one in mine[:SHOWN]]


def rows(look: Look) -> list[Row]:
    """The others that stand, and who has not acknowledged them."""
    known = [m for m in _standing(look) if not messages.asks(look, m)]
    if not known:
        return []
    more = f" (+{len(known) - SHOWN}: 7 has them all)" if len(known) > SHOWN else ""
    heading = section("hazards", f"HAZARDS THAT STAND{more}  cancel M-… says that one is over")
    return [heading, *(_row(look, message) for message in known[:SHOWN])]


def _row(look: Look, message: Message) -> Row:
    where = f"{message.incident} " if message.incident else ""
    said = messages.waits(look, message) if message.waiting else None
    text = f"{circles(message)}{where}{message.text}  {said.text if said else 'acknowledged'}"
    late = messages.is_late(look, message)
    words = Cell(text, "danger" if late else "warning")
    # Not the row of what I have to acknowledge: the cursor would follow it away from my duties.
    cells = ("!!" if late else "!", message.id, age(message.at, look), words)
    return Row(f"messages/{message.id} .stands", cells)
