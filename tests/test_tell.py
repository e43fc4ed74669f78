"""What happened, in sentences for people, and boards as plain tables."""

from datetime import UTC, datetime

from console import tell
from console.sentences import SENTENCES
from console.tables import NAMES, table
from schemas.agencies import Grant
from schemas.base import By, Header
from schemas.board import SHELVES
from schemas.journal import LineLogged, Mark, Sort
from schemas.nouns import EVENTS
from schemas.phrase.usage import HOLE
from schemas.phrase.words import cells
from schemas.roles import How, PositionDescribed, PositionHeld
from tests.hub_end import HubEnd, Times
from tests.pipes import console


def test_every_fact_has_a_sentence_made_of_its_own_fields() -> None:
    assert set(SENTENCES) == set(EVENTS)
    for kind, template in SENTENCES.items():
        known = {*EVENTS[kind].model_fields, "by"}
        assert set(HOLE.findall(template)) <= known, kind


def test_a_post_that_is_described_anew_is_told_by_what_was_said_of_it() -> None:
    header = Header(seq=1, at=datetime.now(UTC), by=By(person="maya", agency="fire"), ref="r")
    for said, words in (
        ({"reports_to": "INC-1/IC.fire"}, "reports to INC-1/IC.fire"),
        ({"phone": "555", "deputies": ("lee", "ana")}, "has the phone 555 and has the deputies "),
        ({"title": "Scribe", "reports_to": "INC-1/IC"}, "is Scribe and reports to INC-1/IC"),
    ):
        event = PositionDescribed(id="INC-1/PSC", **said)
        assert tell.sentence(header, event).startswith(f"INC-1/PSC {words}")


def test_a_line_says_who_what_and_when_it_happened() -> None:
    hub = HubEnd(Times())
    at = datetime(2026, 11, 22, 11, 40, tzinfo=UTC)
    by = By(person="maya", agency="fire", position="EOC/LSC")
    line = LineLogged(id="#2", text="Bridge closed", said_by="E12")
    row = hub.enter(by, "r", [line], at)
    told = "#2 12:00Z (happened 11:40Z) maya of fire as EOC/LSC: Bridge closed (from E12)"
    assert tell.line(row.entry) == told


def test_what_a_rule_noted_beside_the_facts_is_not_said_twice() -> None:
    hub = HubEnd(Times())
    by = By(person="maya", agency="fire")
    note = LineLogged(id="#2", text="maya holds EOC/DIR", sort=Sort.EVENT, mark=Mark.MAJOR)
    holds = PositionHeld(id="EOC/DIR", person="maya", agency="fire", how=How.TAKEN)
    said = "maya of fire holds EOC/DIR, taken"
    assert tell.line(hub.enter(by, "r", [holds, note]).entry) == f"#2 12:00Z {said}"
    alone = tell.line(hub.enter(by, "s", [note.but(id="#3")]).entry)
    assert "maya holds EOC/DIR" in alone
    urgent = note.model_copy(update={"id": "#4", "mark": Mark.URGENT})
    assert "(urgent)" in tell.line(hub.enter(by, "t", [holds, urgent]).entry)


def test_a_fact_of_a_newer_release_is_a_line_too() -> None:
    line = LineLogged(id="#1", text="x").model_copy(update={"kind": "sung"})
    header = Header(seq=1, at=datetime.now(UTC), by=By(person="a", agency="b"), ref="r")
    assert "does not know" in tell.sentence(header, line)


def test_every_board_is_a_shelf_and_none_is_wider_than_the_terminal() -> None:
    times = Times()
    hub = HubEnd(times)
    pipe = console(hub, hub.joins("maya", "fire", Grant.COORDINATOR))
    pipe.connect()
    pipe.settle()
    for line in ("add E12 kind=engine", "open fire in=" + "長" * 30 + " " + "Öst " * 18):
        pipe.say(line)
    pipe.say("log " + "very long " * 30)
    pipe.settle()
    for name, shelf in NAMES.items():
        assert shelf in SHELVES
        records = list(pipe.room.board.on(shelf).values())
        lines = list(table(name, records, 80))
        assert len(lines) == (len(records) + 1 if records else 1)
        assert all(cells(line) <= 80 for line in lines)
