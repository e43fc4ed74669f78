"""What is told of a record: to programs beside its fields, and to people in their words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from console.boards import details
from console.boards.base import Look
from schemas.base import Record
from schemas.board import SHELVES, as_data
from schemas.entry import canonical
from tests.house import ZONE, House
from tests.insight import said
from tests.scene import scene


@pytest.mark.parametrize("kind", SHELVES.values(), ids=lambda kind: kind.__name__)
def test_what_is_derived_is_no_field_and_there_is_such_a_thing(kind: type[Record]) -> None:
    assert not set(kind.derived) & set(kind.model_fields)
    assert all(isinstance(getattr(kind, name), property) for name in kind.derived)


def test_programs_read_what_a_record_derives_beside_its_fields(oak_st: House) -> None:
    oak_st.does("maya", "add E12 kind=engine")
    oak_st.does("maya", "status E12 onscene INC-1")
    unit = json.loads(canonical(as_data(oak_st.unit("fire.E12"))))
    assert (unit["id"], unit["job"], unit["free"]) == ("fire.E12", "INC-1", False)
    incident = json.loads(canonical(as_data(oak_st.board.incidents["INC-1"])))
    assert incident["command"] == ["fire"]


def test_no_record_says_anything_in_the_words_of_a_program(tmp_path: Path) -> None:
    house = scene(tmp_path)
    house.does("sam", "amend R-2 5")
    house.does("maya", "status E14 mechanical Gearbox")
    house.does("maya", "forward R-1 to=state due=1h")
    board = Look(house.board, house.time.now, ZONE, me="kim")
    for shelf in SHELVES:
        for id in board.board.on(shelf):
            shown = " ".join(said(details.rows(board, (shelf, id), 79)))
            assert not re.search(r"=['\"]|\bNone\b|datetime|\bTrue\b|<\w+\.", shown), id
    house.hub.close()
