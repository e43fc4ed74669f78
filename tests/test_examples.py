"""Every phrase has an example, and it works as it is written."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from schemas.base import Refusal
from schemas.nouns import COMMANDS
from schemas.phrase import Misread, render
from schemas.text import clean_line
from tests.house import House
from tests.scene import CASES, EVIL, SAID, decided, evil, example, scene


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The scene the examples are said in."""
    made = scene(tmp_path_factory.mktemp("scene"))
    yield made
    made.hub.close()


@pytest.mark.parametrize("kind", COMMANDS)
def test_every_example_reads_as_its_command_and_is_said_back_alike(room: House, kind: str) -> None:
    said = example(room, COMMANDS[kind])
    again = room.said("kim", render(said))
    assert not isinstance(again, Misread), again
    assert again[0].command == said


@pytest.mark.parametrize("kind", SAID)
def test_every_example_is_accepted_in_the_scene(room: House, kind: str) -> None:
    answer = decided(room, example(room, SAID[kind]))
    assert not isinstance(answer, Refusal), f"{SAID[kind].example}: {answer.because}"


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_hostile_text_in_any_field_of_any_phrase_is_in_the_log_as_the_first_wall_makes_it(
    room: House, kind: str, name: str
) -> None:
    """On the wire as typed, in the log as ``schemas.text`` makes it, and no other way."""
    answer = decided(room, evil(example(room, SAID[kind]), name))
    assert not isinstance(answer, Refusal), answer.because
    kept = "".join(answer)
    assert json.dumps(clean_line(EVIL))[1:-1] in kept
    assert kept.isascii()
    assert kept.isprintable()
