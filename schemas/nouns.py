"""Every noun, once. A new noun is one line in NOUNS, and its shelf one line in schemas/board.py."""

from __future__ import annotations

import functools
import operator
from types import ModuleType
from typing import Annotated, Any

from pydantic import ConfigDict, Discriminator, Tag, TypeAdapter

from schemas import agencies, calls, centers, incidents, journal, logs, resources, roles
from schemas.base import Command, Event, Header, Record

NOUNS: tuple[ModuleType, ...] = (
    logs,
    agencies,
    centers,
    incidents,
    calls,
    journal,
    resources,
    roles,
)

# Bumped by hand when the same log folds to another board; a golden test fails when it should be.
FOLD = 1


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


class Unknown(Event[Record]):
    """A fact of a newer release. It is kept as it came and changes nothing here."""

    model_config = ConfigDict(frozen=True, extra="allow", allow_inf_nan=False)
    shelf = ""

    def onto(self, was: Record | None, entry: Header) -> Record | None:
        """Whatever was there stays."""
        return was


_UNKNOWN = "?"


def _tag(value: Any) -> str:
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return kind if isinstance(kind, str) and kind in EVENTS else _UNKNOWN


@functools.cache
def _events() -> TypeAdapter[Event[Any]]:
    branches: list[Any] = [Annotated[kind, Tag(name)] for name, kind in EVENTS.items()]
    branches.append(Annotated[Unknown, Tag(_UNKNOWN)])
    any_event: Any = Annotated[functools.reduce(operator.or_, branches), Discriminator(_tag)]
    return TypeAdapter(any_event)


def read_event(body: str) -> Event[Any]:
    """A fact from its kept bytes; ValidationError when a known kind does not fit."""
    return _events().validate_json(body)
