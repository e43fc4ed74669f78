"""What the palette finds: the actions of the registry, and the themes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING

from console import quiet  # noqa: F401

# isort: split
from textual.app import SystemCommand

from console import themes
from console.actions import ACTIONS, Place

if TYPE_CHECKING:
    from console.app import Sitroom


def commands(app: Sitroom) -> Iterator[SystemCommand]:
    """Each with its name, what it does, and how it is done."""
    for action in ACTIONS:
        if action.palette and (action.place is not Place.TAPE or Place.TAPE in app.PLACES):
            run = _runner(app, action.run)
            yield SystemCommand(f"{action.label} ({action.key})", action.help, run)
    for theme in themes.THEMES:
        run = _runner(app, f"app.theme('{theme}')")
        yield SystemCommand(f"Theme: {theme}", f"Draw in the colours {theme}", run)


def _runner(app: Sitroom, action: str) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        await app.run_action(action, app.screen)

    return run
