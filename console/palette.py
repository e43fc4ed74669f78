"""What the palette finds: the actions of the registry, the phrases, and the themes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from console import quiet  # noqa: F401

# isort: split
from textual.app import SystemCommand
from textual.screen import Screen

from console import themes
from console.actions import ACTIONS, Flag, Place
from console.explained import doc_of, phrases, verb_of
from console.screens.base import BoardScreen

if TYPE_CHECKING:
    from console.app import Sitroom


def commands(app: Sitroom, screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Each with its name as it is now on this screen, what it does, and how it is done."""
    flags = screen.flags if isinstance(screen, BoardScreen) else set[Flag]()
    for action in ACTIONS:
        if action.palette and (action.place is not Place.TAPE or Place.TAPE in app.PLACES):
            run = _runner(app, action.run)
            yield SystemCommand(f"{action.called(flags)} ({action.key})", action.help, run)
    for command in phrases(closed=bool(app.room.closed)):
        verb = verb_of(command)
        begin = partial(_begin, app, f"{verb} ")
        yield SystemCommand(f"{verb}: {doc_of(command)}", command.example, begin, discover=False)
    for theme in themes.THEMES:
        run = _runner(app, f"app.theme('{theme}')")
        yield SystemCommand(f"Theme: {theme}", f"Draw in the colours {theme}", run)


def _begin(app: Sitroom, phrase: str) -> None:
    if isinstance(app.screen, BoardScreen):
        app.screen.begin(phrase)


def _runner(app: Sitroom, action: str) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        await app.run_action(action, app.screen)

    return run
