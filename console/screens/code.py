"""A code that is shown once: to be copied now, and kept nowhere."""

from __future__ import annotations

from typing import ClassVar

from console import quiet  # noqa: F401

# isort: split
from textual.widgets import Static

from console.actions import Flag
from console.screens.panel import PanelScreen
from console.widgets.wall import safe


class CodeScreen(PanelScreen):
    """An invitation, on lines of its own so that it can be marked and copied."""

    FLAGS: ClassVar[frozenset[Flag]] = frozenset({Flag.CODE})

    def __init__(self, code: str, said: str) -> None:
        title = "SHOWN ONCE, TO YOU: copy it now. Blanks and line ends in it do no harm."
        super().__init__(title, Static(safe(f"{said}\n\n").append(safe(code)), markup=False))
        self._code = code

    def action_copy(self) -> None:
        """Into the clipboard, where the terminal lets us."""
        self.app.copy_to_clipboard(self._code)
