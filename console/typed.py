"""Lines that come in on a descriptor, read beside the loop: a terminal, a pipe or a file."""

from __future__ import annotations

import asyncio
import os
import threading

from schemas.phrase import LINE_MAX

AHEAD_MAX = 64  # lines read and not yet taken
CHUNK = 64 * 1024  # bytes read at once
KEPT_MAX = LINE_MAX + 1  # bytes kept of one line: what is longer is too long, whatever it says


class Lines:
    """The lines of a descriptor, as text, each without its end. None comes after the last."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._loop = asyncio.get_running_loop()
        self._came: asyncio.Queue[str | None] = asyncio.Queue()
        self._room = threading.Semaphore(AHEAD_MAX)
        # A daemon on the bare descriptor: nothing waits for it when the process ends.
        threading.Thread(target=self._read, name="lines", daemon=True).start()

    async def next(self) -> str | None:
        """The next line; None when there are no more."""
        line = await self._came.get()
        self._room.release()
        return line

    def _read(self) -> None:
        begun = b""
        try:
            while chunk := os.read(self._descriptor, CHUNK):
                *whole, rest = chunk.split(b"\n")
                for end in whole:
                    self._put((begun + end)[:KEPT_MAX])
                    begun = b""
                begun = (begun + rest)[:KEPT_MAX]
        except OSError:
            begun = b""  # the terminal is gone: what was half typed was not said
        if begun:
            self._put(begun)
        self._hand_over(None)

    def _put(self, line: bytes) -> None:
        self._hand_over(line.removesuffix(b"\r").decode("utf-8", "replace"))

    def _hand_over(self, line: str | None) -> None:
        self._room.acquire()
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._came.put_nowait, line)
