"""What one may do with a request, and what is said back before it is done."""

from __future__ import annotations

from console.boards import details
from schemas.base import Header, Refusal
from schemas.phrase import Context, echo
from schemas.requests import Need, Priority
from server.hats import wear
from server.rules import Actor, Room, decide
from tests.house import ZONE, House
from tests.insight import said, seen


def record(house: House, person: str = "kim") -> list[str]:
    """The record of the first request as it is read."""
    return said(details.rows(seen(house, person), ("requests", "R-1"), 78))


# -- what one may do -----------------------------------------------------------------------------


def may(house: House, person: str) -> list[str]:
    """The phrases that the record begins for somebody."""
    rows = details.rows(seen(house, person), ("requests", "R-1"), 78)
    return [row.id[1:] for row in rows if row.id.startswith(":")]


def test_the_record_begins_the_phrases_of_who_asked_who_decides_and_who_has_it(
    flood: House,
) -> None:
    flood.does("rosa", "need 2 ambulance in=INC-1")
    assert may(flood, "rosa") == ["amend R-1 ", "cancel R-1 "]
    assert may(flood, "lee") == ["approve R-1", "return R-1 ", "deny R-1 ", "offer R-1 2 "]
    assert may(flood, "pia") == []
    flood.does("lee", "return R-1 Which door?")
    assert "amend R-1 answers: Which door?" in " ".join(record(flood, "rosa"))
    assert "approve R-1" not in may(flood, "lee")
    flood.does("rosa", "amend R-1 The east door")
    flood.does("lee", "approve R-1")
    assert may(flood, "lee") == ["commit R-1 M21,M22", "forward R-1 to="]
    flood.does("maya", "commit R-1 M21,M22")
    assert may(flood, "rosa") == ["receive R-1 2", "cancel R-1 "]
    flood.does("rosa", "receive R-1 2")
    assert may(flood, "rosa") == [], "it is over"


def test_each_phrase_that_a_record_begins_is_one_that_the_hub_takes(flood: House) -> None:
    flood.does("rosa", "need 2 ambulance lifesaving in=INC-1")
    more = {"amend": "The east door", "cancel": "Found", "return": "Why?", "deny": "None"}
    for person in ("rosa", "lee", "maya"):
        for phrase in may(flood, person):
            whole = f"{phrase}{more.get(phrase.partition(' ')[0], '')}"
            whole += "county" if phrase.endswith("to=") else ""
            (said_,) = flood.said(person, whole)
            room = Room(flood.board.copy())
            actor = wear(flood.actor(person), None, said_.command, room)
            assert isinstance(actor, Actor)
            header = Header(seq=flood.board.seq + 1, at=flood.time(), by=actor.by, ref="r")
            answer = decide(said_.command, room, actor, header)
            assert not isinstance(answer, Refusal), (person, whole, answer)


def test_a_line_that_tells_of_a_request_is_refused_with_the_phrase_that_changes_it(
    flood: House,
) -> None:
    made = flood.does("rosa", "need 60 cot in=INC-1")
    refused = flood.ask("rosa", f"correct #{made.seq} 80 cots")
    assert refused.because == (
        f"#{made.seq} tells what was done; amend R-1 60, say, changes what is asked, "
        "cancel R-1 ends it."
    )
    for word, verb in (("withdraw", "cancel"), ("change", "amend"), ("edit", "amend")):
        misread = flood.ask("rosa", f"{word} R-1 quantity=80").misread
        assert misread is not None
        assert verb in misread.nearest


# -- what is said before Enter -------------------------------------------------------------------


def echoed(house: House, person: str, phrase: str) -> str:
    """What the command line says back."""
    (said_,) = house.said(person, phrase)
    return echo(said_.command, Context(house.board.shelves(), house.time.now, ZONE))


def test_the_echo_of_a_request_says_its_priority_and_parts_its_fields(flood: House) -> None:
    assert echoed(flood, "sam", "need 2 cot in=INC-1 to=Lincoln School") == (
        "request 2 cot, normal, to “Lincoln”, for INC-1, note “School”"
    )


def test_an_ask_of_an_earlier_console_that_names_no_priority_is_a_normal_one() -> None:
    kept = '{"kind":"need","quantity":2,"resource_kind":"cot","priority":null,"room":"INC-1"}'
    assert Need.model_validate_json(kept).priority is Priority.NORMAL


def test_what_is_asked_anew_is_said_beside_what_it_was_and_who_decides(flood: House) -> None:
    flood.does("rosa", "need 60 cot in=INC-1 to=GYM")
    assert echoed(flood, "rosa", "amend R-1 80") == (
        "ask R-1 anew, 80 of it instead of 60 cot, to GYM; decided anew by INC-1/LSC"
    )


def test_what_is_needed_now_is_asked_for_and_who_is_in_no_room_is_asked_for_which_incident(
    flood: House,
) -> None:
    flood.does("sam", "need 1 ambulance lifesaving in=INC-1 due=now")
    misread = flood.ask("sam", "need 1 ambulance lifesaving").misread
    assert misread is not None
    assert misread.because.startswith("Say for which incident, as in in=INC-1,")


def test_a_text_that_begins_with_what_may_be_meant_as_a_priority_says_so(flood: House) -> None:
    misread = flood.ask("sam", "need 2 generator important in=INC-1").misread
    assert misread is not None
    assert misread.because == (
        "in= stands after the text and is read as words: put it before “important”, "
        "which is no priority: lifesaving, sustaining, high or normal."
    )
