"""Options are found by whoever does not know them: what is nearly one is told from what is none."""

from __future__ import annotations

import pytest

from tests.phrases import CONTEXT, GRAMMAR, misread, said


@pytest.mark.parametrize(
    ("line", "at", "because"),
    [
        ("s M21 out eta 18:00", "eta 18:00", "Write eta=18:00, in one word."),
        ('invite Pat fire phone "5 5"', 'phone "5 5"', 'Write phone="5 5", in one word.'),
        (
            "s M21 out eta soon",
            "eta",
            "eta is written eta=, and what it is right behind: 0210, 3:10, 20m or +2h.",
        ),
        ("log at= x", "at=", "Say the time it happened right after at=: 0210, 3:10 or -20m."),
    ],
)
def test_an_option_not_written_as_one_is_said_as_it_should_be(
    line: str, at: str, because: str
) -> None:
    wrong = misread(line)
    assert (line[wrong.start : wrong.end], wrong.sentence()) == (at, because)


def test_a_word_that_fits_is_itself_though_an_option_is_called_so() -> None:
    assert said("invite phone fire").text == "invite phone fire"
    assert said("log via radio we heard it").command.kind == "log"


@pytest.mark.parametrize(
    ("line", "wants"),
    [
        ("log at=", "at= time it happened: 0210, 3:10 or -20m"),
        ("s M21 out eta=1", "eta= eta: 0210, 3:10, 20m or +2h"),
        ("log via=", "via= via: radio, phone or in-person"),
        ("open fire in=", 'in= place: one word, or "several in quotes"'),
        ("open fire lead=", "lead= lead"),
        ("log at=0210 at=", ""),
        ("log ", ""),
    ],
)
def test_behind_an_option_one_is_told_what_stands_there_and_how_it_is_written(
    line: str, wants: str
) -> None:
    assert GRAMMAR.complete(line, CONTEXT).wants == wants
