"""A sheet over everything: a title, something to read, and how to close it."""

from __future__ import annotations

from typing import ClassVar

from console import quiet  # noqa: F401

# isort: split
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widget import Widget

from console.actions import Flag, Place, bindings, footer
from console.widgets.footer import Footer
from console.widgets.oneline import TONE_CLASSES, Bit, OneLine


class PanelScreen(Screen[None]):
    """A sheet. What lies under it goes on."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(TONE_CLASSES)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.PANEL)
    FLAGS: ClassVar[frozenset[Flag]] = frozenset()

    def __init__(self, title: str, body: Widget) -> None:
        super().__init__()
        self._says = title
        self._body = body
        self._heading = OneLine(classes="heading")
        self._footer = Footer()

    def compose(self) -> ComposeResult:
        """Title, body, footer."""
        yield self._heading
        yield self._body
        yield self._footer

    def on_mount(self) -> None:
        """Say the lines."""
        self._heading.say([Bit(f" {self._says}", "strong")], fill="bar")
        self._offer()

    @property
    def flags(self) -> frozenset[Flag]:
        """What is so now."""
        return self.FLAGS

    def _offer(self) -> None:
        """Say what the keys do now."""
        self._footer.show(footer((Place.PANEL,), self.flags))

    def action_close(self) -> None:
        """Back to where it was."""
        self.dismiss()
