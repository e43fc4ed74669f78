"""Resources, as a coordinator would say them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.agencies import Grant
from schemas.base import By, Header
from schemas.resources import (
    Resource,
    ResourceAdded,
    ResourceReported,
    State,
    Status,
)
from tests.house import NOON, House


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
@settings(suppress_health_check=[HealthCheck.too_slow])
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
    house: House,
) -> None:
    house.person("cad", "fire", Grant.FEED, speaks_for=("fire",))
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
