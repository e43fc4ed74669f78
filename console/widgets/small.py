"""What is said where there is no room for boards."""

from __future__ import annotations

from console import quiet  # noqa: F401

# isort: split
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Size

from console.widgets.oneline import Bit, OneLine

LEAST = Size(80, 24)  # the smallest terminal boards are drawn on
ENLARGE = "Enlarge it, p for plain mode, q to quit."


def is_small(size: Size) -> bool:
    """Whether a terminal is too small for boards."""
    return size.width < LEAST.width or size.height < LEAST.height


class Small(Vertical):
    """Three lines in the place of everything else."""

    def __init__(self) -> None:
        super().__init__(id="small")
        self._lines = [OneLine() for _ in range(3)]

    def compose(self) -> ComposeResult:
        """The lines."""
        yield from self._lines

    def show(self, size: Size) -> None:
        """Say how large the terminal is and how large it must be."""
        sizes = [f"{each.width}x{each.height}" for each in (size, LEAST)]
        says = ("Too small for boards:", "{}, and they need {}.".format(*sizes), ENLARGE)
        for line, text in zip(self._lines, says, strict=True):
            line.say([Bit(text)])
