"""The theme a person chose, kept with the console for next time.

It is a convenience: when it cannot be read or written, the console goes on without.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from console.history import rewrite
from console.themes import DARK, THEMES

READ_MAX = 64  # characters that are read; a theme's name is shorter


class Chosen:
    """One theme by its name. ``note``: what is wrong with the file, for the person."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.theme = DARK
        self.note = ""
        if path is not None and path.exists():
            self._read(path)

    def _read(self, path: Path) -> None:
        said = ""
        with suppress(OSError, UnicodeDecodeError), path.open(encoding="utf-8") as file:
            said = file.read(READ_MAX).strip()
        if said in THEMES:
            self.theme = said
        else:
            self.note = f"{path} names none of {', '.join(THEMES)}: choose one with theme NAME."

    def keep(self, theme: str) -> None:
        """This one, next time too."""
        self.theme = theme
        if self.path is not None:
            with suppress(OSError):
                rewrite(self.path, f"{theme}\n")
