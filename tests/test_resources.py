"""Resources, as a coordinator would say them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.boards import details, resources
from console.boards.base import Look
from console.widgets.columns import text_of
from schemas.agencies import Grant
from schemas.base import By, Header
from schemas.nouns import read_event
from schemas.phrase import Context, Misread
from schemas.resources import (
    CheckIn,
    Resource,
    ResourceAdded,
    ResourceReported,
    State,
    Status,
)
from tests.house import GRAMMAR, NOON, ZONE, House
from tests.insight import seen


@pytest.fixture
def ready(house: House) -> House:
    """Fire has E12 and T3, police P7; INC-1 is led by fire, INC-2 by police."""
    house.does("maya", "add E12 kind=engine people=4; add T3 kind=truck; open fire Oak St")
    house.does("sam", "add P7 kind=patrol; open crash I-95")
    return house


def test_a_unit_is_sent_to_a_job_once_and_again_only_for_another_assignment(ready: House) -> None:
    ready.does("maya", "assign E12 INC-1 DIV-A")
    answer = ready.ask("maya", "assign E12,T3 INC-1 DIV-A")
    assert answer.code == "already-there"
    assert answer.because == "E12 is on INC-1 already (assigned since 16:00Z)."
    assert ready.unit("fire.T3").job is None, "all of them or none"
    ready.does("maya", "s E12 onscene INC-1; s E12 onscene INC-1")
    ready.does("maya", "assign E12 INC-1 DIV-B")
    assert ready.unit("fire.E12").assignment == "DIV-B"


def test_before_check_in_only_the_owners_people_send_a_unit(ready: House) -> None:
    answer = ready.ask("sam", "assign E12 INC-2")
    assert answer.code == "not-yours"
    assert "FIRE" in answer.because
    assert answer.refusal is not None
    assert answer.refusal.ask == "fire"
    ready.does("maya", "assign E12 INC-1 DIV-A")
    unit = ready.unit("fire.E12")
    assert (unit.state, unit.job, unit.assignment) == (State.ASSIGNED, "INC-1", "DIV-A")


def test_a_refusal_about_somebody_elses_unit_is_kept_for_ones_own_agency(ready: House) -> None:
    answer = ready.ask("sam", "assign E12 INC-2")
    assert answer.seq is not None
    line = ready.line(answer.seq)
    assert line.audience == ("pd", "reviewers")
    assert "assign" in line.text
    assert "refused" in line.text
    mirror = ready.mirrors["maya"].board
    assert f"#{answer.seq}" not in mirror.lines
    assert f"#{answer.seq}" in ready.mirrors["sam"].board.lines


def test_after_check_in_the_incident_sends_it_and_the_owner_may_recall_it(ready: House) -> None:
    ready.does("sam", "checkin P7 INC-1 in=STAGING people=2")
    unit = ready.unit("pd.P7")
    assert (unit.under, unit.state, unit.place, unit.personnel) == (
        "INC-1",
        State.AVAILABLE,
        "STAGING",
        2,
    )
    answer = ready.ask("sam", "assign P7 INC-1")
    assert answer.code == "not-yours"
    assert "recall" in answer.because
    ready.does("maya", "assign P7 INC-1 DIV-B")
    recall = ready.does("sam", "release P7")
    unit = ready.unit("pd.P7")
    assert (unit.under, unit.state, unit.recalled, unit.jobs) == (None, State.IN_SERVICE, True, ())
    assert ready.line(recall.seq).text == "PD recalls P7 from INC-1"


def test_a_unit_nobody_knew_is_made_and_checked_in_at_once_by_any_agency(ready: House) -> None:
    ready.agency("county", "County Fire")
    ready.person("cora", "county")
    answer = ready.does("cora", "checkin E99,T98 INC-1 kind=engine people=4")
    unit = ready.unit("county.E99")
    assert (unit.owner, unit.resource_kind, unit.personnel) == ("county", "engine", 4)
    assert (unit.under, unit.state, unit.self_deployed) == ("INC-1", State.AVAILABLE, True)
    assert ready.line(answer.seq).text == "E99, T98 came to INC-1 self-deployed, without an order"
    ready.does("maya", "assign E99 INC-1 DIV-A")
    assert ready.unit("county.E99").self_deployed, "an order later does not change how it came"
    ready.does("maya", "release E99")
    assert not ready.unit("county.E99").self_deployed


def test_a_unit_nobody_knew_is_asked_what_it_is(ready: House) -> None:
    misread = ready.ask("sam", "checkin E13 INC-1 people=2").misread
    assert misread
    assert misread.because == "Nothing is called E13; kind= makes it a new one."
    assert misread.nearest == ("E12",), "most likely it was mistyped"
    command = CheckIn(resources=("P99",), incident="INC-1")
    refused = ready.submit(ready.actor("sam"), command)
    assert refused.code == "unknown-id"
    assert "checkin P99 INC-1 kind=engine people=4" in refused.because
    assert "pd.P99" not in ready.board.resources


def test_nobody_makes_a_unit_of_another_agency_by_checking_it_in(ready: House) -> None:
    refused = ready.ask("sam", "checkin fire.E99 INC-1 kind=engine")
    assert refused.because == "Nothing you can see is called fire.E99."
    assert "fire.E99" not in ready.board.resources


def test_what_came_on_an_order_is_not_self_deployed(ready: House) -> None:
    ready.does("sam", "checkin P7 INC-1 order=R-9")
    assert not ready.unit("pd.P7").self_deployed
    ready.does("sam", "checkin P8 INC-1 kind=patrol order=R-9")
    assert not ready.unit("pd.P8").self_deployed


def test_a_known_unit_that_nobody_sent_is_self_deployed_and_one_that_was_sent_is_not(
    ready: House,
) -> None:
    ready.does("maya", "assign E12 INC-1")
    ready.does("maya", "s E12 available; checkin E12,T3 INC-1")
    assert not ready.unit("fire.E12").self_deployed, "it was assigned to it before"
    assert ready.unit("fire.T3").self_deployed
    ready.does("sam", "s P7 enroute INC-1")
    ready.does("maya", "checkin P7 INC-1")
    assert not ready.unit("pd.P7").self_deployed, "the incident itself took it in"
    ready.does("maya", "release E12,P7")
    ready.does("maya", "checkin E12 INC-1")
    assert ready.unit("fire.E12").self_deployed, "it came back, and nobody had sent it again"


def test_a_unit_that_dispatch_sent_to_a_call_of_the_incident_is_not_self_deployed(
    ready: House,
) -> None:
    ready.person("cad", "pd", Grant.FEED)
    ready.does("cad", "cad 26001 dispatched unit=P7 type=fire")
    ready.does("sam", "attach C-1 INC-2")
    ready.does("sam", "checkin P7 INC-2")
    assert not ready.unit("pd.P7").self_deployed


def test_checking_in_again_keeps_how_it_came(ready: House) -> None:
    ready.does("sam", "checkin P7 INC-1; checkin P7 INC-1 in=STAGING")
    assert ready.unit("pd.P7").self_deployed
    ready.does("sam", "checkin P7 INC-1 order=R-9")
    assert not ready.unit("pd.P7").self_deployed, "it has its order now"


def test_the_board_and_the_record_say_that_a_unit_is_self_deployed(ready: House) -> None:
    ready.does("sam", "checkin P7 INC-1 in=STAGING")
    look = Look(ready.board, ready.time.now, ZONE)
    cells = [text_of(c) for row in resources.rows(look) for c in row.cells if row.id == "pd.P7"]
    assert "self-deployed, STAGING" in cells
    told = [text_of(row.cells[-1]) for row in details.rows(look, ("resources", "pd.P7"), 60)]
    assert "self-deployed, without an order" in told
    ready.does("maya", "assign P7 INC-1 DIV-A")
    look = Look(ready.board, ready.time.now, ZONE)
    cells = [text_of(c) for row in resources.rows(look) for c in row.cells if row.id == "pd.P7"]
    assert "INC-1 DIV-A self-deployed Oak St" in cells


def test_a_release_by_the_incident_is_no_recall(ready: House) -> None:
    ready.does("sam", "checkin P7 INC-1")
    ready.does("maya", "release P7")
    assert ready.unit("pd.P7").recalled is False


def test_an_eoc_coordinator_orders_no_field_tactics(ready: House) -> None:
    answer = ready.ask("kim", "assign E12 INC-1")
    assert answer.code == "not-yours"
    assert "FIRE" in answer.because


def test_a_unit_counts_once(ready: House) -> None:
    ready.does("maya", "checkin E12 INC-1")
    assert ready.ask("maya", "checkin E12 INC-2").code == "checked-in-elsewhere"
    assert ready.ask("maya", "assign E12 INC-2").code == "checked-in-elsewhere"


def test_a_busy_unit_and_one_out_of_service_are_refused_with_the_reason(ready: House) -> None:
    ready.does("maya", "assign E12 INC-1")
    answer = ready.ask("maya", "assign E12 INC-2")
    assert answer.code == "already-on"
    assert "INC-1" in answer.because
    ready.does("maya", "s T3 mechanical etr=+2h")
    answer = ready.ask("maya", "assign T3 INC-1")
    assert answer.code == "out-of-service"
    assert "mechanical" in answer.because


def test_all_units_of_one_order_go_or_none(ready: House) -> None:
    ready.does("maya", "s T3 rest")
    assert ready.ask("maya", "assign E12,T3 INC-1").code == "out-of-service"
    assert ready.unit("fire.E12").jobs == ()


def test_a_report_is_never_refused_for_state_and_anybody_may_relay_it(ready: House) -> None:
    for status in Status:
        ready.does("sam", f"s E12 {status}")
        assert ready.unit("fire.E12").status is status


def test_two_jobs_for_one_unit_are_a_conflict_naming_both_until_somebody_resolves_it(
    ready: House,
) -> None:
    ready.does("maya", "assign E12 INC-1")
    ready.does("sam", "s E12 onscene INC-2")
    unit = ready.unit("fire.E12")
    assert unit.conflict == ("INC-2", "INC-1")
    assert ready.ask("maya", "resolve T3 INC-1").code == "no-conflict"
    ready.does("maya", "resolve E12 INC-2")
    unit = ready.unit("fire.E12")
    assert (unit.conflict, unit.jobs, unit.status) == ((), ("INC-2",), Status.ONSCENE)


def test_a_report_that_makes_both_agree_ends_the_conflict(ready: House) -> None:
    ready.does("maya", "assign E12 INC-1")
    ready.does("sam", "s E12 onscene INC-2")
    ready.does("sam", "s E12 available INC-2")  # it left the second; the first still claims it
    assert ready.unit("fire.E12").conflict == ("INC-1",)
    ready.does("maya", "s E12 onscene INC-1")
    assert ready.unit("fire.E12").conflict == ()


def test_a_late_report_is_kept_in_the_history_and_does_not_move_the_board(ready: House) -> None:
    ready.time.pass_(hours=1)
    ready.does("maya", "s E12 onscene INC-1")
    ready.does("maya", "s E12 enroute INC-1 at=-20m")
    unit = ready.unit("fire.E12")
    assert unit.status is Status.ONSCENE
    assert [step.status for step in unit.history] == [Status.ENROUTE, Status.ONSCENE]


def test_a_closed_incident_takes_no_units(ready: House) -> None:
    ready.does("maya", "close INC-1 out")
    assert ready.ask("maya", "assign E12 INC-1").code == "closed"
    assert ready.ask("maya", "checkin E12 INC-1").code == "closed"


def test_a_call_sign_is_given_once_in_an_agency_and_may_stand_in_two(ready: House) -> None:
    assert ready.ask("maya", "add e12").code == "taken"
    ready.does("sam", "add E12 kind=patrol")
    misread = ready.ask("maya", "s E12 onscene").misread
    assert misread is not None
    assert "fire.E12" in misread.sentence()
    assert "pd.E12" in misread.sentence()
    ready.does("maya", "s fire.e12 onscene")


STEPS = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.sampled_from(list(Status)),
        st.sampled_from([None, "C-1", "C-2", "INC-1"]),
    ),
    min_size=1,
    max_size=18,
)


def _folded(steps: list[tuple[int, int, Status, str | None]]) -> Resource:
    by = By(person="maya", agency="fire")
    added = ResourceAdded(id="fire.E1", call_sign="E1", owner="fire", resource_kind="engine")
    unit = added.onto(None, Header(seq=1, at=NOON, by=by, ref="a"))
    for seq, minute, status, job in steps:
        header = Header(
            seq=seq, at=NOON, occurred_at=NOON + timedelta(minutes=minute), by=by, ref="a"
        )
        after = ResourceReported(id="fire.E1", status=status, job=job).onto(unit, header)
        assert after is not None
        unit = after
    return unit


@given(STEPS, st.randoms(use_true_random=False))
def test_in_whatever_order_reports_arrive_the_board_is_the_same(
    steps: list[tuple[int, Status, str | None]], random: object
) -> None:
    numbered = [(n, *step) for n, step in enumerate(steps, 2)]
    shuffled = list(numbered)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, two = _folded(numbered), _folded(shuffled)
    assert (one.status, one.jobs, one.state, one.history) == (
        two.status,
        two.jobs,
        two.state,
        two.history,
    )
    last = max(numbered, key=lambda step: (step[1], step[0]))
    assert one.status is last[2]


def test_releasing_more_than_one_entry_holds_is_refused_in_words_and_nothing_is_lost(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.person("cad", "fire", Grant.FEED, speaks_for=("fire",))
    monkeypatch.setattr("server.hub.LEAVES_MAX", 64)
    units = [f"E{n}" for n in range(1, 33)]
    for number, unit in enumerate(units):
        house.does("cad", f"cad {number} dispatched unit={unit} kind=engine")
    before = house.board.copy()
    answer = house.ask("maya", f"release {','.join(units)}")
    assert answer.code == "too-long"
    assert "name fewer" in answer.because
    assert house.board == before
    house.does("maya", f"release {','.join(units[:16])}; release {','.join(units[16:])}")
    assert {unit.job for unit in house.board.resources.values()} == {None}


def test_a_type_is_a_word_and_logs_that_hold_the_numbers_of_nims_still_fold(house: House) -> None:
    house.does("maya", "add M21 kind=ambulance type=ALS; add E12 kind=engine type=1")
    assert house.unit("fire.M21").name == "ambulance ALS in service"
    assert house.unit("fire.E12").resource_type == "1"
    kept = read_event(
        '{"audience":["partners"],"call_sign":"E1","id":"fire.E1","kind":"resource_added",'
        '"owner":"fire","personnel":null,"resource_kind":"engine","resource_type":3}'
    )
    header = Header(seq=9, at=house.time(), by=By(person="maya", agency="fire"), ref="r")
    unit = kept.onto(None, header)
    assert isinstance(unit, Resource)
    assert unit.resource_type == "3"


def test_kinds_and_types_that_are_on_the_board_are_offered(house: House) -> None:
    house.does("maya", "add M21 kind=ambulance type=ALS; add M22 kind=Ambulance type=BLS")
    house.does("maya", "open fire Oak St")
    house.does("maya", 'need 2 "water tender" in=INC-1')
    context = Context(house.board.shelves(), house.time.now, ZONE, room="INC-1")

    def offered(line: str) -> list[str]:
        return GRAMMAR.complete(line, context).texts

    assert offered("need 2 ")[:2] == ["ambulance", '"water tender"']
    assert offered("need 2 ambulance type=") == ["type=ALS", "type=BLS"]
    assert offered("add E1 kind=w") == ['kind="water tender"']


def test_why_a_unit_is_out_is_said_with_it_and_stands_on_the_board_and_in_its_record(
    ready: House,
) -> None:
    ready.does("maya", "assign E12 INC-1")
    out = ready.does("maya", "status E12 mechanical etr=+2h Gearbox, tow at 0200").seq
    board = Look(ready.board, ready.time.now, ZONE)
    (row,) = (row for row in resources.rows(board) if row.id == "fire.E12")
    assert "Gearbox, tow at 0200" in text_of(row.cells[6])
    said = [" ".join(map(text_of, r.cells)) for r in details.rows(board, ("resources", row.id), 79)]
    assert "status mechanical (out of service): Gearbox, tow at 0200" in said
    assert any(f"mechanical: Gearbox, tow at 0200  #{out} by maya" in each for each in said)
    ready.does("maya", "status E12 in-service")
    assert ready.unit("fire.E12").note is None, "it was said of then"
    ready.does("maya", "status E12 onscene INC-1; status T3 onscene INC-1")
    assert ready.unit("fire.T3").job == "INC-1", "a semicolon still ends a report without a reason"


def test_the_record_of_ones_unit_begins_what_is_said_of_it_next(house: House) -> None:
    house.does("maya", "open fire lead=fire Oak St")
    house.does("maya", "add E12 kind=engine")
    assert begun(house, "maya", "fire.E12") == [":status E12 out "]
    house.does("maya", "assign E12 INC-1")
    way = [":status E12 enroute", ":status E12 onscene", ":status E12 out "]
    assert begun(house, "maya", "fire.E12") == way
    house.does("maya", "status E12 onscene")
    assert begun(house, "maya", "fire.E12") == [":status E12 out "]
    house.does("maya", "status E12 out Gearbox")
    assert begun(house, "maya", "fire.E12") == [":status E12 available"]
    assert begun(house, "sam", "fire.E12") == []


def begun(house: House, me: str, unit: str) -> list[str]:
    """The phrases that rows of a unit's record begin for somebody."""
    rows = details.rows(seen(house, me), ("resources", unit), 70)
    return [row.id for row in rows if row.id.startswith(":")]


def test_out_of_service_is_out_and_never_in_service(house: House) -> None:
    house.does("maya", "add E12 kind=engine")
    read = house.said("maya", "status E12 out-of-service Gearbox")
    assert isinstance(read, Misread)
    assert read.sentence().endswith("Did you mean out?")
