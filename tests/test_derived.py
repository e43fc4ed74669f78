"""What programs are told of a record beside its fields: what it derives from them."""

from __future__ import annotations

import json

import pytest

from schemas.base import Record
from schemas.board import SHELVES, as_data
from schemas.entry import canonical
from tests.house import House


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
