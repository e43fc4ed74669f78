"""What a start leaves alone: building every shape takes as long as the rest of a start together."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from console import asks, home, local
from schemas import wire
from schemas.base import Schema
from schemas.nouns import NOUNS, Unknown, read_event
from tests.madeup import Story

ROOT = Path(__file__).parent.parent
SAYS = "\nimport json\nprint(json.dumps({answer}))"


def fresh(program: str, answer: str) -> Any:
    """What a new interpreter answers after this program."""
    done = subprocess.run(
        [sys.executable, "-c", program + SAYS.format(answer=answer)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


BUILT = "sorted(kind for kind, shape in {names}.items() if shape.__pydantic_complete__)"


def _shapes(base: type[Schema]) -> list[type[Schema]]:
    return [base, *(shape for each in base.__subclasses__() for shape in _shapes(each))]


def test_no_shape_has_annotations_to_be_read_from_text() -> None:
    modules = {module.__name__ for module in (*NOUNS, asks, home, local, wire)}
    modules.add(Schema.__module__)
    ours = [shape for shape in _shapes(Schema) if shape.__module__ in modules]
    assert len(ours) > 100
    for shape in ours:
        for name, said in vars(shape).get("__annotations__", {}).items():
            assert not isinstance(said, str), f"{shape.__name__}.{name}"


def test_reading_a_fact_builds_its_kind_and_no_other() -> None:
    body = Story(1).told[0].entry.leaves[1].body
    program = f"from schemas import nouns\nnouns.read_event({body!r})"
    assert fresh(program, BUILT.format(names="nouns.EVENTS")) == ["log_opened"]


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "7", "null", '{"id":"1"}', '{"id":"1","kind":7}', '{"kind":["x"]}']
)
def test_a_body_that_is_no_fact_is_refused(body: str) -> None:
    with pytest.raises(ValidationError):
        read_event(body)


def test_a_known_kind_that_does_not_fit_is_refused_and_never_taken_for_a_newer_one() -> None:
    with pytest.raises(ValidationError):
        read_event('{"id":"log","kind":"log_opened"}')


def test_a_kind_of_a_newer_release_keeps_what_it_came_with() -> None:
    read = read_event('{"audience":["fire"],"depth":{"m":3},"id":"S-1","kind":"sandbagged"}')
    assert isinstance(read, Unknown)
    assert read.model_dump(mode="json") == {
        "audience": ["fire"],
        "depth": {"m": 3},
        "id": "S-1",
        "kind": "sandbagged",
    }
