"""Whatever is typed has an answer; and every command can be said."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schemas.base import Command
from schemas.nouns import COMMANDS as REAL
from schemas.phrase import Grammar, Misread, echo, render
from schemas.text import clean_line
from tests.phrases import COMMANDS, CONTEXT, GRAMMAR, IN_INC_4, TEXTS, commands

EVERY = Grammar(REAL.values())

_PIECES = [
    *(command.usage.split()[0] for command in COMMANDS),
    *(
        "l",
        "s",
        "E12",
        "E14,M21",
        "INC-4",
        "C-8",
        "#1042",
        "urgent",
        "onscene",
        "to",
        "lee",
        "fire",
    ),
    *("at=0210", "as=LSC", "in=INC-4", "in=", 'in="Mill & 3rd"', "eta=-5m", "to=x", "2", "-20m"),
    *('"', "\\", ";", ",", "=", '"";', "\ud800", "\x00", "\u00a0", "é", "١٢", "∞" * 9),
]
LINES = st.lists(st.one_of(st.sampled_from(_PIECES), TEXTS), max_size=10).map(" ".join)


def said_again(grammar: Grammar, command: Command) -> None:
    """The command is what its own line reads as, in a room and outside."""
    line = render(command)
    for context in (CONTEXT, IN_INC_4, replace(CONTEXT, now=CONTEXT.now.replace(year=2031))):
        read = grammar.read(line, context)
        assert not isinstance(read, Misread), (line, read.sentence())
        assert [said.command for said in read] == [command], line
    assert "{" not in echo(command, CONTEXT) or "{" in repr(command)


@pytest.mark.parametrize("sort", COMMANDS, ids=lambda sort: sort.__name__)
@given(data=st.data())
def test_every_command_is_what_its_own_line_reads_as(
    sort: type[Command], data: st.DataObject
) -> None:
    command = data.draw(commands(sort))
    assume(command is not None)
    assert command
    said_again(GRAMMAR, command)


@pytest.mark.parametrize("sort", list(REAL.values()), ids=lambda sort: sort.__name__)
@settings(max_examples=30)
@given(data=st.data())
def test_every_command_of_the_room_is_what_its_own_line_reads_as(
    sort: type[Command], data: st.DataObject
) -> None:
    command = data.draw(commands(sort))
    assume(command is not None)
    assert command
    said_again(EVERY, command)


@given(line=st.one_of(LINES, st.text()))
@settings(max_examples=300)
def test_any_line_has_an_answer_that_can_be_shown(line: str) -> None:
    read = GRAMMAR.read(line, IN_INC_4)
    if isinstance(read, Misread):
        assert 0 <= read.start <= read.end <= len(line)
        assert clean_line(read.sentence()) == read.sentence()
        assert set(read.caret(line)) <= {" ", "^"}
        return
    for said in read:
        assert echo(said.command, IN_INC_4)
        assert said.text in line


@given(line=st.one_of(LINES, st.text()))
def test_any_line_can_be_completed_at_any_place(line: str) -> None:
    for cursor in range(len(line) + 1):
        found = GRAMMAR.complete(line[:cursor], IN_INC_4)
        assert len(found.offers) <= min(50, found.total)
        assert 0 <= found.start <= cursor
