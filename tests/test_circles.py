"""Circles: who may see what."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.agencies import Grant
from schemas.circles import RESERVED, Audience, NewSlug, TypedSlug, audience, meets
from schemas.grants import view_of

AUDIENCE: TypeAdapter[tuple[str, ...]] = TypeAdapter(Audience)


def test_a_partner_is_in_partners_public_its_agency_and_itself() -> None:
    view = view_of("maya", "fire", [Grant.REPRESENTATIVE])
    assert view == {"partners", "public", "fire", "~maya"}


def test_a_contributor_sees_what_is_public_and_what_is_theirs() -> None:
    assert view_of("joe", "volunteers", [Grant.CONTRIBUTOR]) == {"public", "~joe"}


def test_an_administrator_reads_nothing_that_is_for_one_agency_alone() -> None:
    view = view_of("root", "city", [Grant.ADMIN])
    assert "admins" in view
    assert not meets(("city",), view)


def test_an_audience_is_never_empty_sorted_and_names_each_circle_once() -> None:
    assert AUDIENCE.validate_python(("fire", "pd")) == ("fire", "pd")
    for wrong in ((), ("pd", "fire"), ("pd", "pd"), ("Fire",), ("~",)):
        with pytest.raises(ValidationError):
            AUDIENCE.validate_python(wrong)
    assert audience(["pd", "fire", "pd"]) == ("fire", "pd")


def test_slugs_match_in_any_case_and_reserved_words_are_not_given() -> None:
    assert TypeAdapter(TypedSlug).validate_python("FIRE") == "fire"
    for word in RESERVED:
        with pytest.raises(ValidationError):
            TypeAdapter(NewSlug).validate_python(word)
