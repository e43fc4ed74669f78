"""Running the painted console: the app and the link in one loop, until the person leaves."""

from __future__ import annotations

import asyncio
import traceback
from contextlib import suppress

import click

from console.app import PLAIN, Sitroom
from console.chosen import Chosen
from console.exits import Exit, Sorry
from console.history import History
from console.home import Home
from console.leaving import farewell
from console.link import Link
from console.opening import Opened, open_room
from console.standing import State
from console.tty import paint

GOODBYE_S = 0.3  # for the link to say goodbye; what is queued is on the disk already
THEME_FILE = "theme"


def run(home: Home, note: str = "", *, ascii: bool = False) -> Exit:
    """The painted console until the person leaves, or a signal comes."""
    opened = open_room(home, hold=True)
    history = History(home.history_file)
    chosen = Chosen(home.path / THEME_FILE)
    if chosen.note:
        opened.room.note(chosen.note)
    app = Sitroom(opened.room, history, chosen, note=note, ascii=ascii)
    try:
        result = asyncio.run(_run(app, opened))
    except Exception as error:
        raise _broken(home, error) from None
    if result == PLAIN:
        from console.plain import run as run_plain

        return run_plain(home, note)
    if opened.room.state is State.REFUSED:
        raise Sorry(opened.room.because)
    with suppress(OSError):  # the terminal may be gone
        click.echo("\n".join(farewell(opened.room, app.prompt.line.text)))
    return Exit(app.return_code or 0)


async def _run(app: Sitroom, opened: Opened) -> str | None:
    """The app and the link, in one loop."""
    room, profile = opened.room, opened.profile
    link = Link(room, profile.url, profile.cert)
    carrying = asyncio.create_task(link.run())
    carrying.add_done_callback(lambda task: app.exit() if _failed(task) else None)
    try:
        return await paint(app)
    finally:
        link.stop()
        await asyncio.wait([carrying], timeout=GOODBYE_S)
        room.close()
        if _failed(carrying):
            carrying.result()  # raises what went wrong
        carrying.cancel()


def _broken(home: Home, error: Exception) -> Sorry:
    """What the person is told; where it broke goes into a file of theirs, without any values."""
    try:
        path = home.broke("".join(traceback.format_exception(error)))
        kept = f"Show {path} to whoever looks after it."
    except Sorry as no:
        kept = f"It was {type(error).__name__}; {no.message}"
    return Sorry(
        "The console broke and had to end; what is queued is kept. "
        f"{kept} Line by line it may go on: sitroom console --plain"
    )


def _failed(task: asyncio.Task[None]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is not None
