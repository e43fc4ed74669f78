"""What one reads of a request: how many, who decides, when it comes and that it came."""

from __future__ import annotations

from datetime import timedelta

import pytest

from console.amiss import amiss
from console.boards import details, numbers, requests, resources
from console.widgets.columns import lay_out, text_of
from tests.clocks import lapse
from tests.house import House
from tests.insight import said, seen


def record(house: House, person: str = "kim") -> list[str]:
    """The record of the first request as it is read."""
    return said(details.rows(seen(house, person), ("requests", "R-1"), 78))


# -- counted in one way --------------------------------------------------------------------------


def test_now_the_board_and_the_record_say_the_same_of_what_is_here_coming_and_needed(
    flood: House,
) -> None:
    flood.does("sam", "need 3 ambulance lifesaving in=INC-1")
    flood.does("maya", "commit R-1 M21,M22")
    flood.does("maya", "checkin M21 INC-1")
    (told,) = (line for line in said(numbers.rows(seen(flood, "kim"))) if "lifesaving" in line)
    assert told == "! requests ! 1 lifesaving ambulance required 3 have 1 coming 1 need 1"
    assert "quantity required 3 have 1 coming 1 need 1" in record(flood)
    (row,) = requests.rows(seen(flood, "kim"))
    titles = [column.title for column in requests.COLUMNS]
    assert text_of(row.cells[titles.index("  REQ HAVE COMING")]).split() == ["3", "1", "1"]
    assert row.cells[titles.index("NEED")] == "1"


def test_when_nothing_more_is_needed_the_numbers_raise_no_alarm(flood: House) -> None:
    flood.does("sam", "need 2 ambulance lifesaving in=INC-1")
    flood.does("maya", "commit R-1 M21,M22")
    (told,) = (line for line in said(numbers.rows(seen(flood, "kim"))) if "lifesaving" in line)
    assert told == "requests 1 lifesaving ambulance required 2 have 0 coming 2 need 0"


def test_of_what_was_asked_for_the_record_says_how_many_are_required(flood: House) -> None:
    flood.does("sam", "need 200 cot in=INC-1")
    flood.does("lee", "approve R-1 quantity=150")
    assert "quantity required 150 have 0 coming 0 need 150, of 200 asked for" in record(flood)


# -- when it comes, and that it came -------------------------------------------------------------


def test_when_a_unit_is_promised_stands_in_its_row_in_that_of_the_request_and_in_its_record(
    flood: House,
) -> None:
    flood.does("sam", "need 1 ambulance lifesaving in=INC-1")
    flood.does("maya", "commit R-1 M21 eta=1221")
    (row,) = (row for row in resources.rows(seen(flood, "kim")) if row.id == "fire.M21")
    assert text_of(row.cells[-1]) == "12:21"
    (row,) = requests.rows(seen(flood, "kim"))
    assert "bring FIRE by 12:21" in text_of(row.cells[2])
    shown = said(details.rows(seen(flood, "kim"), ("resources", "fire.M21"), 78))
    assert shown[shown.index("PROMISED FOR") + 1] == "R-1 1 ambulance, there at 12:21"
    flood.does("maya", "status M21 onscene")
    (row,) = (row for row in resources.rows(seen(flood, "kim")) if row.id == "fire.M21")
    assert text_of(row.cells[-1]) == "", "it is there"


def test_after_it_came_the_record_keeps_when_it_was_promised_and_each_receipt_with_its_entry(
    flood: House,
) -> None:
    flood.does("sam", "need 20 cot lifesaving in=INC-1")
    flood.does("rosa", "commit R-1 quantity=20 eta=1221")
    first = flood.does("sam", "receive R-1 12").seq
    flood.time.pass_(minutes=6)
    last = flood.does("lee", "receive R-1 8").seq
    shown = record(flood)
    assert "REDCROSS 20 of 20 came, promised for 12:21, said 12:00 by rosa" in shown
    assert f"12 came 12:00, #{first} by sam" in shown
    assert f"8 came 12:06, #{last} by lee" in shown


def test_what_is_received_before_it_reported_on_scene_is_told_and_counted(flood: House) -> None:
    flood.does("sam", "need 2 ambulance lifesaving in=INC-1")
    flood.does("maya", "commit R-1 M21,M22")
    flood.does("maya", "status M21 onscene")
    (one,) = flood.said("sam", "receive R-1 1")
    assert amiss([one.command], flood.board, "kim") == "", "it may be the one that is there"
    (both,) = flood.said("sam", "receive R-1 2")
    assert amiss([both.command], flood.board, "kim") == " (not reported on scene: M22 (assigned))"
    line = flood.line(flood.does("sam", "receive R-1 2").seq)
    assert line.text.endswith("2 of 2; not reported on scene: M22 (assigned)")
    assert flood.board.requests["R-1"].received == 2


# -- what is asked anew --------------------------------------------------------------------------


