"""What a request brings is said in the log, and who could bring it is told so."""

from __future__ import annotations

from console.amiss import amiss
from console.boards import details, numbers, requests
from schemas.journal import Mark
from tests.house import ZONE, House
from tests.insight import said, seen


def now(house: House, person: str) -> list[str]:
    """What of requests stands on their first screen."""
    return said(requests.needs(seen(house, person)))


def test_what_arrives_is_a_line_of_the_log(flood: House) -> None:
    flood.does("sam", "need 2 ambulance lifesaving in=INC-1")
    flood.does("maya", "commit R-1 M21,M22")
    seq = flood.does("maya", "checkin M21,M22 INC-1").seq
    assert flood.line(seq).text == (
        "R-1: fire.M21 of fire came, as promised; R-1: fire.M22 of fire came, as promised"
    )


def test_what_saves_life_and_came_before_it_was_approved_waits_for_that_alone(
    flood: House,
) -> None:
    flood.does("sam", "need 1 ambulance lifesaving in=INC-1")
    flood.does("maya", "commit R-1 M21")
    flood.does("maya", "checkin M21 INC-1")
    request = flood.board.requests["R-1"]
    assert (request.end, request.stage) == (None, "came, approval outstanding")
    assert [wait.wants for wait in request.open_waits] == ["approve"]
    said = flood.does("lee", "approve R-1")
    assert flood.line(said.seq).text.endswith("all that was wanted is there")
    assert flood.board.requests["R-1"].end == "received"


def test_who_asks_anew_for_more_does_not_approve_it(flood: House) -> None:
    flood.does("sam", "need 2 pump in=INC-1")
    flood.does("maya", "amend R-1 900")
    assert flood.ask("maya", "approve R-1").code == "own"
    flood.does("lee", "approve R-1")


def test_who_has_what_is_looked_for_is_told_with_the_phrase_that_promises_it(
    flood: House,
) -> None:
    flood.does("maya", "need 2 boat lifesaving in=INC-1 to='14 Mill Rd'".replace("'", '"'))
    (row,) = now(flood, "sam")
    assert row.endswith("WANTED 2 boat to 14 Mill Rd, you have it: commit R-1 B1")
    assert not any("commit R-1" in row for row in now(flood, "rosa")), "she has none"
    flood.does("sam", "commit R-1 B1")
    assert not any("WANTED" in row for row in now(flood, "sam")), "it is promised"


def record(house: House, person: str = "kim") -> list[str]:
    """The record of the first request as it is read."""
    return said(details.rows(seen(house, person), ("requests", "R-1"), 78))


# -- what it is promised -------------------------------------------------------------------------


def test_a_unit_in_a_request_is_what_the_board_of_resources_has_it_as_and_since_when(
    flood: House,
) -> None:
    flood.does("sam", "need 2 ambulance lifesaving in=INC-1")
    flood.does("maya", "commit R-1 M21")
    assert "M21 ▶ assigned since 12:00" in record(flood)
    for minutes, status, state in ((3, "enroute", "▶ enroute"), (4, "onscene", "▶ onscene")):
        flood.time.pass_(minutes=minutes)
        flood.does("maya", f"status M21 {status}")
        shown = flood.time.now.astimezone(ZONE)
        assert f"M21 {state} since {shown:%H:%M}" in record(flood)
    flood.does("maya", "checkin M21 INC-1")
    assert "M21 ● available since 12:07" in record(flood)


# -- what it asks for ----------------------------------------------------------------------------


def test_a_unit_has_the_type_that_requests_ask_for_in_whatever_letters(flood: House) -> None:
    flood.does("maya", "add M31 kind=ambulance type=ALS")
    flood.does("sam", "need 1 Ambulance type=als lifesaving in=INC-1")
    line = flood.line(flood.does("maya", "commit R-1 M31").seq)
    assert line.text == "R-1: fire brings M31; 1 of 1"


def test_what_is_not_of_the_type_that_was_asked_for_is_promised_and_told_of(flood: House) -> None:
    flood.does("maya", "add M31 kind=ambulance type=BLS; add E1 kind=engine")
    flood.does("sam", "need 2 ambulance type=ALS lifesaving in=INC-1")
    (said_,) = flood.said("maya", "commit R-1 M31,E1")
    assert amiss([said_.command], flood.board, "kim") == (
        " (M31 is ambulance BLS, E1 is engine: R-1 asks for ambulance ALS)"
    )
    line = flood.line(flood.does("maya", "commit R-1 M31,E1").seq)
    assert line.text.endswith("; M31 is ambulance BLS, E1 is engine: R-1 asks for ambulance ALS")


