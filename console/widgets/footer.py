"""The last line: what can be done here now."""

from __future__ import annotations

from collections.abc import Sequence

from console.actions import Action
from console.widgets.oneline import Bit, Bits, OneLine, glyphs

GAP = "  "


class Footer(OneLine):
    """Keys and words; what fits, the most useful first."""

    def show(self, actions: Sequence[Action], right: str = "") -> None:
        """Say them, as many as there is room for."""
        self.say_fitting(lambda width: fitting(actions, right, width))


def fitting(actions: Sequence[Action], right: str, width: int) -> tuple[Bits, Bits]:
    """The first of the actions, whole, and what stands at the right edge."""
    room = width - len(glyphs([Bit(right)])) - 1
    bits: list[Bit] = []
    for action in actions:
        gap = Bit(GAP if bits else " ")
        more = [*bits, gap, Bit(action.key, "strong"), Bit(f" {action.label}")]
        if len(glyphs(more)) > room:
            break
        bits = more
    return bits, [Bit(right, "warning")] if right else ()
