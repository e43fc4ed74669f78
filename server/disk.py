"""A disk that fills up is said before it is felt, and some room is kept to say it."""

from __future__ import annotations

import os
from pathlib import Path

RESERVE = 4 * 1024 * 1024  # bytes free below which nothing more is taken
BALLAST = 1024 * 1024  # bytes given up so that the last commit and the head file still fit


class Guard:
    """Watches the file system a log lies on."""

    def __init__(self, log: Path) -> None:
        self.folder = log.parent
        self.ballast = log.with_name(log.name + ".ballast")
        self.renew()

    def nearly_full(self) -> str | None:
        """Why nothing should be written any more, if so; gives up the ballast the first time."""
        try:
            found = os.statvfs(self.folder)
        except OSError as error:
            return f"The hub's disk cannot be looked at ({error.strerror}): look after it."
        free = found.f_bavail * found.f_frsize
        if free >= RESERVE + (0 if self.ballast.exists() else BALLAST):
            return None
        self.ballast.unlink(missing_ok=True)
        return f"The hub's disk is full ({free // 1024} kB free): make room; it goes on by itself."

    def renew(self) -> None:
        """Put the ballast back, as far as there is room."""
        if self.ballast.exists():
            return
        try:
            handle = os.open(self.ballast, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.posix_fallocate(handle, 0, BALLAST)
            finally:
                os.close(handle)
        except OSError:
            self.ballast.unlink(missing_ok=True)  # no room for it: nearly_full says so by itself

    def close(self) -> None:
        """The ballast serves only while the hub runs."""
        self.ballast.unlink(missing_ok=True)
