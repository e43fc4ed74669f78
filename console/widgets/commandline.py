"""The command line and the line under it, drawn; what they mean is the prompt's.

What is typed is drawn with every acting character spelt out, so carets stand where they should.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import ClassVar

from console import quiet  # noqa: F401

# isort: split
from rich.cells import cell_len
from textual import events
from textual.binding import BindingType
from textual.geometry import Offset
from textual.message import Message

from console.actions import Place, bindings
from console.prompt import Narrow, Outcome, Prompt
from console.speaking import Echo
from console.widgets.columns import drawn, wrapped
from console.widgets.oneline import Bit, Bits, OneLine, Tone

MARGIN = 8  # cells kept in sight beyond the cursor when the line is longer than the screen
BEGAN = "‹"  # the line began further left
PASTE_MAX = 16_384  # characters taken from one paste

UNSENT: Bits = (Bit("NOT SENT", "warning"), Bit(" · : goes on · ctrl+u drops it", "dim"))

Said = tuple[list[str], Tone, Bits]  # the lines under it, and what stands in the footer's place


class CommandLine(OneLine, can_focus=True):
    """The line being typed. Every key that changes it ends in a message."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(
        Place.COMMAND, Place.SEARCH, Place.FILTER, Place.CONFIRM
    )

    class Changed(Message):
        """Something on the line is other than it was."""

    class Entered(Message):
        """Enter, or yes, led to this."""

        def __init__(self, outcome: Outcome) -> None:
            super().__init__()
            self.outcome = outcome

    class TooMuch(Message):
        """There is no room for what was typed."""

    def __init__(self, prompt: Prompt, home: Callable[[], None], *, id: str | None = None) -> None:
        """``home`` gives the keys back to the rows."""
        super().__init__(id=id)
        self.prompt = prompt
        self._home = home
        self.echo = Echo()  # what stands under the line now
        self.idle: Bits = ()  # what stands here while nothing is typed
        self._shift = 0  # cells of the text out of sight at the left

    # -- drawing ---------------------------------------------------------------------------------

    def show(self) -> None:
        """Say the line as it is now."""
        self.echo = self.prompt.echo() if self.has_focus else Echo()
        self.say_fitting(self._fitting)
        if self.has_focus:
            self.app.cursor_position = self.content_region.offset + Offset(self._column(), 0)

    def echo_shift(self) -> int:
        """Where the text begins on the screen: carets under it stand so far to the right."""
        return cell_len(self.prompt.sign) - self._shift

    def said(self) -> Said:
        """What stands under the line, as it is now."""
        echo = self.echo
        lines = under(echo, self.echo_shift(), self.app.size.width)
        if echo.whole or len(lines) == 1:
            return lines, echo.tone, ()
        if lines[1] in following(echo):
            return lines[:1], echo.tone, (Bit(lines[1], "dim"),)
        return lines[:1], echo.tone, (Bit(lines[1], echo.tone), Bit(echo.keys, "dim"))

    def _fitting(self, width: int) -> tuple[Bits, Bits]:
        prompt, editor = self.prompt, self.prompt.editor
        if not self.has_focus:
            self._shift = 0
            kept = prompt.line.text
            return ([Bit(f":{kept}", "dim")], UNSENT) if kept else (self.idle, ())
        room = width - cell_len(prompt.sign) - 1
        before = cell_len(drawn(editor.text[: editor.at]))
        if not self._shift <= before <= self._shift + room - MARGIN:
            self._shift = max(0, before - room + MARGIN)
        # The sign's own cell says that the line began further left: nothing else moves for it.
        sign = prompt.sign[:-1] + BEGAN if self._shift else prompt.sign
        return [Bit(sign, "strong"), *self._text(editor.text, editor.at)], ()

    def _text(self, text: str, at: int) -> list[Bit]:
        """The text from the shift on, the wrong word and the cursor in their tones."""
        wrong = self.echo.wrong or (0, 0)
        skip = self._skipped(text)
        edges = sorted({skip, *wrong, at, at + 1, len(text)})
        bits: list[Bit] = []
        for start, end in pairwise(edges):
            if start < skip or start >= len(text):
                continue
            tone: Tone = "wrong" if wrong[0] <= start < wrong[1] else "plain"
            bits.append(Bit(text[start:end], "cursor" if start == at else tone))
        return [*bits, Bit(" ", "cursor")] if at == len(text) else bits

    def _skipped(self, text: str) -> int:
        """How many characters are out of sight at the left."""
        cells = 0
        for at, character in enumerate(text):
            if cells >= self._shift:
                return at
            cells += cell_len(drawn(character))
        return len(text) if cells < self._shift else 0

    def _column(self) -> int:
        editor = self.prompt.editor
        return self.echo_shift() + cell_len(drawn(editor.text[: editor.at]))

    def on_focus(self) -> None:
        """Show the cursor."""
        self.show()

    def on_blur(self) -> None:
        """Hide the cursor; the text stays."""
        self.show()

    # -- keys ------------------------------------------------------------------------------------

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether a key is typed here, and so means nothing elsewhere; a first ? asks for help."""
        asks = character == "?" and self.prompt.is_empty
        return character is not None and character.isprintable() and not asks

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Yes is an answer to a question only; anywhere else it is a letter."""
        return action != "confirm" or self.prompt.mode is Place.CONFIRM

    def take(self, event: events.Event) -> bool:
        """Type what was typed or pasted; False for keys that are no text."""
        if isinstance(event, events.Paste):
            self._paste(event.text)
            return True
        if not isinstance(event, events.Key) or not event.is_printable or not event.character:
            return False
        if self.prompt.mode is Place.CONFIRM and event.character == "y":
            return False
        if event.character == "?" and self.prompt.is_empty:
            return False
        self._type(event.character)
        return True

    def _paste(self, text: str) -> None:
        """All of it on one line: what was several lines is parted by blanks; nothing is lost."""
        if self.prompt.mode is not Place.CONFIRM:
            self._type(" ".join(text[:PASTE_MAX].split("\n")).replace("\r", " ").strip())

    def _type(self, text: str) -> None:
        asking = self.prompt.mode is Place.CONFIRM
        if not self.prompt.type(text) and not asking:
            self.post_message(self.TooMuch())
        self._changed()

    def _changed(self) -> None:
        self.show()
        self.post_message(self.Changed())
        if self.prompt.mode is Place.FILTER:
            self.post_message(self.Entered(Narrow(self.prompt.filter.text)))

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self.prompt.editor.move(by)
        self._changed()

    def action_word(self, way: int) -> None:
        """Move the cursor by a word."""
        self.prompt.editor.word(way)
        self._changed()

    def action_erase(self, by: int) -> None:
        """Erase."""
        self.prompt.erase(by)
        self._changed()

    def action_erase_word(self) -> None:
        """Erase the word to the left."""
        self.prompt.erase_word()
        self._changed()

    def action_complete(self, way: int) -> None:
        """Complete the word."""
        self.prompt.complete(way)
        self._changed()

    def action_history(self, by: int) -> None:
        """Look back, or forward again."""
        self.prompt.history(by)
        self._changed()

    def action_search(self) -> None:
        """Search what was said."""
        self.prompt.search()
        self._changed()

    def action_leave_line(self) -> None:
        """Esc."""
        filtering = self.prompt.mode is Place.FILTER
        if self.prompt.leave():
            if filtering:
                self.post_message(self.Entered(Narrow("")))
            self._home()
        else:
            self._changed()

    def action_submit(self) -> None:
        """Enter."""
        self._entered(self.prompt.submit())

    def action_confirm(self) -> None:
        """Yes."""
        self._entered(self.prompt.confirm())

    def _entered(self, outcome: Outcome) -> None:
        """The keys go back to the rows before the next one is looked at."""
        if outcome is not None:
            self._home()
        self.show()
        self.post_message(self.Entered(outcome))


