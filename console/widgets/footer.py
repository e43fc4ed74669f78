"""The last line: what can be done here now, or the rest of what stands over it."""

from __future__ import annotations

from collections.abc import Sequence

from console.actions import ACTIONS, Action, Flag, Place
from console.widgets.oneline import Bit, Bits, OneLine, glyphs

GAP = "  "
# What comes and goes with each step has a place of its own at the left, blank or not: a terminal is
# sent a line from its left edge as far as it changed, and nothing else on it moves.
LEAD = 3  # bits of it: a gap, the key, the word
OPEN = next(action for action in ACTIONS if Flag.ROW in action.needs)


class Footer(OneLine):
    """Keys and words; what fits, the most useful first."""

    def show(self, actions: Sequence[Action], waiting: str = "", instead: Bits = ()) -> None:
        """Say them, as many as there is room for; or what needs the room more just now.

        Of that the first gives way when it is narrow, and never the rest.
        """
        if instead:
            beside = [bit for more in instead[1:] for bit in (Bit(GAP), more)]
            self.say(
                instead[:1], [*beside, Bit(GAP if beside and waiting else ""), *right(waiting)]
            )
        else:
            self.say_fitting(lambda width: fitting(actions, waiting, width))


def fitting(actions: Sequence[Action], waiting: str, width: int) -> tuple[Bits, Bits]:
    """The first of the actions, whole, and what stands at the right edge."""
    room = width - len(glyphs([Bit(waiting)])) - 1
    boards = any(action.place is Place.ROOM for action in actions)
    wanted = [*actions, OPEN] if boards and OPEN not in actions else actions
    shown: list[Action] = []
    for action in sorted(wanted, key=lambda one: -one.rank):
        if len(glyphs(_said([*shown, action]))) > room:
            break
        shown.append(action)
    shown.sort(key=lambda one: one is not OPEN)
    bits = _said(shown)
    if shown[:1] == [OPEN] and OPEN not in actions:
        bits[:LEAD] = [Bit(" " * len(glyphs(bits[:LEAD])))]
    return bits, right(waiting)


def right(waiting: str) -> Bits:
    """What stands at the right edge, where something waits."""
    return [Bit(waiting, "warning")] if waiting else ()


def _said(actions: Sequence[Action]) -> list[Bit]:
    return [
        bit
        for at, action in enumerate(actions)
        for bit in (Bit(GAP if at else " "), Bit(action.key, "strong"), Bit(f" {action.label}"))
    ]
