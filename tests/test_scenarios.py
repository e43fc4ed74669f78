"""Scenarios in plain phrases: each is played in memory, and what a trainer is told of a mistake."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.expecting import FORMS, expectation
from tests.playing import play
from tests.scenario import FOLDER, LINES_MAX, Reader, Script, Unclear, read, scripts
from tests.stages import in_memory

CAST = ("agency fire (fire): maya, lee", "agency pd (law): sam")


@pytest.mark.parametrize("name", scripts())
def test_a_scenario_goes_in_memory_as_it_is_written(name: str, tmp_path: Path) -> None:
    script = read(scripts()[name])
    with in_memory(tmp_path, script) as opened:
        play(script, opened)


# -- what a trainer is told ------------------------------------------------------------------------


def script(*lines: str) -> Script:
    """A scenario of these lines, read."""
    return Reader("x.txt").read("\n".join((*CAST, "== 02:10 Begin", *lines)))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("maya: take INC-1/IC", "a line is"),
        ("eve (fire): take INC-1/IC", "no agency above has somebody called eve"),
        ("maya (pd): take INC-1/IC", "maya is not of pd"),
        ("== 25:00 Later", "a clock shows 00:00 to 23:59"),
        ("== Later", "a line is"),
        ("  sam shouts", "nothing is expected in such words"),
        ("  eve sees INC-1", "no agency above has somebody called eve"),
        ('  sam reads "fire" on wall', "there is no board wall"),
        ("  board posts INC-1/IC holder=maya", "there is no board posts"),
        ("  board roles INC-1/IC maya", "maya is no field"),
        ('  board roles INC-1/IC holder="maya', "No closing quotation"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_its_file_and_number(line: str, says: str) -> None:
    with pytest.raises(Unclear) as found:
        script("maya (fire): open fire Oak St", line)
    assert str(found.value).startswith("x.txt:5: ")
    assert says in str(found.value)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("agency fire (arson): maya", "'arson' is not a valid Discipline"),
        ("agency fire (fire): maya as boss", "'boss' is not a valid Grant"),
        ("maya (fire): take INC-1/IC", "before the first == stand lines like"),
        ("  sam sees INC-1", "an indented line says what is expected of the one above it"),
    ],
)
def test_a_beginning_that_cannot_be_read_says_so_too(line: str, says: str) -> None:
    with pytest.raises(Unclear) as found:
        Reader("x.txt").read(f"# A fire\n{line}\n")
    assert str(found.value).startswith("x.txt:2: ")
    assert says in str(found.value)


def test_a_file_in_which_nothing_happens_or_far_too_much_is_refused() -> None:
    with pytest.raises(Unclear, match="nothing happens"):
        Reader("x.txt").read(CAST[0])
    with pytest.raises(Unclear, match="make it two files"):
        Reader("x.txt").read("#\n" * (LINES_MAX + 1))


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("  -> INC-2", "it made INC-1"),
        ("  refused held", "it was accepted"),
        ("  sam sees INC-2", "it is not there"),
        ("  sam does not see INC-1", "it is there"),
        ("  sam sees INC-1/IC held by maya", "held by nobody"),
        ("  sam sees INC-2/IC vacant", "there is no post INC-2/IC"),
        ('  sam reads "flood"', "INC-1 opened: fire Oak St"),
        ('  sam does not read "Oak St"', "INC-1 opened: fire Oak St"),
        ('  sam reads "flood" on incidents', "Oak St"),
        (
            '  sam does not read "VACANT IC" on now',
            "VACANT IC Incident Commander: take INC-1/IC takes it",
        ),
        ("  board roles INC-1/IC holder=maya key=true", "holder=none"),
        ("  board roles INC-1/IC history.-1.how=taken", "history.-1.how=none"),
        ("  board roles INC-1/IC boss=maya", "no field boss"),
        ("  board roles INC-2/IC holder=none", "there is no INC-2/IC"),
        ("command of INC-1: maya", "none"),
        ("sam (pd): sing", "misread"),
        ("sam (pd): lead INC-1 pd", "not-yours"),
    ],
)
def test_what_did_not_come_as_expected_is_told_with_the_line_and_what_there_is_instead(
    line: str, instead: str, tmp_path: Path
) -> None:
    made = script("maya (fire): open fire lead=fire Oak St", line)
    with (
        in_memory(tmp_path, made) as stage,
        pytest.raises(AssertionError, match=rf"(?s)x\.txt:5: .*{instead}"),
    ):
        play(made, stage)


def test_a_phrase_that_is_refused_without_that_being_expected_ends_the_scenario(
    tmp_path: Path,
) -> None:
    made = script("sam (pd): take INC-1/IC", "  sam sees INC-1/IC held by sam")
    with in_memory(tmp_path, made) as stage, pytest.raises(AssertionError, match=r"x\.txt:4: "):
        play(made, stage)


def test_the_readme_shows_every_form_of_an_expectation_and_no_other() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    shown = [expectation("README", form) for form in re.findall(r"^\| `(.+?)` \|", text, re.M)]
    assert {one.check for one in shown} == {check for _, check in FORMS}


def test_times_go_on_past_midnight() -> None:
    made = script("== 23:50 Late", "== 00:05 Later")
    first, late, later = made.phases()
    assert late.at - first.at == timedelta(hours=21, minutes=40)
    assert later.at - late.at == timedelta(minutes=15)
    assert (first.ends, later.ends) == (late.at, None)
