"""Every noun, once. A new noun is one line in NOUNS, and its shelf one line in schemas/board.py."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import Any

from pydantic import ConfigDict
from pydantic_core import from_json

from schemas import (
    agencies,
    agreements,
    approvals,
    calls,
    centers,
    closeouts,
    duplicates,
    duty,
    expectations,
    forwards,
    incidents,
    journal,
    logs,
    messages,
    ranks,
    receipts,
    requests,
    resources,
    roles,
    rollcalls,
    sharing,
    sourcing,
    tasks,
    withheld,
)
from schemas.base import Command, Event, Header, Record

NOUNS: tuple[ModuleType, ...] = (
    logs,
    agencies,
    centers,
    incidents,
    ranks,
    calls,
    journal,
    resources,
    requests,
    approvals,
    sourcing,
    forwards,
    duplicates,
    rollcalls,  # before roles, where PAR-1 might be the code of a post
    messages,  # and M-31 too
    receipts,
    tasks,  # and T-3
    expectations,
    agreements,  # and AGR-2
    closeouts,
    sharing,  # and BG-1
    withheld,
    roles,
    duty,
)

# Bumped by hand when the same log folds to another board; a golden test fails when it should be.
FOLD = 3


def _kinds(base: Any) -> dict[str, type[Any]]:
    found: dict[str, Any] = {}
    for noun in NOUNS:
        named: dict[str, Any] = vars(noun)
        for thing in named.values():
            if not isinstance(thing, type) or not issubclass(thing, base):
                continue
            kind = getattr(thing, "model_fields")["kind"].default  # noqa: B009
            if thing.__module__ == noun.__name__ and isinstance(kind, str):  # not a base class
                assert kind not in found, f"two things are called {kind}"
                found[kind] = thing
    return found


EVENTS: dict[str, type[Event[Any]]] = _kinds(Event)
COMMANDS: dict[str, type[Command]] = _kinds(Command)

# What is said most, in the order of a watch: offered and explained before the rest.
EVERYDAY: tuple[type[Command], ...] = (
    duty.SignInPerson,
    roles.TakePost,
    journal.AddLine,
    journal.CorrectLine,
    resources.ReportStatus,
    resources.AddResource,
    resources.AssignResources,
    requests.Need,
    approvals.Approve,
    sourcing.CommitResources,
    messages.SendMessage,
    messages.GiveOrder,
    messages.AcknowledgeMessage,
    messages.AnswerMessage,
    tasks.GiveTask,
    tasks.FinishTask,
    journal.Decide,
    rollcalls.AskRollCall,
    rollcalls.AnswerRollCall,
    incidents.OpenIncident,
    roles.HandOverPost,
    duty.SignOutPerson,
)


def ordered(commands: Iterable[type[Command]]) -> list[type[Command]]:
    """The everyday ones first, then the rest by their verbs."""
    rest = (command for command in commands if command not in EVERYDAY)
    return [*EVERYDAY, *sorted(rest, key=lambda command: command.usage.split()[0])]


class Unknown(Event[Record]):
    """A fact of a newer release. It is kept as it came and changes nothing here."""

    model_config = ConfigDict(frozen=True, extra="allow", allow_inf_nan=False)
    shelf = ""

    def onto(self, was: Record | None, entry: Header) -> Record | None:
        """Whatever was there stays."""
        return was


def read_event(body: str) -> Event[Any]:
    """A fact from its kept bytes; ValidationError when a known kind does not fit.

    A union of all would build every one of them to read the first.
    """
    try:
        plain = from_json(body)
    except ValueError:
        return Unknown.model_validate_json(body)  # it says what is wrong with the text
    kind = plain.get("kind") if isinstance(plain, dict) else None
    shape = EVENTS.get(kind, Unknown) if isinstance(kind, str) else Unknown
    return shape.model_validate(plain)
