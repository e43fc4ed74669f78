"""The painted replay: the console's own app and screens, on a recording instead of a live room."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from console import quiet  # noqa: F401

# isort: split
from textual.binding import BindingType

from console.actions import Place, at, bindings
from console.app import PLAIN, Sitroom
from console.chosen import Chosen
from console.exits import Sorry
from console.history import History
from console.local import At, Go, Local
from console.outcomes import OBEYS
from console.replay import Replay
from console.screens import SCREENS
from console.screens.base import BoardScreen
from console.tty import paint
from console.widgets.tabs import Tab

_KEYS = frozenset(action.run.removeprefix("app.").split("(")[0] for action in at(Place.TAPE))
HINT = (
    "Press > for the next change of who holds a post, @ for a time: this log ends {ends}."
    " There,  i  and Enter on an incident say who commanded it at each minute."
)
TICK_S = 0.1  # a step of the time that is shown; boards gather for longer


class Player(Sitroom):
    """The console with a transport."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.TAPE)
    OBEYS: ClassVar[Mapping[type[Local], Callable[[Any, Any], None]]] = {
        **OBEYS,
        At: lambda app, at: app.action_at(at.moment),
        Go: lambda app, go: app.stay_in(go),
    }
    PLACES: ClassVar[tuple[Place, ...]] = (Place.TAPE,)

    def __init__(self, replay: Replay, *, ascii: bool = False) -> None:
        hint = HINT.format(ends=f"{replay.deck.ends.astimezone(replay.zone):%H:%M}")
        super().__init__(replay, History(None), Chosen(None), note=hint, ascii=ascii)
        self._replay = replay

    @property
    def tabs(self) -> list[Tab]:
        """The screens there are. Nothing is news in a recording."""
        return [Tab(screen.KEY, screen.NAME, screen.LABEL) for screen in SCREENS]

    def on_mount(self) -> None:
        """Let time pass. Textual calls the handler of the class below as well."""
        self.set_interval(TICK_S, lambda: self._replay.tick(self._replay.clock.mono()))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Under a sheet the replay stays as it is."""
        if action in _KEYS and not isinstance(self.screen, BoardScreen):
            return False
        return super().check_action(action, parameters)

    def action_play(self) -> None:
        """Play, or pause."""
        self._replay.play()

    def action_entry(self, by: int) -> None:
        """So many entries on or back."""
        self._replay.step(by)

    def action_handover(self, by: int) -> None:
        """To the next hand-over, or the one before."""
        self._replay.handover(by)

    def action_faster(self, by: int) -> None:
        """Another speed."""
        self._replay.faster(by)

    def action_jump(self) -> None:
        """Ask where to."""
        if isinstance(screen := self.screen, BoardScreen):
            screen.begin("at ")

    def stay_in(self, go: Go) -> None:
        """Follow one room."""
        OBEYS[Go](self, go)
        self.answers.say(f"You are in {go.place}: < and > go through who held its posts.")

    def action_at(self, moment: str) -> None:
        """Go to a moment as people type it."""
        self._replay.at(moment)


def run(replay: Replay, *, ascii: bool = False) -> bool:
    """The painted replay until the person leaves; whether it is to go on line by line."""
    try:
        return asyncio.run(paint(Player(replay, ascii=ascii))) == PLAIN
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        raise Sorry(
            f"The replay broke and had to end ({type(error).__name__} in {where.name}, "
            f"{Path(where.filename).name}:{where.lineno}). Line by line it may go on: --plain"
        ) from None
