"""Entry and chain: what is kept, hashed and sent, and what a view gets of it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.entry import Entry, Leaf, Unreadable, canonical, first_link, link, root_of, strict

BODIES = ['{"at":"now"}', '{"kind":"a"}', '{"kind":"b"}']
SALTS = [bytes([n]) * 16 for n in range(3)]
ENTRY = Entry.seal(7, BODIES, SALTS)


def test_a_view_that_sees_a_part_keeps_the_chain_whole() -> None:
    part = ENTRY.shown([True, False])
    assert [leaf.withheld for leaf in part.leaves] == [False, False, True]
    assert root_of(part.leaves) == ENTRY.root
    assert Entry.read(strict(part.sent)) == part
    assert "b" not in part.leaves[2].body


def test_a_view_that_sees_nothing_gets_the_number_and_the_root_and_nothing_more() -> None:
    stub = ENTRY.shown([False, False])
    assert stub.is_stub
    assert set(json.loads(stub.sent)) == {"seq", "root"}
    before = first_link(b"epoch")
    assert link(before, 7, stub.root) == link(before, 7, ENTRY.root)


def test_the_same_words_under_another_salt_have_another_hash() -> None:
    assert Leaf.of(SALTS[0], BODIES[1]).hash != Leaf.of(SALTS[1], BODIES[1]).hash


def test_a_changed_body_a_swapped_leaf_and_a_changed_number_are_another_digest() -> None:
    before = bytes(32)
    kept = link(before, 7, ENTRY.root)
    forged = Entry.seal(7, [BODIES[0], BODIES[2], BODIES[1]], SALTS)
    assert link(before, 7, forged.root) != kept
    assert link(before, 8, ENTRY.root) != kept
    assert link(bytes([1]) * 32, 7, ENTRY.root) != kept


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"seq": 0, "root": "00" * 32},
        {"seq": True, "root": "00" * 32},
        {"seq": 1, "root": "00" * 31},
        {"seq": 1, "root": "ZZ" * 32},
        {"seq": 1, "root": "00" * 32, "more": 1},
        {"seq": 1, "leaves": []},
        {"seq": 1, "leaves": [{"hash": "00" * 32}]},
        {"seq": 1, "leaves": [{"salt": "00" * 16, "body": "é"}]},
        {"seq": 1, "leaves": "x"},
        {"seq": 1, "leaves": [[]]},
        [],
        None,
    ],
)
def test_what_is_not_an_entry_is_said_so(sent: object) -> None:
    with pytest.raises(Unreadable):
        Entry.read(sent)


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":2}',
        '{"a":{"b":1,"b":2}}',
        "NaN",
        "[Infinity]",
        "1.5",
        "1e3",
        "[" * 100_000,
        "{",
        "",
        "1" * 5_000,
    ],
)
def test_json_that_two_readers_would_read_differently_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        strict(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
def test_one_value_is_one_string_and_comes_back(value: object) -> None:
    text = canonical(value)
    assert text.isascii()
    assert strict(text) == value
    assert canonical(strict(text)) == text


@given(
    st.lists(st.text(st.characters(codec="ascii")), min_size=2, max_size=5),
    st.lists(st.booleans(), min_size=4, max_size=4),
)
def test_an_entry_as_sent_is_canonical_whatever_it_says_and_shows(
    bodies: list[str], seen: list[bool]
) -> None:
    entry = Entry.seal(7, bodies, [bytes([n]) * 16 for n in range(len(bodies))])
    for shown in (entry, entry.shown(seen[: len(bodies) - 1]), entry.shown([False])):
        assert shown.sent == canonical(strict(shown.sent))
        again = Entry.read(strict(shown.sent))
        assert again == shown
        assert again.sent == shown.sent
