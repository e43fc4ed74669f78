"""The painted replay: the console's own app and screens, on a recording instead of a live room."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
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
from console.local import At, Go, Local, See
from console.outcomes import OBEYS
from console.replay import Replay
from console.screens import SCREENS
from console.screens.base import BoardScreen
from console.standing import STATE, TIME, TOLD
from console.tty import paint
from console.widgets.header import Heading
from console.widgets.tabs import Tab
from schemas.naming import Named

_KEYS = frozenset(action.run.removeprefix("app.").split("(")[0] for action in at(Place.TAPE))
HINT = (
    "> next change of a duty, @ a time: this log goes from {begins} to {ends}. v sees it as an"
    " agency did.  i  and Enter on an incident say who commanded it when."
)
_ROOMS = ("incidents", "centers", "roles")  # shelves whose records are of one room
TICK_S = 0.1  # a step of the time that is shown; boards gather for longer


class Player(Sitroom):
    """The console with a transport."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.TAPE)
    OBEYS: ClassVar[Mapping[type[Local], Callable[[Any, Any], None]]] = {
        **OBEYS,
        At: lambda app, at: app.replay.at(at.moment),
        See: lambda app, see: app.replay.see(see.agency),
        Go: lambda app, go: app.stay_in(go),
    }
    PLACES: ClassVar[tuple[Place, ...]] = (Place.TAPE,)

    def __init__(self, replay: Replay, *, ascii: bool = False) -> None:
        deck = replay.deck
        begins, ends = (f"{at.astimezone(replay.zone):%H:%M}" for at in (deck.begins, deck.ends))
        hint = HINT.format(begins=begins, ends=ends)
        super().__init__(replay, History(None), Chosen(None), note=hint, ascii=ascii)
        self.replay = replay

    @property
    def tabs(self) -> list[Tab]:
        """The screens there are. Nothing is news in a recording."""
        return [Tab(screen.KEY, screen.NAME, screen.LABEL) for screen in SCREENS]

    @property
    def heading(self) -> Heading:
        """The first line, with the key that leads to other eyes."""
        return replace(super().heading, who=f"{self.room.who} (v)")

    def _changed(self, changed: frozenset[Named]) -> None:
        # The bar goes on with the boards, however fast it plays: no age is of another moment.
        tied = self.replay.deck.playing and TOLD not in changed
        super()._changed(changed - {STATE} | {TIME} if tied else changed)

    def on_mount(self) -> None:
        """Let time pass. Textual calls the handler of the class below as well."""
        self.set_interval(TICK_S, lambda: self.replay.tick(self.replay.clock.mono()))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Under a sheet the replay stays as it is."""
        if action in _KEYS and not isinstance(self.screen, BoardScreen):
            return False
        return super().check_action(action, parameters)

    def action_play(self) -> None:
        """Play, or pause."""
        self.replay.play()

    def action_entry(self, by: int) -> None:
        """So many entries on or back."""
        self.replay.step(by)

    def action_duty(self, by: int) -> None:
        """To the next change of a duty, or the one before: of the record that is open."""
        self.replay.duty(by, self._open_room)

    @property
    def _open_room(self) -> str | None:
        """The incident or center whose record, or a post of whose, is open."""
        screen = self.screen
        of = screen.body.details.of if isinstance(screen, BoardScreen) else None
        return of[1].partition("/")[0] if of and of[0] in _ROOMS else None

    def action_faster(self, by: int) -> None:
        """Another speed."""
        self.replay.faster(by)

    def action_begin(self, phrase: str) -> None:
        """Ask where to, or through whose eyes: what was typed before does not stay."""
        if isinstance(screen := self.screen, BoardScreen):
            self.prompt.line.put("")
            screen.begin(phrase)

    def stay_in(self, go: Go) -> None:
        """Follow one room."""
        OBEYS[Go](self, go)
        self.answers.say(f"You are in {go.place}: < and > go through the changes of its duties.")


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
