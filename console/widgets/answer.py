"""What stands under the command line: the echo of what is typed, else what was answered."""

from __future__ import annotations

from console import quiet  # noqa: F401

# isort: split
from textual.app import ComposeResult
from textual.containers import Vertical

from console.widgets.columns import wrapped
from console.widgets.commandline import CommandLine, Said
from console.widgets.oneline import Bit, Bits, OneLine, Tone

WRAP_MIN = 20  # cells; a narrower line is not wrapped but cut
MORE_LINES = 3  # under the answer's first, when it is long


class AnswerLines(Vertical):
    """One line that is always there, and more while a long answer needs them."""

    DEFAULT_CSS = """
    AnswerLines { height: auto; }
    """

    def __init__(self, command: CommandLine) -> None:
        super().__init__(id="answer")
        self._command = command
        self._lines = [OneLine(), *(OneLine(classes="more") for _ in range(MORE_LINES))]

    def compose(self) -> ComposeResult:
        """The lines."""
        yield from self._lines

    @property
    def text(self) -> str:
        """What stands there, on however many lines."""
        return " ".join(filter(None, (line.text for line in self._lines if line.display)))

    def show(self, text: str, *, bad: bool) -> Bits:
        """Say the echo, or this answer; what is given back needs the footer's room."""
        echoes = self._command.has_focus
        lines, tone, second = self._command.said() if echoes else self._answer(text, bad=bad)
        lines = [*lines[:MORE_LINES], *lines[MORE_LINES:][-1:]]  # the last says what the keys do
        for at, line in enumerate(self._lines):
            line.display = at in (0, *range(len(lines)))
            line.say([Bit(lines[at], tone)] if at < len(lines) else ())
        return second

    def refuse(self, why: str) -> None:
        """Say why nothing was typed."""
        self._lines[0].say([Bit(why, "danger")])

    def _answer(self, text: str, *, bad: bool) -> Said:
        """Where nothing is half typed, the command line has room for the answer too."""
        tone: Tone = "danger" if bad else "plain"
        lines = wrapped(text, max(WRAP_MIN, self.app.size.width))
        first = lines.pop(0) if len(lines) > 1 and not self._command.prompt.line.text else ""
        self._command.idle = [Bit(first, tone)]
        self._command.show()
        if len(lines) > MORE_LINES + 1:
            lines = [*lines[:MORE_LINES], f"{lines[MORE_LINES]} …"]
        return lines, tone, ()
