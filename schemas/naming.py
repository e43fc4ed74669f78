"""The ids in a command: which records it names, and provisional ids until they have a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemas.base import Command
from schemas.phrase.meaning import meaning

Named = tuple[str, str]  # a shelf and an id

PROVISIONAL = "?"  # stands in an id the hub has not given yet: INC-?1


def provisional(sort: str, number: int) -> str:
    """``INC-?1``"""
    return f"{sort}-{PROVISIONAL}{number}"


def ids_in(command: Command) -> dict[str, tuple[str, ...]]:
    """The fields that hold ids, each with its ids."""
    found: dict[str, tuple[str, ...]] = {}
    for name in type(command).model_fields:
        if name == "kind" or not meaning(type(command), name).shelves:
            continue
        value = getattr(command, name)
        ids = value if isinstance(value, tuple) else (value,)
        found[name] = tuple(id for id in ids if isinstance(id, str))
    return {name: ids for name, ids in found.items() if ids}


def named(command: Command) -> frozenset[Named]:
    """Every record the command names, on each shelf it may stand on."""
    return frozenset(
        (shelf, id)
        for name, ids in ids_in(command).items()
        for shelf in meaning(type(command), name).shelves
        for id in ids
    )


def edited(command: Command) -> frozenset[Named]:
    """The record the command overwrites, if it does."""
    if command.edits is None:
        return frozenset()
    shelves = meaning(type(command), command.edits).shelves
    return frozenset((shelf, getattr(command, command.edits)) for shelf in shelves)


def unnumbered(command: Command) -> frozenset[str]:
    """The provisional ids the command names."""
    return frozenset(id for ids in ids_in(command).values() for id in ids if PROVISIONAL in id)


def numbered(command: Command, given: Mapping[str, str]) -> Command:
    """The command with provisional ids replaced by those the hub gave."""
    changed: dict[str, Any] = {}
    for name, ids in ids_in(command).items():
        if any(id in given for id in ids):
            new = tuple(given.get(id, id) for id in ids)
            changed[name] = new if isinstance(getattr(command, name), tuple) else new[0]
    return command.model_copy(update=changed) if changed else command
