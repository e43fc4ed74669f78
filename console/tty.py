"""The terminal we paint on, which may be gone from one moment to the next."""

from __future__ import annotations

import asyncio
import select
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from console.app import Sitroom


async def paint(app: Sitroom) -> str | None:
    """Run a painted app until the person leaves, a signal comes, or the terminal is gone.

    Gives what the app ended with; raises what broke it.
    """
    loop = asyncio.get_running_loop()
    assert sys.__stderr__, "boards are painted on a terminal"
    tty = Tty(sys.__stderr__, lambda: loop.call_soon_threadsafe(app.exit))
    sys.__stderr__ = tty  # type: ignore[assignment,misc]
    _watch(tty.fileno(), app.exit)
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, app.exit)
    result = await app.run_async()
    if app.broke is not None:
        raise app.broke
    return result


def _watch(fd: int, gone: Callable[[], object]) -> None:
    """Call ``gone`` when the terminal hangs up, though nothing is written and no signal comes.

    Textual reads in a thread that would read its end over and over. An epoll that asks for no
    event tells of a hang-up only, and may itself be waited for; where there is none (macOS), the
    signal and the next write must do.
    """
    if not hasattr(select, "epoll"):
        return
    hangups = select.epoll()
    hangups.register(fd, 0)
    loop = asyncio.get_running_loop()

    def tell() -> None:
        loop.remove_reader(hangups)
        hangups.close()
        gone()

    loop.add_reader(hangups, tell)


class Tty:
    """A file for Textual to write to. When the terminal is gone, that is said once, and no more.

    Textual writes in a thread of its own behind a queue of 30. An error there ends the thread; the
    queue fills, and the next paint waits for ever, in the loop that should bring us out.
    """

    def __init__(self, file: TextIO, gone: Callable[[], object]) -> None:
        self._file = file
        self._gone = gone
        self._there = True

    def write(self, text: str) -> int:
        """Write, while there is somebody to read it."""
        self._try(lambda: self._file.write(text))
        return len(text)

    def flush(self) -> None:
        """Send what is written."""
        self._try(self._file.flush)

    def _try(self, do: Callable[[], object]) -> None:
        if not self._there:
            return
        try:
            do()
        except OSError:
            self._there = False
            self._gone()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
