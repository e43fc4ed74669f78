"""The same noun in every layer, and nothing half-added."""

from __future__ import annotations

import inspect
from typing import Any, get_args, get_type_hints

import pytest

from console.looking import NUMBERED
from schemas.base import Command, Event, Header, Schema
from schemas.board import SHELVES
from schemas.nouns import COMMANDS, EVENTS, NOUNS
from schemas.phrase import Grammar
from server import rules
from server.rules import Actor, Room


@pytest.mark.parametrize("kind", sorted(COMMANDS))
def test_every_command_has_a_rule_of_the_right_shape(kind: str) -> None:
    command: type[Command] = COMMANDS[kind]
    found = rules.rule.dispatch(command)
    assert found is not rules.rule.dispatch(Command), f"no rule for {kind}"
    hints = get_type_hints(found)
    parameters = list(inspect.signature(found).parameters)
    assert parameters == ["ask", "room", "actor", "now"]
    assert hints["ask"] is command
    assert (hints["room"], hints["actor"], hints["now"]) == (Room, Actor, Header)
    assert hints["return"] == list[Event[Any]]


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_every_event_folds_onto_a_shelf_of_the_board(kind: str) -> None:
    assert EVENTS[kind].shelf in SHELVES


def _made_of(shape: Any) -> set[type[Schema]]:
    """The shapes in a type, and those in their fields."""
    inside = {found for one in get_args(shape) for found in _made_of(one)}
    if not (isinstance(shape, type) and issubclass(shape, Schema)):
        return inside
    return inside.union({shape}, *(_made_of(f.annotation) for f in shape.model_fields.values()))


@pytest.mark.parametrize("shape", [*EVENTS.values(), *SHELVES.values()], ids=lambda s: s.__name__)
def test_a_field_that_may_be_none_is_none_unless_said(shape: type[Schema]) -> None:
    # Bodies and keyframes leave such fields out, so another default would come back.
    for made in _made_of(shape):
        for name, field in made.model_fields.items():
            admits_none = type(None) in get_args(field.annotation)
            fits = not admits_none or (not field.is_required() and field.default is None)
            assert fits, f"{made.__name__}.{name} may be None and has no such default"


def test_kinds_are_events_in_the_past_tense_and_said_once() -> None:
    assert not set(COMMANDS) & set(EVENTS)


# Files of a noun too long for one, and the noun.
PARTS = {
    "approvals": "requests",
    "duplicates": "requests",
    "forwards": "requests",
    "sourcing": "requests",
    "receipts": "messages",
}


@pytest.mark.parametrize("ask", COMMANDS.values(), ids=list(COMMANDS))
def test_a_command_is_decided_by_the_rules_of_its_noun(ask: type[Command]) -> None:
    noun = ask.__module__.rpartition(".")[2]
    assert rules.rule.dispatch(ask).__module__.split(".")[2] == PARTS.get(noun, noun)


def test_every_noun_with_commands_has_its_rules_and_every_rule_its_noun() -> None:
    asked = {noun.__name__.rpartition(".")[2] for noun in NOUNS if _commands(noun)}
    ruled = {n for n, m in vars(rules).items() if inspect.ismodule(m)} - {"base", "readers"}
    assert asked - PARTS.keys() == ruled


def _commands(noun: Any) -> list[type[Command]]:
    return [c for c in COMMANDS.values() if c.__module__ == noun.__name__]


def test_what_gets_a_number_has_its_row_before_it_has_it() -> None:
    assert {command.makes for command in COMMANDS.values() if command.makes} == set(NUMBERED)


def test_the_phrases_of_all_commands_stand_beside_each_other() -> None:
    Grammar(COMMANDS.values())