def test_nobody_is_told_to_promise_units_of_another_type(flood: House) -> None:
    flood.does("sam", "add B2 kind=boat type=inflatable")
    flood.does("maya", "need 2 boat type=hard-hull lifesaving in=INC-1")
    (row,) = now(flood, "sam")
    assert row.endswith("you have it: commit R-1 B1"), "of what type that is nobody said"


def test_two_requests_for_the_same_are_known_in_whatever_letters(flood: House) -> None:
    flood.does("sam", "need 2 Boat in=INC-1 to=QUAY")
    line = flood.line(flood.does("rosa", "need 1 boat in=INC-1 to=QUAY").seq)
    assert "R-1 asks for 2 Boat there too" in line.text


# -- what goes out of service --------------------------------------------------------------------


def test_a_unit_that_goes_out_of_service_on_a_job_is_told_of_in_the_log(flood: House) -> None:
    flood.does("maya", "status M21 mechanical")
    assert not any("M21" in line.text for line in flood.board.lines.values()), "nobody counts on it"
    flood.does("maya", "assign M22 INC-1")
    out = flood.line(flood.does("maya", "status M22 out Gearbox").seq)
    assert out.text == "M22 of FIRE is out of service (out: Gearbox), it was on INC-1"
    assert (out.mark, out.incident) == (Mark.MAJOR, "INC-1")
    assert "M22" not in flood.line(flood.does("maya", "log Rain").seq).text
    again = flood.does("maya", "status M22 mechanical").seq
    assert f"#{again}" not in flood.board.lines, "it is told once"


def test_what_goes_out_of_service_is_needed_again_and_who_finds_another_sees_it(
    flood: House,
) -> None:
    flood.does("sam", "need 1 ambulance lifesaving in=INC-1")
    flood.does("maya", "commit R-1 M21")
    flood.does("sam", "receive R-1 1")
    assert not any("FIND" in row for row in now(flood, "lee"))
    flood.time.pass_(minutes=9)
    out = flood.line(flood.does("maya", "status M21 out Gearbox").seq)
    assert out.text == (
        "M21 of FIRE is out of service (out: Gearbox), it was on INC-1; "
        "R-1: M21 counts no longer, 1 of 1 ambulance needed; waits on INC-1/LSC lee"
    )
    (found,) = (row for row in now(flood, "lee") if "FIND" in row)
    assert "APPROVE + FIND 1 ambulance (M21 out of service)" in found
    assert str(flood.board.requests["R-1"].counts) == "required 1 have 0 coming 0 need 1"
    assert "M21 came, out of service since 12:09 (out: Gearbox)" in record(flood)
    (told,) = (line for line in said(numbers.rows(seen(flood, "kim"))) if "lifesaving" in line)
    assert told.endswith("required 1 have 0 coming 0 need 1")
    flood.does("maya", "commit R-1 M22")
    assert str(flood.board.requests["R-1"].counts) == "required 1 have 0 coming 1 need 0"


def test_what_is_out_before_it_came_is_needed_again_and_may_be_promised_anew(flood: House) -> None:
    flood.does("sam", "need 2 ambulance in=INC-1")
    flood.does("lee", "approve R-1")
    flood.does("maya", "commit R-1 M21,M22")
    flood.does("maya", "status M21 rest")
    assert str(flood.board.requests["R-1"].counts) == "required 2 have 0 coming 1 need 1"
    flood.does("maya", "status M21 in-service")
    back = " ".join(record(flood)[-2:])
    assert back == "M21 out of service since 12:00 (rest); M21 ○ in service since 12:00"
    flood.does("maya", "commit R-1 M21")
    flood.does("maya", "checkin M21,M22 INC-1")
    assert flood.board.requests["R-1"].end == "received"


def test_an_older_report_of_being_out_changes_nothing_of_what_is_promised(flood: House) -> None:
    flood.does("sam", "need 1 ambulance lifesaving in=INC-1")
    flood.time.pass_(minutes=9)
    flood.does("maya", "commit R-1 M21")
    flood.does("maya", "status M21 out at=-5m")
    assert str(flood.board.requests["R-1"].counts) == "required 1 have 0 coming 1 need 0"