def test_what_is_asked_anew_says_by_whom_what_it_was_and_that_its_waits_began_again(
    flood: House,
) -> None:
    flood.does("rosa", "need 60 cot in=INC-1 to=GYM")
    flood.time.pass_(minutes=6)
    line = flood.line(flood.does("rosa", "amend R-1 80 to=LINCOLN").seq)
    assert line.text.startswith("R-1: rosa asks anew for 80 cot to LINCOLN, normal, was 60 cot, to")
    shown = record(flood)
    assert "asked anew 12:06 by rosa of REDCROSS, was 60 cot, to GYM" in shown
    waited = shown[shown.index("WAITED ON, oldest first") + 1 :][:2]
    assert waited == [
        "12:00 to 12:06 6m lee INC-1/LSC of FIRE to approve",
        "12:06 to now 0m lee INC-1/LSC of FIRE to approve (asked anew)",
    ]
    (wait,) = flood.board.requests["R-1"].open_waits
    due = flood.board.requests["R-1"].approvals[0].due
    assert due == wait.since + timedelta(hours=4), "who decides has as long as for any other"


# -- who decides, and who else -------------------------------------------------------------------


def test_the_record_says_who_decides_by_when_and_to_whom_it_goes_if_they_do_not(
    flood: House,
) -> None:
    flood.does("kim", "take EOC/DIR")
    flood.does("sam", "need 2 ambulance high in=INC-1")

    def step() -> str:
        shown = record(flood)
        return " ".join(shown[shown.index("DECIDED BY") + 1 :])

    after = {"INC-1/LSC": "INC-1/IC maya", "INC-1/IC": "EOC/DIR kim"}
    first = "step 1 INC-1/LSC lee decides by 13:00; if not, it goes to INC-1/IC maya"
    assert step() == first
    for asked, goes_to in after.items():
        flood.time.pass_(minutes=60)
        assert f"; if not, it goes to {goes_to}" in step()
        lapse(flood)
        (wait,) = flood.board.requests["R-1"].open_waits
        assert wait.on == goes_to.split(" ")[0], "as the rules take it"
        assert asked in step().rpartition("; not decided by ")[2]
    assert "EOC/DIR kim decides for INC-1/LSC by" in step()
    assert "; if not, nobody is left, red for all to see" in step()
    flood.time.pass_(minutes=60)
    lapse(flood)
    assert "nobody is left to decide: who is over INC-1/LSC does" in step()


def test_a_step_whose_turn_has_not_come_says_after_which_it_comes(flood: House) -> None:
    flood.does("maya", "appoint INC-1/PSC rosa")
    flood.does("sam", "need 2 cot in=INC-1 via=LSC,PSC")
    assert "step 2 INC-1/PSC decides after step 1" in record(flood)
    flood.does("sam", "cancel R-1 Found some")
    assert "DECIDED BY" not in record(flood), "nobody decided, and nobody will"


# -- the board -----------------------------------------------------------------------------------


def test_the_wait_begins_again_when_it_goes_up_and_the_age_of_the_request_does_not(
    flood: House,
) -> None:
    flood.does("sam", "need 1 ambulance lifesaving in=INC-1")
    flood.time.pass_(minutes=11)
    lapse(flood)
    (row,) = requests.rows(seen(flood, "kim"))
    titles = [column.title for column in requests.COLUMNS]
    assert (row.cells[titles.index("SINCE")], row.cells[titles.index("AGE")]) == ("0m", "11m")


@pytest.mark.parametrize("columns", [80, 120, 200])
def test_the_board_says_on_whom_it_waits_until_when_how_old_and_what_on_any_screen(
    flood: House, columns: int
) -> None:
    flood.does("sam", "need 1 ambulance type=ALS lifesaving in=INC-1")
    (row,) = requests.rows(seen(flood, "kim"))
    slots = lay_out(requests.COLUMNS, columns)
    there = {requests.COLUMNS[slot.column].title for slot in slots}
    assert there >= {"", "ID", "WAITS ON", "SINCE", "AGE", "WHAT", "NEED"}
    width = next(slot.width for slot in slots if slot.column == 2)
    said_ = text_of(row.cells[2])
    assert said_ == "approve + find lee LSC by 12:10"
    assert len(said_) <= width


def test_beside_another_board_the_requests_still_say_on_whom_each_waits_and_for_what() -> None:
    there = [requests.COLUMNS[slot.column].title for slot in lay_out(requests.COLUMNS, 59)]
    assert there == ["", "ID", "WAITS ON", "SINCE", "WHAT"]


def test_now_says_all_that_somebody_is_waited_on_for(flood: House) -> None:
    flood.does("sam", "need 1 ambulance lifesaving in=INC-1")
    (row,) = said(requests.waiting(seen(flood, "sam")))
    assert row == "!! R-1 0m lee INC-1/LSC to approve + find 1 ambulance, by 12:10"


def test_of_what_was_cancelled_nothing_is_due_any_more(flood: House) -> None:
    flood.does("sam", "need 1 ambulance in=INC-1 due=1404")
    flood.does("sam", "cancel R-1 Found one")
    (row,) = requests.rows(seen(flood, "kim"))
    assert "14:04" not in row.cells
    assert "needed by 14:04" in record(flood)
