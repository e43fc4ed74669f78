"""The last line: what can be done here now, or the rest of what stands over it."""

from __future__ import annotations

from collections.abc import Sequence

from console.actions import Action
from console.widgets.oneline import Bit, Bits, OneLine, glyphs

GAP = "  "


class Footer(OneLine):
    """Keys and words; what fits, the most useful first."""

    def show(
        self, actions: Sequence[Action], waiting: str = "", instead: Bit | None = None
    ) -> None:
        """Say them, as many as there is room for; or what needs the room more just now."""
        if instead:
            self.say([instead], right(waiting))
        else:
            self.say_fitting(lambda width: fitting(actions, waiting, width))


def fitting(actions: Sequence[Action], waiting: str, width: int) -> tuple[Bits, Bits]:
    """The first of the actions, whole, and what stands at the right edge."""
    room = width - len(glyphs([Bit(waiting)])) - 1
    bits: list[Bit] = []
    for action in actions:
        gap = Bit(GAP if bits else " ")
        more = [*bits, gap, Bit(action.key, "strong"), Bit(f" {action.label}")]
        if len(glyphs(more)) > room:
            break
        bits = more
    return bits, right(waiting)


def right(waiting: str) -> Bits:
    """What stands at the right edge, where something waits."""
    return [Bit(waiting, "warning")] if waiting else ()
