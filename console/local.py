"""Phrases that are done here and never sent: where I am, how it looks, leaving.

They are declared like any other, so they are read, completed and explained like any other.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from schemas.base import Command, Like, On
from schemas.circles import TypedSlug


class Local(Command):
    """A phrase for this console alone."""

    grant: ClassVar[str] = "none"
    shelf_life_s: ClassVar[int | None] = None


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


Place = Annotated[
    str,
    BeforeValidator(_upper),
    Field(pattern=r"^[A-Z][A-Z0-9-]{0,15}$"),
    On("incidents"),
    On("centers"),
]


class Go(Local):
    """Make an incident or a center my room: phrases that name none mean this one."""

    usage = "go {place}"
    says = "make {place} my room, on this screen only"
    example = "go INC-1"
    kind: Literal["go"] = "go"
    place: Place


class UseTheme(Local):
    """Draw in other colours."""

    usage = "theme {name}"
    says = "draw in the colours {name}"
    example = "theme contrast"
    kind: Literal["use_theme"] = "use_theme"
    name: Literal["dark", "light", "contrast", "blue-orange", "ansi"]


class GoPlain(Local):
    """Go on line by line: for screen readers and very slow lines."""

    usage = "plain"
    says = "go on line by line"
    example = "plain"
    kind: Literal["go_plain"] = "go_plain"


class Help(Local):
    """Show every key and every phrase."""

    usage = "help"
    says = "show every key and every phrase"
    example = "help"
    kind: Literal["help"] = "help"


class Quit(Local):
    """Leave; what is queued is kept."""

    usage = "quit"
    says = "leave; what is queued is kept"
    example = "quit"
    kind: Literal["quit"] = "quit"


class At(Local):
    """In a replay: jump to a moment."""

    usage = "at {moment}"
    says = "show the room as it was at {moment}"
    example = "at 0210"
    kind: Literal["at"] = "at"
    moment: Annotated[str, Field(pattern=r"^\S{1,40}$")]


class See(Local):
    """In a replay: see the room as one agency could see it at this moment, or all of it."""

    usage = "view {agency}"
    says = "see the room as {agency} could see it"
    example = "view pd"
    kind: Literal["see"] = "see"
    agency: Literal["all"] | Annotated[TypedSlug, Like("agencies")]


TAPE: tuple[type[Local], ...] = (At, See)  # in a replay alone
LOCAL: tuple[type[Local], ...] = (Go, UseTheme, GoPlain, Help, Quit)
