"""What every screen with boards does: what its keys lead to, what comes on the command line."""

from __future__ import annotations

from typing import ClassVar

from console import quiet  # noqa: F401

# isort: split
from textual import events
from textual.binding import BindingType

from console.actions import Flag, Place, bindings
from console.offers import NOTHING
from console.screens.frame import FrameScreen
from console.widgets.boardview import BoardView

NOW = "now"


class BoardScreen(FrameScreen):
    """A screen of one or several boards."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.ROOM, Place.SMALL)

    # -- where the keys go -----------------------------------------------------------------------

    def front(self, *, top: bool = False) -> None:
        """Show it as its key says: the first pane, no record open; ``top``: from its first row."""
        self.body.front()
        self.lay()
        self.home()
        if top and not self.body.current.pane.tail:
            self.body.current.board.action_first()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Other keys do something now."""
        self.body.came_to(event.widget)
        self.body.heads()
        self.command.show()
        self.say()

    def on_board_view_selected(self) -> None:
        """The cursor is on another row."""
        self.say()

    def on_board_view_waiting(self) -> None:
        """More of a log came into sight, or waits below it."""
        self.call()

    def on_board_view_opened(self, message: BoardView.Opened) -> None:
        """Open the record, or begin the phrase; somebody who types meanwhile goes on typing."""
        if message.row.startswith(":"):
            self.begin(message.row[1:])
        elif self.body.open(message.row, self.app.look):
            self.app.answers.read()
            self.lay()
            if self.focused is message.board:
                self.home()

    def on_board_view_gone(self, message: BoardView.Gone) -> None:
        """What was settled meanwhile is not opened, and nothing else in its place."""
        self.app.tell(f"Nothing is opened: {message.said}")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """On the command line Esc and Tab are its own; without boards nothing but to leave them."""
        if self.small or action == "small":
            return self.small and action == "small"
        return self.focused is not self.command or action not in ("back", "pane", "discard")

    def action_small(self, how: str) -> None:
        """Go on line by line, or leave."""
        {"plain": self.app.go_plain, "leave": self.app.action_leave}[how]()

    def action_pane(self, by: int) -> None:
        """Go to the next pane, or the one before; one out of sight comes into it."""
        ring = self.ring()
        at = ring.index(self.focused) if isinstance(self.focused, BoardView) else 0
        to = ring[(at + by) % len(ring)]
        if to not in (self.body.details, self.held) and self.body.crowded(self.app.size.width):
            self.body.close()
        self.body.came_to(to)
        self.app.answers.read()
        self.lay()
        self.set_focus(to)

    def action_held(self) -> None:
        """Go to what waits."""
        if self.held.display:
            self.set_focus(self.held)
        else:
            self.app.tell("Nothing you said is held back. What waits on you stands on Now (1).")

    async def action_next(self) -> None:
        """Go to the next row of Now that waits on me: to what is new first."""
        app = self.app
        board = self.body.panes[0].board if self.NAME == NOW else None
        row = app.calls.after(board.selected if board else None)
        if row is None:
            app.tell("Nothing waits on you now.")
            return
        await app.action_show(NOW)
        if isinstance(screen := app.screen, BoardScreen):
            if not screen.body.current.board.select(row):
                app.tell("What waits on you is not among these words: Esc shows all.")
            screen.frame()

    def action_offer(self, what: str, else_: str = "") -> None:
        """Begin the phrase, or the other one."""
        offers = self.body.offers(self.focused, self.app.look, self.app.answers.made)
        phrases = (offers[Flag(flag)] for flag in (what, else_) if flag in offers)
        if phrase := next(phrases, ""):
            self.begin(phrase)
        else:
            self.app.tell(NOTHING[Flag(what)])

    def action_zoom(self) -> None:
        """One pane for all the room, or no longer."""
        if not (self.body.zoomed or self.body.zooms(self.app.size.width)):
            self.app.tell("This pane fills the screen already.")
            return
        self.body.zoomed = not self.body.zoomed
        self.lay()

    def action_back(self) -> None:
        """Out of the record, else the zoom, else the filter."""
        self.body.back(self.app.look)
        self.lay()
        self.home()

    # -- the command line ------------------------------------------------------------------------

    def action_command(self) -> None:
        """Say something."""
        self.app.prompt.begin(Place.COMMAND)
        self.set_focus(self.command)

    def action_discard(self) -> None:
        """What was left half typed is not said."""
        text = self.app.prompt.discard()
        said = f"Dropped, not sent: {text}  (: and Up bring it back)"
        self.app.tell(said if text else "Nothing is half typed.")

    def begin(self, phrase: str) -> None:
        """Put it on the command line: nothing is sent blindly, and nothing half typed is lost."""
        self.app.prompt.suggest(phrase)
        self.action_command()

    def action_filter(self) -> None:
        """Narrow the pane."""
        self.app.prompt.begin(Place.FILTER)
        self.app.prompt.filter.put(self.body.current.words)
        self.set_focus(self.command)

    def narrow(self, words: str) -> None:
        """Show only rows with these words."""
        self.body.current.narrow(words, self.app.look)
        self.body.heads()

    def on_command_line_changed(self) -> None:
        """The echo is another."""
        self.say()

    def on_command_line_too_much(self) -> None:
        """Say why nothing was typed."""
        self.answer.refuse("There is no room for more on this line.")
