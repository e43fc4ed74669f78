"""The same noun in every layer, and nothing half-added."""

from __future__ import annotations

import inspect
from typing import Any, get_type_hints

import pytest

from console.looking import NUMBERED
from schemas.base import Command, Event, Header
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


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_a_field_that_may_be_none_is_none_unless_said(kind: str) -> None:
    # Bodies leave such fields out, so another default would come back as something else.
    for name, field in EVENTS[kind].model_fields.items():
        if not field.is_required() and field.default is None:
            continue
        admits_none = type(None) in getattr(field.annotation, "__args__", ())
        assert not admits_none, f"{kind}.{name} may be None and has no such default"


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
