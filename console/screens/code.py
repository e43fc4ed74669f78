"""A code that is shown once: to be copied now, and kept nowhere."""

from __future__ import annotations

from typing import ClassVar

from console import quiet  # noqa: F401

# isort: split
from textual.widget import Widget
from textual.widgets import Static

from console.actions import Flag
from console.screens.panel import PanelScreen
from console.widgets.wall import safe


class CodeScreen(PanelScreen):
    """An invitation, on lines of its own so that it can be marked and copied."""

    FLAGS: ClassVar[frozenset[Flag]] = frozenset({Flag.CODE})

    def __init__(self, code: str, said: str) -> None:
        super().__init__("SHOWN ONCE, TO YOU: copy it now. Blanks and line ends in it do no harm.")
        self._code = code
        self._said = said

    def body(self) -> Widget:
        """What was said, and the code."""
        return Static(safe(f"{self._said}\n\n").append(safe(self._code)), markup=False)

    def action_copy(self) -> None:
        """Into the clipboard, where the terminal lets us."""
        self.app.copy_to_clipboard(self._code)
