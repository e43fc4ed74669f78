"""The phrases that are explained to people, in help and palette: those that a person may ask."""

from __future__ import annotations

from collections.abc import Mapping

from console.local import LOCAL, TAPE
from schemas.base import Command
from schemas.grants import for_people
from schemas.messages import SendMessage
from schemas.nouns import COMMANDS

# Said as often as the first example, and not guessed from it.
ALSO: Mapping[type[Command], tuple[str, ...]] = {
    SendMessage: ("tell @INC-1/OSC answer=15m How many are west of the bridge?",),
}


def phrases(*, closed: bool = False) -> list[type[Command]]:
    """All of them by their verbs, with those done on this screen alone; ``closed``: only these."""
    asked = [command for command in COMMANDS.values() if for_people(command.grant)]
    return sorted([*([] if closed else asked), *LOCAL, *TAPE], key=verb_of)


def verb_of(command: type[Command]) -> str:
    """The word it begins with."""
    return command.usage.split()[0]


def doc_of(command: type[Command]) -> str:
    """What it does, in one line."""
    return " ".join((command.__doc__ or "").split())
