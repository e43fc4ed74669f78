"""A real terminal for tests and measurements: a program on a pty, its bytes, and its screen."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

ROOT = Path(__file__).parent.parent
ANSWER_S = 30.0  # a slow machine may take this long to its first paint or to any other
QUIET_S = 0.6  # nothing for this long is the end of an answer; a board gathers for 0.25 s
CHUNK = 1 << 16


class Terminal:
    """``python -m module args`` on a pty of this size. A context manager: it ends the program."""

    def __init__(
        self,
        module: str,
        *args: str,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str | None] | None = None,  # None: not there
    ) -> None:
        self.columns, self.lines = size
        self.screen = pyte.Screen(self.columns, self.lines)
        self._stream = pyte.ByteStream(self.screen)
        self._end, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", self.lines, self.columns, 0, 0))
        ours = {key: value for key, value in os.environ.items() if not key.startswith("TEXTUAL_")}
        ours |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        for name in ("NO_COLOR", "COLUMNS", "LINES"):  # the size is the terminal's own
            ours.pop(name, None)
        whole = {**ours, **(env or {})}
        self._program = subprocess.Popen(
            [sys.executable, "-m", module, *args],
            cwd=ROOT,
            env={key: value for key, value in whole.items() if value is not None},
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
        )
        os.close(inner)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._program.kill()
        self._program.wait()
        os.close(self._end)

    def read(self, seconds: float) -> bytes:
        """What comes next within so many seconds; empty when nothing does."""
        if not select.select([self._end], [], [], seconds)[0]:
            return b""
        try:
            sent = os.read(self._end, CHUNK)
        except OSError:  # the program closed its side
            return b""
        self._stream.feed(sent)
        return sent

    def until(self, word: str, seconds: float = ANSWER_S) -> bytes:
        """Everything until this stands on the screen."""
        end = time.monotonic() + seconds
        sent = b""
        while not any(word in line for line in self.screen.display):
            left = end - time.monotonic()
            assert left > 0, f"{word!r} never came; there is: {self.shown()}"
            sent += self.read(min(left, 0.1))
        return sent

    def until_quiet(self, quiet_s: float = QUIET_S) -> bytes:
        """Everything up to a pause."""
        sent = b""
        while more := self.read(quiet_s):
            sent += more
        return sent

    def started(self) -> bytes:
        """Everything up to the pause after the first paint."""
        return self.read(ANSWER_S) + self.until_quiet(2 * QUIET_S)

    def during(self, seconds: float) -> bytes:
        """Everything within so many seconds."""
        end = time.monotonic() + seconds
        sent = b""
        while (left := end - time.monotonic()) > 0:
            sent += self.read(left)
        return sent

    @property
    def pid(self) -> int:
        """The program's process."""
        return self._program.pid

    def send(self, number: int) -> None:
        """Send the program a signal."""
        self._program.send_signal(number)

    def hang_up(self, *, told: bool = True) -> None:
        """The terminal is gone, as when a line drops: SIGHUP (not always), and nobody reads."""
        if told:
            self._program.send_signal(signal.SIGHUP)
        os.close(self._end)
        self._end = os.open(os.devnull, os.O_RDONLY)

    def ended(self, seconds: float = ANSWER_S) -> tuple[int, float, bytes]:
        """Its exit code, how long it took to end, and what it said last."""
        began = time.monotonic()
        sent = b""
        while self._program.poll() is None and time.monotonic() - began < seconds:
            sent += self.read(0.02)
        took = time.monotonic() - began
        while more := self.read(0.05):
            sent += more
        return self._program.wait(0.1), took, sent

    def is_cooked(self) -> bool:
        """Whether the terminal edits lines and shows what is typed, as a shell expects it."""
        modes = termios.tcgetattr(self._end)[3]
        return bool(modes & termios.ICANON and modes & termios.ECHO)

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._end, keys.encode())

    def press(self, keys: str) -> bytes:
        """Press keys and take the whole answer; there must be one."""
        self.type(keys)
        return self.read(ANSWER_S) + self.until_quiet()

    def shown(self) -> list[str]:
        """The screen, without the blanks at the ends of its lines."""
        return [line.rstrip() for line in self.screen.display]


def console(
    home: Path, *words: str, size: tuple[int, int] = (80, 24), **env: str | None
) -> Terminal:
    """``sitroom console`` of this home on a terminal."""
    said = {"SITROOM_HOME": str(home), **env}
    return Terminal("console", "console", *words, size=size, env=said)
