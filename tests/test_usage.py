"""A command whose phrase could be misunderstood never comes into a grammar."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, create_model

from schemas.base import Command, Here, IncidentId, Instant, When
from schemas.phrase import Grammar, Unsayable, check
from schemas.text import Line
from tests.phrases import COMMANDS


def command(
    usage: str, says: str = "x", confirm: str | None = None, short: str | None = None, **fields: Any
) -> type[Command]:
    """A command made for one test."""
    kinds: dict[str, Any] = {"kind": (Literal["made"], "made")}
    for name, kind in fields.items():
        kinds[name] = kind if isinstance(kind, tuple) else (kind, ...)
    made = create_model("Made", __base__=Command, **kinds)
    made.grant, made.usage, made.says = "t", usage, says
    made.confirm, made.short = confirm, short
    return made


MAYBE = (Line | None, None)
SORT = Literal["a", "b"]


@pytest.mark.parametrize(
    ("usage", "fields", "promise"),
    [
        ("Do {a}", {"a": Line}, "'Do' is not a verb"),
        ("do {a", {"a": Line}, "'{a' is not an item of a usage"),
        ("do [please]", {}, "'[please]' is not an item of a usage"),
        ("do {b}", {"a": Line}, "{b} is not a field"),
        ("do {kind}", {}, "{kind} is not a field"),
        ("do", {"a": Line}, "a has no default and no place in the usage"),
        ("do {a} x={a}", {"a": Line}, "a field stands twice"),
        ("do x={a} x={b}", {"a": Line, "b": Line}, "a key stands twice"),
        ("do {a...} {b}", {"a": Line, "b": Line}, "free text stands once and last"),
        ("do {a...} [x={b}]", {"a": Line, "b": MAYBE}, "free text stands once and last"),
        ("do x={a...}", {"a": Line}, "'x={a...}': free text has no key"),
        ("do {a}", {"a": tuple[Line, ...]}, "'{a}': {name+} is for a tuple, always"),
        ("do {a+}", {"a": Line}, "'{a+}': {name+} is for a tuple, always"),
        ("do [{a}]", {"a": SORT}, "{a}: what may be left out has a default, or Here"),
        (
            "do {a}",
            {"a": Annotated[IncidentId, Here("incidents")]},
            "{a}: what Here may fill in stands in [brackets]",
        ),
        (
            "do [{a}] {b}",
            {"a": MAYBE, "b": Line},
            "{a}: an optional word needs a pattern, an enum, a Literal or a number with both ends",
        ),
        (
            "do [{a}] {b}",
            {"a": (SORT | Line | None, None), "b": Line},
            "{a}: an optional word needs a pattern, an enum, a Literal or a number with both ends",
        ),
        (
            "do [{a}]",
            {"a": (Annotated[int, Field(ge=1)] | None, None)},
            "{a}: an optional word needs a pattern, an enum, a Literal or a number with both ends",
        ),
        (
            "do [{a}] {b...}",
            {"a": (Literal["not yet"] | None, None), "b": Line},
            "{a}: no choice of an optional word before free text needs quotes",
        ),
        ("do {a}", {"a": Literal[1, 2]}, "{a}: a Literal is of strings"),
        ("do {a}", {"a": Instant}, "{a}: a time says When"),
        ("do {a+}", {"a": tuple[datetime, ...]}, "{a}: a time says When"),
    ],
)
def test_a_usage_that_cannot_be_read_is_refused(
    usage: str, fields: dict[str, Any], promise: str
) -> None:
    with pytest.raises(Unsayable) as refused:
        check([command(usage, **fields)])
    assert str(refused.value) == f"Made: {promise}"


@pytest.mark.parametrize(
    "fields",
    [
        {"a": (SORT | None, None)},
        {"a": (Annotated[int, Field(gt=0, lt=9)], 1)},
        {"a": (Annotated[str, Field(pattern="^[A-Z]+$")] | None, None)},
        {"a": (Annotated[Instant, When("future")] | None, None)},
        {"a": Annotated[IncidentId, Here("incidents")]},
        {"a": (Annotated[IncidentId | None, Here("incidents")], None)},
    ],
)
def test_an_optional_word_may_be_of_any_closed_type(fields: dict[str, Any]) -> None:
    check([command("do [{a}] {b...}", b=Line, **fields)])


@pytest.mark.parametrize(
    ("says", "promise"),
    [
        ("{b}", "{b} is not a field"),
        ("[ always]", "[ always] names no field"),
        ("{a} is [{a}", "brackets do not match: '{a} is [{a}'"),
        ("{maybe}", "{maybe} may be empty, so it stands in [brackets]"),
        ("{a.details}", "{a.details} may not be there, so it stands in [brackets]"),
        ("[{b.details}]", "{b.details} is not a field"),
    ],
)
def test_an_echo_that_cannot_be_said_is_refused(says: str, promise: str) -> None:
    with pytest.raises(Unsayable) as refused:
        check([command("do {a} [x={maybe}]", says, a=Line, maybe=MAYBE)])
    assert str(refused.value) == f"Made: {promise}"
    with pytest.raises(Unsayable):
        check([command("do {a} [x={maybe}]", confirm=says, a=Line, maybe=MAYBE)])


def test_a_short_form_belongs_to_one_verb_and_is_none() -> None:
    with pytest.raises(Unsayable, match="the short form 'do' is a verb"):
        check([command("do"), command("tell", short="do")])
    with pytest.raises(Unsayable, match="'d' is short for 'do' already"):
        check([command("do", short="d"), command("tell", short="d")])
    with pytest.raises(Unsayable, match="'D' is not a short form"):
        check([command("do", short="D")])
    check([command("do", short="d"), command("do {a}", short="d", a=Line)])


def test_building_a_grammar_holds_every_command_to_its_promises() -> None:
    with pytest.raises(Unsayable):
        Grammar([*COMMANDS, command("s")])
