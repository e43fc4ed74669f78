"""What was typed on the command line, kept with the console for next time.

A file of its own, readable by its owner only, rewritten whole so that a crash leaves the old one.
It is a convenience: when it cannot be read or written, the console goes on without.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

KEPT_MAX = 500  # lines
LINE_KEPT_MAX = 2_000  # characters; a longer line is not kept
READ_MAX = 1 << 20  # bytes that are read of a file somebody else made long


class History:
    """The lines, the oldest first, each once in a row."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.lines: list[str] = []
        if path is not None:
            with suppress(OSError, UnicodeDecodeError), path.open(encoding="utf-8") as file:
                self.lines = file.read(READ_MAX).splitlines()[-KEPT_MAX:]

    def add(self, line: str) -> None:
        """One more, and on the disk when this returns."""
        fits = 0 < len(line) <= LINE_KEPT_MAX and line.isprintable()
        if not fits or self.lines[-1:] == [line]:
            return
        self.lines = [*self.lines, line][-KEPT_MAX:]
        if self.path is not None:
            with suppress(OSError):
                rewrite(self.path, "".join(f"{line}\n" for line in self.lines))


def rewrite(path: Path, text: str) -> None:
    """A small file of the person's own, written whole; a crash leaves the old one."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    part.replace(path)
