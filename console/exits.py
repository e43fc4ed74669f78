"""How a word on the command line ends: an exit code that scripts rely on, and one sentence."""

from __future__ import annotations

from enum import IntEnum
from typing import IO, Any

import click


class Exit(IntEnum):
    """The exit codes; they never change."""

    DONE = 0
    REFUSED = 1  # rule, grant, unknown or invisible id, token, pin, port, permissions
    UNREADABLE = 2  # grammar, usage
    NO_HUB = 3  # not reached, or sent and not confirmed; the sentence says which
    LOG = 4  # damaged, altered, behind its head, or newer


class Sorry(click.ClickException):
    """Not done: one sentence that says what to do, and the exit code."""

    def __init__(self, sentence: str, code: Exit = Exit.REFUSED) -> None:
        super().__init__(sentence)
        self.code = code

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        """What click ends the process with."""
        return int(self.code)

    def show(self, file: IO[Any] | None = None) -> None:
        """The sentence alone, on standard error."""
        click.echo(self.message, err=True)
