"""The painted console: the app that holds the room, the prompt and the screens together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from time import monotonic
from typing import Any, ClassVar

from console import quiet  # noqa: F401

# isort: split
from textual import events
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.filter import LineFilter
from textual.screen import Screen
from textual.timer import Timer

from console import palette, themes
from console.actions import Place, bindings
from console.answers import Answers
from console.begin import collect_again
from console.boards.base import Look
from console.calling import Calls
from console.chosen import Chosen
from console.framing import Unseen, heading, truth
from console.history import History
from console.leaving import why_stay
from console.local import Local
from console.looking import look_at
from console.outcomes import OBEYS, carry_out, settle
from console.prompt import Prompt
from console.screens import SCREENS
from console.screens.base import BoardScreen
from console.shown import Shown
from console.speaking import Speaker, stated
from console.standing import STATE, TOLD
from console.widgets.commandline import CommandLine
from console.widgets.header import Heading
from console.widgets.held import Held
from console.widgets.tabs import Tab, Tabs
from console.widgets.truth import Truth
from console.widgets.wall import ASCII, WALL
from schemas.naming import Named

GATHER_S = 0.25  # what comes within it is drawn once
GATHER_TIMES = 10  # as long as drawing took, at least: it never takes more than a tenth of the time
MINUTE_S = 60
PRESSED_S = 3.0  # between two notes to the hub that a key was pressed, whatever the screen
PLAIN = "plain"


class Sitroom(App[str]):
    """The painted console. It ends with ``plain`` when the person wants to go on line by line."""

    CSS_PATH = "app.tcss"
    TITLE = "sitroom"
    MODES: ClassVar[Mapping[str, type[BoardScreen]]] = {  # type: ignore[assignment]
        screen.NAME: screen for screen in SCREENS
    }
    DEFAULT_MODE = SCREENS[0].NAME  # Now
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.EVERYWHERE)
    OBEYS: ClassVar[Mapping[type[Local], Callable[[Any, Any], None]]] = OBEYS
    PLACES: ClassVar[tuple[Place, ...]] = ()  # whose keys are there beside those of every room

    def __init__(
        self, room: Shown, history: History, chosen: Chosen, *, note: str = "", ascii: bool = False
    ) -> None:
        super().__init__()
        self._chosen = chosen
        self.room = room
        self.speaker = Speaker(room)
        self.prompt = Prompt(self.speaker, history, lambda: room.board.seq)
        self.answers = Answers(room.clock.mono, idle=note)
        self.broke: Exception | None = None  # why the app had to end, when something went wrong
        self.calls = Calls()
        self._ascii = ascii
        self._unseen = Unseen()
        self._pressed_at = -PRESSED_S
        self._heard = 0  # answers of the room that were taken
        self._look: Look | None = None
        self._gathering: Timer | None = None
        self._stale = True  # something came since the boards were drawn
        for theme in themes.THEMES.values():
            self.register_theme(theme)
        self.theme = themes.fitting(self.console.color_system, self.no_color, self._chosen.theme)

    # -- life ------------------------------------------------------------------------------------

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The wall stands before Textual's own filters."""
        return [WALL, *([ASCII] if self._ascii else []), *super().get_line_filters()]

    def on_mount(self) -> None:
        """Listen to the room, and to the minute."""
        self.room.listen(self._changed)
        self._next_minute()
        self.call_later(self._catch_up)
        self.call_after_refresh(collect_again)

    def _next_minute(self) -> None:
        now = self.room.now()
        left = MINUTE_S - now.second - now.microsecond / 1e6
        self.set_timer(left + 0.05, self._minute)

    def _minute(self) -> None:
        self._next_minute()
        if self._showing:
            self.draw()

    def _handle_exception(self, error: Exception) -> None:
        self.broke = self.broke or error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # Textual would print every value around the place where it broke: other people's words,
        # and a code that is shown once. Where it broke is kept (console/painting.py).
        self._close_messages_no_wait()

    # -- what comes from the room ----------------------------------------------------------------

    def _changed(self, changed: frozenset[Named]) -> None:
        if STATE in changed or TOLD in changed:
            self.call_later(self._answer)  # never late
        if changed <= {STATE}:
            return
        self._stale = True
        if self._gathering is None:
            self.call_later(self._catch_up)

    def _answer(self) -> None:
        """Say how things stand and what was answered."""
        if self._showing:
            self._hear()
            self.frame()

    def _catch_up(self) -> None:
        """Draw what came, then gather for a while."""
        if self._gathering is not None:
            self._gathering.stop()
            self._gathering = None
        if not self._stale or not self._showing:
            return
        self._stale = False
        self._hear()
        began = monotonic()
        self.draw()
        wait = max(GATHER_S, GATHER_TIMES * (monotonic() - began))
        self._gathering = self.set_timer(wait, self._catch_up)

    @property
    def _showing(self) -> bool:
        """Whether there is a screen to draw on: there is none while the app goes."""
        return any(self._screen_stacks.values())

    def _hear(self) -> None:
        """Take the answers that were told since the last time."""
        told = list(self.room.told)
        new = min(len(told), self.room.told_count - self._heard)
        self._heard = self.room.told_count
        for one in told[len(told) - new :]:
            ask, context = one.ask, self.speaker.context()
            words = stated(ask.command, ask.happened_at, context) if ask else ""
            self.answers.told(one, words)
            if one.once is not None:
                self._show_once(one.once, words)

    def _show_once(self, code: str, words: str) -> None:
        from console.screens.code import CodeScreen

        self.push_screen(CodeScreen(code, words))

    def draw(self) -> None:
        """Draw the shown screen anew from the room as it is."""
        self._look = None
        if screen := self._boards:
            screen.look()

    def frame(self) -> None:
        """Draw only the lines around the boards."""
        if self._showing and (screen := self._boards):
            screen.frame()

    @property
    def _boards(self) -> BoardScreen | None:
        """The boards in sight; the palette lies over them and hides only a part."""
        boards = (one for one in reversed(self.screen_stack) if isinstance(one, BoardScreen))
        return next((one for one in boards if one.is_mounted and one.is_current), None)

    # -- what the screens draw -------------------------------------------------------------------

    @property
    def look(self) -> Look:
        """What the boards are drawn from; the same one until something comes."""
        if self._look is None:
            self._look = look_at(self.room, self.speaker, self.calls.read)
        return self._look

    @property
    def heading(self) -> Heading:
        """The first line."""
        return heading(self.room, self.look)

    @property
    def truth(self) -> Truth:
        """How far the board can be trusted."""
        return truth(self.room)

    @property
    def tabs(self) -> list[Tab]:
        """The screens there are, and what is new on each since it was last shown."""
        return self._unseen.tabs(self.room, self.current_mode)

    # -- keys ------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """A key was pressed: others may know that somebody is here.

        What is typed on the command line is taken at once: a burst of keys stays in its order.
        """
        pressed = isinstance(event, events.Key | events.Paste | events.MouseDown)
        if pressed and not getattr(event, "is_forwarded", True):
            self._pressed()
            line = self.focused
            if isinstance(line, CommandLine) and line.take(event):
                return
        await super().on_event(event)

    def _pressed(self) -> None:
        now, self.answers.led = self.room.clock.mono(), 0
        if now >= self._pressed_at + PRESSED_S:
            self._pressed_at = now
            sight = screen.body.mail(self.look) if (screen := self._boards) else ()
            self.room.pressed(self.current_mode, sight)

    async def action_show(self, screen: str) -> None:
        """Show another screen, before the next key is looked at; Now always from its top."""
        self.answers.leave()
        was = self.current_mode
        with self.batch_update():  # painted once it is whole
            await self.switch_mode(screen)
            if isinstance(self.screen, BoardScreen):
                self.screen.front(top=screen in (was, self.DEFAULT_MODE))

    def on_tabs_chosen(self, message: Tabs.Chosen) -> None:
        """A tab was clicked."""
        self.call_next(self.action_show, message.name)

    def action_help(self) -> None:
        """Show every key and phrase."""
        from console.screens.help import HelpScreen

        here = self.screen.places if isinstance(self.screen, BoardScreen) else ()
        self.push_screen(HelpScreen(self.answers.idle, here))

    def action_help_quit(self) -> None:
        """ctrl+c does not end anything; say what does."""
        self.tell("ctrl+q leaves. ctrl+c ends nothing here.")

    def tell(self, note: str) -> None:
        """Say something that is no answer."""
        self.answers.say(note)
        self.frame()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where there is no room for boards, nothing is done but leaving."""
        small = isinstance(screen := self.screen, BoardScreen) and screen.small
        return not small or action == "leave"

    def go_plain(self) -> None:
        """Go on line by line."""
        self.exit(PLAIN)

    def action_leave(self) -> None:
        """Leave; ask first where something waits or stays theirs, unless it was just asked."""
        screen, question = self.screen, why_stay(self.room, self.prompt.line.text)
        if not isinstance(screen, BoardScreen) or screen.small or self.prompt.asked(question):
            self.exit()
            return
        self.prompt.ask(question, self.exit)
        screen.set_focus(screen.command)
        self.frame()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the palette finds."""
        return palette.commands(self, screen)

    def action_theme(self, name: str) -> None:
        """Draw in other colours, next time too."""
        self.theme = name
        self._chosen.keep(name)

    def on_command_line_entered(self, message: CommandLine.Entered) -> None:
        """Do what Enter led to."""
        carry_out(self, message.outcome)
        self.frame()

    def on_held_answered(self, message: Held.Answered) -> None:
        """The person said what is to become of an ask that waits."""
        settle(self, message.ref, message.how)
