"""The second line: the screens there are, the one that is shown, and what is unseen on the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from console import quiet  # noqa: F401

# isort: split
from textual import events
from textual.message import Message

from console.widgets.oneline import Bit, OneLine, glyphs

UNSEEN_MAX = 999  # said as 999+ beyond


@dataclass(frozen=True)
class Tab:
    """One screen."""

    key: str
    name: str
    label: str
    unseen: int = 0

    @property
    def words(self) -> str:
        """``2 Log+5``."""
        more = f"+{min(self.unseen, UNSEEN_MAX)}" if self.unseen else ""
        return f"{self.key} {self.label}{more}"


class Tabs(OneLine):
    """The tabs; a click on one shows its screen."""

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._places: list[tuple[int, str]] = []  # the first cell behind each tab, and its name

    def show(self, tabs: Sequence[Tab], here: str) -> None:
        """Say them; brackets beside the colour mark the one that is shown."""
        bits: list[Bit] = []
        self._places = []
        for tab in tabs:
            words = f"[{tab.words}]" if tab.name == here else f" {tab.words} "
            bits.append(Bit(words, "here" if tab.name == here else "plain"))
            self._places.append((len(glyphs(bits)), tab.name))
        self.say(bits)

    def on_click(self, event: events.Click) -> None:
        """Show the screen under the pointer."""
        found = (name for end, name in self._places if event.x < end)
        if name := next(found, None):
            self.post_message(self.Chosen(name))
