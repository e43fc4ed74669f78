"""Calls, as a dispatch system's rows make them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schemas.agencies import Grant
from schemas.calls import ReportCall, Step
from schemas.resources import State, Status
from server.clock import Clock
from tests.house import Answer, House


@pytest.fixture
def desk(house: House) -> House:
    """A feed of the fire department that also speaks for the private ambulances."""
    house.agency("private", "Private ambulances")
    house.person("cad", "fire", Grant.FEED, speaks_for=("private",))
    return house


def row(house: House, number: str, step: Step, unit: str | None = None, **more: object) -> Answer:
    """One row of the dispatch system."""
    ask = ReportCall.model_validate({"number": number, "step": step, "unit": unit, **more})
    return house.submit(house.actor("cad"), ask)


def test_the_first_row_of_an_unknown_call_opens_it(desk: House) -> None:
    row(desk, "163660008", Step.CALL_RECEIVED, call_type="Gas Leak", address="1600 Clay")
    call = desk.board.calls["C-1"]
    assert (call.number, call.call_type, call.address, call.closed_at) == (
        "163660008",
        "Gas Leak",
        "1600 Clay",
        None,
    )
    row(desk, "163660008", Step.CALL_ENTERED)
    assert desk.board.calls["C-1"].entered_at is not None
    row(desk, "9", Step.DISPATCHED, "E1", call_type="Alarms")
    assert desk.board.calls["C-2"].units == ("fire.E1",)


def test_a_unit_is_made_at_first_sight_with_its_owner(desk: House) -> None:
    row(desk, "1", Step.DISPATCHED, "T03", resource_kind="TRUCK")
    row(desk, "1", Step.DISPATCHED, "55", resource_kind="PRIVATE", agency="private")
    truck, ambulance = desk.unit("fire.T03"), desk.unit("private.55")
    assert (truck.owner, truck.resource_kind, truck.state) == ("fire", "TRUCK", State.ASSIGNED)
    assert ambulance.owner == "private"
    assert desk.board.calls["C-1"].units == ("fire.T03", "private.55")


def test_a_feed_speaks_only_for_the_agencies_it_was_given(desk: House) -> None:
    answer = row(desk, "1", Step.DISPATCHED, "P1", agency="pd")
    assert answer.code == "not-yours"
    assert row(desk, "1", Step.DISPATCHED, "P1", agency="navy").code == "unknown-id"
    assert desk.board.calls == {}


def test_a_call_closes_with_its_last_unit_and_a_later_row_reopens_it(desk: House) -> None:
    row(desk, "1", Step.DISPATCHED, "E1")
    row(desk, "1", Step.DISPATCHED, "T1")
    row(desk, "1", Step.AVAILABLE, "E1")
    open_ = desk.board.calls["C-1"]
    assert open_.closed_at is None
    row(desk, "1", Step.AVAILABLE, "T1")
    closed = desk.board.calls["C-1"]
    assert closed.closed_at is not None
    row(desk, "1", Step.ENROUTE, "T1")
    call = desk.board.calls["C-1"]
    assert (call.closed_at, call.units) == (None, ("fire.T1",))


def test_a_call_first_heard_of_when_its_unit_is_available_does_not_stay_open(desk: House) -> None:
    row(desk, "1", Step.AVAILABLE, "E1")
    assert desk.board.calls["C-1"].closed_at is not None
    row(desk, "2", Step.CALL_RECEIVED)
    assert desk.board.calls["C-2"].closed_at is None


def test_a_unit_dispatched_before_it_was_available_is_a_conflict_until_both_agree(
    desk: House,
) -> None:
    row(desk, "1", Step.ON_SCENE, "E1")
    row(desk, "2", Step.DISPATCHED, "E1")
    assert desk.unit("fire.E1").conflict == ("C-2", "C-1")
    row(desk, "1", Step.AVAILABLE, "E1")
    assert desk.unit("fire.E1").conflict == ("C-2",), "available, and a call still claims it"
    row(desk, "2", Step.ENROUTE, "E1")
    unit = desk.unit("fire.E1")
    assert (unit.conflict, unit.job, unit.status) == ((), "C-2", Status.ENROUTE)


def test_a_step_of_a_unit_needs_the_unit(desk: House) -> None:
    assert row(desk, "1", Step.ENROUTE).code == "unit"
    assert row(desk, "1", Step.CALL_RECEIVED, "E1").code == "unit"


def test_the_clock_archives_a_closed_call_after_an_hour_and_a_late_row_brings_it_back(
    desk: House,
) -> None:
    row(desk, "1", Step.DISPATCHED, "E1", call_type="Alarms")
    row(desk, "1", Step.AVAILABLE, "E1")
    clock = Clock(desk.board)
    assert clock.due(desk.time.now + timedelta(minutes=59)) == []
    desk.time.pass_(minutes=61)
    asks = clock.due(desk.time.now)
    assert [answer.ok for answer in desk.deliver(asks)] == [True]
    assert desk.board.calls == {}
    again = desk.deliver(asks)
    assert again[0].seq == desk.board.seq, "the same deadline asked twice is one entry"
    row(desk, "1", Step.ENROUTE, "E1")
    call = desk.board.calls["C-1"]
    assert (call.call_type, call.closed_at, call.units) == ("Alarms", None, ("fire.E1",))


def test_a_call_that_reopened_is_not_archived_by_its_old_deadline(desk: House) -> None:
    row(desk, "1", Step.DISPATCHED, "E1")
    row(desk, "1", Step.AVAILABLE, "E1")
    clock = Clock(desk.board)
    row(desk, "1", Step.ENROUTE, "E1")
    assert clock.due(desk.time.now + timedelta(hours=2)) == []


def test_an_incident_opened_from_a_call_knows_it_and_its_place(desk: House) -> None:
    row(desk, "1", Step.CALL_RECEIVED, call_type="Gas Leak", address="1600 Clay")
    desk.does("maya", "open hazmat from=C-1 Clay St gas leak")
    incident = desk.board.incidents["INC-1"]
    assert (incident.calls, incident.place) == (("C-1",), "1600 Clay")
    assert desk.board.calls["C-1"].incident == "INC-1"
    assert desk.ask("maya", "attach C-1 INC-1").code == "attached"
    desk.does("maya", "detach C-1")
    assert desk.board.incidents["INC-1"].calls == ()
    desk.does("maya", "attach C-1 INC-1")


def test_only_a_feed_reports_calls(desk: House) -> None:
    assert desk.ask("maya", "cad 1 call_received").code == "no-grant"
