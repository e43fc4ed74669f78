"""The frame of a screen with boards: the lines around its panes, and what can be done here now."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from console import quiet  # noqa: F401

# isort: split
from textual.app import ComposeResult
from textual.reactive import Reactive
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from console.actions import Flag, Place, footer
from console.boards import alarms
from console.boards.asks import title
from console.boards.base import Pane
from console.offers import beside
from console.widgets.answer import AnswerLines
from console.widgets.boardview import BoardView
from console.widgets.body import Body
from console.widgets.commandline import CommandLine
from console.widgets.footer import Footer
from console.widgets.header import Header
from console.widgets.held import Held
from console.widgets.oneline import TONE_CLASSES, Bit, OneLine
from console.widgets.small import Small, is_small
from console.widgets.tabs import Tabs
from console.widgets.truth import TruthBar

if TYPE_CHECKING:
    from console.app import Sitroom


class FrameScreen(Screen[None]):
    """The frame; what its keys do is said in base.py."""

    NAME: ClassVar[str]
    KEY: ClassVar[str]
    LABEL: ClassVar[str]
    PANES: ClassVar[tuple[Pane, ...]]
    NEWS: ClassVar[tuple[str, ...]]  # the shelves whose new records count as unseen on the tab

    COMPONENT_CLASSES: ClassVar[set[str]] = set(TONE_CLASSES)
    AUTO_FOCUS = "PaneView BoardView"

    # A screen that is painted whole at each Tab sends 31 kB.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    if TYPE_CHECKING:

        @property
        def app(self) -> Sitroom:  # type: ignore[override]
            """The app."""

    def __init__(self) -> None:
        super().__init__()
        self.header = Header(id="header")
        self.tabs = Tabs(id="tabs")
        self.bar = TruthBar(id="bar")
        self.body = Body(self.PANES)
        self.alarm = OneLine(id="alarm")
        self.held = Held()
        self.command = CommandLine(self.app.prompt, self.home, id="command")
        self.answer = AnswerLines(self.command)
        self.footer = Footer(id="footer")
        self.too_small = Small()
        self._fading: Timer | None = None

    def compose(self) -> ComposeResult:
        """The frame, from the top, with what it shows: so it is painted once."""
        self.lay()
        yield self.header
        yield self.tabs
        yield self.body
        yield self.alarm  # below the boards: coming and going, they move no line under the cursor
        yield self.bar
        yield self.held
        yield self.command
        yield self.answer
        yield self.footer
        yield self.too_small

    # -- showing ---------------------------------------------------------------------------------

    def on_screen_resume(self) -> None:
        """The screen is shown again."""
        self.lay()

    def on_resize(self) -> None:
        """More or fewer panes fit, or none."""
        self.lay()

    def lay(self) -> None:
        """Fit the panes into the terminal as it is, and show everything."""
        was_small = self.has_class("-small")
        self.set_class(self.small, "-small")
        self.body.fit(self.app.size.width)
        self.look()
        if self.small:
            self.too_small.show(self.app.size)
            self.set_focus(None)  # no key is taken whose effect nobody could see
        elif was_small:
            self.home()

    def look(self) -> None:
        """Show everything as it is now; what did not change costs nothing."""
        app = self.app
        self.body.look(app.look)
        if 0 < app.answers.led <= app.look.board.seq:
            app.answers.led = 0
            self.body.lead(app.answers.made)
        in_held = self.focused is self.held
        self.held.look(app.room.pending, app.look, live=app.room.is_in)
        if in_held and not self.held.display:
            self.home()
        self.frame()

    def frame(self) -> None:
        """Show the lines around the boards as they are now."""
        app = self.app
        self.header.show(app.heading)
        self.tabs.show(app.tabs, self.NAME)
        self.bar.show(app.truth)
        self.call()
        self.body.heads()
        self.command.show()
        self.say()

    def call(self) -> None:
        """Say what somebody must read or do now, where no board in sight says it."""
        app = self.app
        read = self.body.read(app.look) & {line.id for line in alarms.unread(app.look)}
        if read and app.room.person:  # in a recording nobody reads: each moment stays what it was
            app.calls.read |= read
            app.calls.read.intersection_update(app.look.board.lines)
            self.body.look(app.look)
        alarm = "" if self.body.calls else alarms.bar(app.look, read)
        keys = [f"{'G' if self.body.current.pane.tail else '2'}: read it"] if alarm else []
        app.calls.look(app.look, self.body)
        if app.calls.new:
            keys.append(f"n: {app.calls.name} needs you" if alarm else "n: go there")
        self.alarm.display = bool(keys) and not self.small
        said = Bit(f" {alarm}", "danger") if alarm else Bit(f" {app.calls.words}", "warning")
        self.alarm.say([said], [Bit(f"{'  '.join(keys)} ", "strong")])

    def say(self) -> None:
        """Show the answer lines and what can be done here now; an answer goes by itself."""
        text, bad = self.app.answers.line(live=self.app.room.is_in)
        text += beside(self.app.look, self.app.answers.made)
        if self._fading is not None:
            self._fading.stop()
        left = self.app.answers.left_s
        self._fading = self.set_timer(left, self.say) if left else None
        second = self.answer.show(text, bad=bad)
        waiting = title(self.app.room.pending)
        self.footer.show(footer(self.places, self.flags), waiting, second)

    # -- where the keys go -----------------------------------------------------------------------

    @property
    def small(self) -> bool:
        """Whether the terminal is too small for boards."""
        return is_small(self.app.size)  # before the screen is laid out, too

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the keys go now."""
        if self.small:
            return (Place.SMALL, Place.EVERYWHERE)
        if self.command.has_focus:
            return (self.app.prompt.mode,)
        if self.held.has_focus:
            return (Place.HELD, Place.ROOM, Place.EVERYWHERE)
        return (Place.BOARD, *self.app.PLACES, Place.ROOM, Place.EVERYWHERE)

    @property
    def flags(self) -> set[Flag]:
        """What is so now."""
        board = self.focused
        said = {
            Flag.ROW: isinstance(board, BoardView) and self.body.opens(board, self.app.look),
            Flag.PANES: len(self.ring()) > 1,
            Flag.ZOOM: self.body.zooms(self.app.size.width),
            Flag.INSIDE: self.body.inside,
            Flag.WAITS: self.held.waits and board is not self.held,
            Flag.MINE: bool(self.app.calls.rows),
            Flag.DRAFT: bool(self.app.prompt.line.text),
            Flag.LOG: self.body.current.pane.tail and board is self.body.current.board,
        }
        offers = self.body.offers(board, self.app.look, self.app.answers.made)
        return {flag for flag, so in said.items() if so} | self.held.flags | set(offers)

    def home(self) -> None:
        """The keys go back to the rows."""
        self.set_focus(self.body.target)

    def ring(self) -> list[BoardView]:
        """What Tab goes through."""
        return [*self.body.ring(), self.held] if self.held.display else self.body.ring()