def under(echo: Echo, shift: int, width: int) -> list[str]:
    """The echo in lines, with carets under the word it is about when there is room for both.

    While somebody types there are two at the most, the second where the keys are named: one more
    would move the boards, and that is the whole screen. What is cut then is the end of the text.
    """
    caret = " " * shift + echo.caret if shift >= 0 and echo.caret else ""
    if caret and len(caret) + 1 + len(echo.text) <= width:
        return _keyed([f"{caret} {echo.text}"], echo.keys, width)
    start = len(caret) - len(caret.lstrip())
    if caret and len(echo.text) < start and len(caret) <= width:
        return _keyed([f"{echo.text.ljust(start)}{caret.strip()}"], echo.keys, width)
    lines = wrapped(echo.text, max(20, width))
    if not echo.whole:
        offers = following(echo)
        fitting = (more for more in offers if cell_len(more) <= width)
        rest = " ".join(lines[1:]) or next(fitting, "".join(offers[-1:]))
        return [lines[0], rest] if rest else lines
    lines = _keyed(lines, echo.keys, width)
    return [caret, *lines] if caret and len(caret) <= width else lines


def following(echo: Echo) -> list[str]:
    """What Enter does, and what may still be said, in ever fewer words."""
    return [
        " · ".join(filter(None, (echo.keys, more)))
        for more in (*echo.more, "")
        if more or echo.keys
    ]


def _keyed(lines: list[str], keys: str, width: int) -> list[str]:
    """The lines with what the keys do, unparted, behind the last or below it."""
    if keys and cell_len(f"{lines[-1]}  {keys}") <= width:
        return [*lines[:-1], f"{lines[-1]}  {keys}"]
    return [*lines, keys] if keys else lines
