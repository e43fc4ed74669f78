"""Reports that are owed: made in time, late, missed, again and again, and never said twice."""

from __future__ import annotations

import pytest

from console.boards import agencies, details, now
from console.boards import expectations as board
from schemas.expectations import REPORTS_MAX, Expectation
from schemas.journal import Mark
from schemas.tasks import End
from tests.clocks import lapse, last
from tests.house import House
from tests.insight import said, seen

DAILY = "expect redcross due=2h every=12h Shelter count"  # 18:00Z, then 06:00Z


@pytest.fixture
def room(house: House) -> House:
    """A coordinator who leads the EOC, and the Red Cross."""
    house.does("kim", "activate 2 Flood")
    house.does("kim", "take EOC/DIR")
    return house


def owed(house: House, id: str = "X-1") -> Expectation:
    """An expectation as the board has it."""
    found: Expectation = house.board.expectations[id]
    return found


# -- who waits for what --------------------------------------------------------------------------


def test_an_agency_owes_a_report_by_a_time_and_every_so_long_again(room: House) -> None:
    answer = room.does("kim", "expect redcross due=0600 every=12h Shelter count")
    assert answer.made[0] == "X-1"
    made = owed(room)
    assert (made.who, made.room, made.every) == ("redcross", "EOC", 720)
    assert last(room) == (
        "X-1 redcross reports by 10:00Z, then every 12h: Shelter count",
        None,
    )


def test_a_post_owes_one_too_and_an_incident_waits_for_its_own(room: House) -> None:
    room.does("maya", "open fire Oak St")
    room.does("maya", "take INC-1/IC")
    room.does("maya", "expect @INC-1/IC in=INC-1 due=30m Conditions")
    assert (owed(room).who, owed(room).room) == ("INC-1/IC", "INC-1")
    room.does("maya", "done X-1 Two floors")


@pytest.mark.parametrize("every", ["4m", "8d", "often", "0m", "", "-5m", "m"])
def test_how_often_is_five_minutes_to_seven_days(room: House, every: str) -> None:
    misread = room.ask("kim", f"expect redcross due=1h every={every} Count").misread
    if every:
        assert misread is not None
        assert "30m, 12h or 1d: 5m to 7d" in misread.sentence()
    else:
        assert misread is None, "every= says once"


@pytest.mark.parametrize(
    ("every", "minutes"), [("5m", 5), ("7d", 10_080), ("1h30m", 90), ("90m", 90), ("1D", 1_440)]
)
def test_how_often_is_said_as_people_say_it(room: House, every: str, minutes: int) -> None:
    room.does("kim", f"expect redcross due=1h every={every} Count")
    assert owed(room).every == minutes


def test_bad_input_is_refused_with_what_would_be_right(room: House) -> None:
    assert room.ask("kim", "expect redcross Count").misread, "due= is needed"
    refused = room.ask("kim", "expect redcross due=2026-07-04T12:00Z Count")
    assert refused.code == "in-the-past"
    assert room.ask("kim", "expect redcros due=1h Count").misread
    refused = room.ask("maya", "expect redcross due=1h Count")
    assert refused.code == "not-yours"
    assert "In EOC a coordinator or who holds a post there" in refused.because
    room.does("maya", "open fire Oak St")
    assert room.ask("sam", "expect redcross in=INC-1 due=1h Count").code == "not-yours"


# -- reports -------------------------------------------------------------------------------------


def test_a_report_that_is_owed_once_ends_it_with_who_when_and_what(room: House) -> None:
    room.does("kim", "expect redcross due=1h Shelter count")
    room.does("rosa", "done X-1 140 people in Lincoln")
    ended = owed(room).ended
    assert ended is not None
    assert (ended.how, ended.text, ended.by.person) == (End.DONE, "140 people in Lincoln", "rosa")
    refused = room.ask("rosa", "done X-1 Again")
    assert refused.code == "ended"
    assert "X-1 was done by rosa at 16:00Z" in refused.because
    room.time.pass_(hours=2)
    assert lapse(room) == 0


def test_only_the_people_of_who_owes_it_report_and_others_are_told_to_log_it(room: House) -> None:
    room.does("kim", DAILY)
    for person in ("sam", "kim"):
        refused = room.ask(person, "done X-1 140")
        assert refused.code == "not-yours"
        assert "X-1 is owed by redcross: they report it" in refused.because


def test_a_report_in_time_makes_the_next_due_and_a_second_one_waits_for_its_turn(
    room: House,
) -> None:
    room.does("kim", DAILY)
    room.does("rosa", "done X-1 140")
    assert last(room)[0] == "X-1 redcross reports, Shelter count (next due 06:00Z): 140"
    refused = room.ask("rosa", "done X-1 150")
    assert refused.code == "reported"
    assert "X-1 for 18:00Z was reported at 16:00Z by rosa" in refused.because
    assert "the next, due 06:00Z, is reported after that" in refused.because
    room.time.pass_(hours=2, minutes=1)
    assert lapse(room) == 0
    room.does("rosa", "done X-1 150")
    assert [report.text for report in owed(room).reports] == ["140", "150"]


def test_the_board_keeps_the_newest_reports(room: House) -> None:
    room.does("kim", "expect redcross due=5m every=5m Count")
    for number in range(REPORTS_MAX + 2):
        room.does("rosa", f"done X-1 {number}")
        room.time.pass_(minutes=5)
    assert [report.text for report in owed(room).reports] == [
        str(n) for n in range(2, REPORTS_MAX + 2)
    ]


# -- silence -------------------------------------------------------------------------------------


def test_silence_is_said_at_its_minute_once_and_is_no_alarm(room: House) -> None:
    room.does("kim", "expect redcross due=1h Shelter count")
    room.time.pass_(minutes=59)
    assert lapse(room) == 0
    room.time.pass_(minutes=1)
    assert lapse(room) == 1
    assert last(room) == ("X-1 OVERDUE since 17:00Z: redcross: Shelter count", Mark.MAJOR)
    room.reopen()
    room.time.pass_(days=2)
    assert lapse(room) == 0
    room.does("rosa", "done X-1 140")
    assert owed(room).reports[-1].due.hour == 17


def test_the_next_falls_due_whether_or_not_the_last_one_came_and_the_missed_are_counted(
    room: House,
) -> None:
    room.does("kim", DAILY)
    room.time.pass_(hours=2)
    assert lapse(room) == 1
    assert last(room)[0] == "X-1 OVERDUE since 18:00Z: redcross: Shelter count"
    room.reopen()
    room.time.pass_(hours=11, minutes=59)
    assert lapse(room) == 0
    room.time.pass_(minutes=1)
    assert lapse(room) == 1
    assert last(room)[0] == "X-1 OVERDUE since 18:00Z: redcross: Shelter count (missed 2)"
    assert owed(room).missed == 2
    room.does("rosa", "done X-1 140")
    assert (owed(room).missed, owed(room).late, owed(room).due.hour) == (0, None, 18)
    room.time.pass_(hours=12)
    assert lapse(room) == 1
    assert owed(room).missed == 1


def test_after_a_downtime_it_is_said_once_that_several_were_missed_and_that_it_is_late(
    room: House,
) -> None:
    room.does("kim", "expect redcross due=2h every=2h Shelter count")
    room.time.pass_(hours=9)
    room.reopen()
    assert lapse(room) == 1
    said = "X-1 OVERDUE since 18:00Z (said 420 min late): redcross: Shelter count (missed 4)"
    assert last(room) == (said, Mark.MAJOR)
    assert owed(room).due > room.time.now
    room.reopen()
    assert lapse(room) == 0
    room.time.pass_(hours=1)
    assert lapse(room) == 1
    assert "(missed 5)" in last(room)[0]
    assert "late" not in last(room)[0]


def test_who_owes_it_is_named_with_the_next_over_a_vacant_post(room: House) -> None:
    room.does("kim", "take EOC/PSC")
    room.does("kim", "expect @EOC/PSC due=1h Situation report")
    room.does("kim", "relieve EOC/PSC Off duty")
    room.time.pass_(hours=1)
    assert lapse(room) == 1
    assert "EOC/PSC vacant, so EOC/DIR kim: Situation report" in last(room)[0]
    room.does("kim", "done X-1 Nothing new")


# -- its end -------------------------------------------------------------------------------------


def test_it_ends_with_a_reason_and_is_waited_for_no_longer(room: House) -> None:
    room.does("kim", DAILY)
    refused = room.ask("rosa", "cancel X-1 Tired")
    assert refused.code == "not-yours"
    assert "X-1 was asked for by kim" in refused.because
    assert room.ask("kim", "cancel X-1").misread
    room.does("kim", "cancel X-1 The shelter is closed")
    assert last(room)[0].endswith("waited for no longer: The shelter is closed")
    assert room.ask("kim", "cancel X-1 Again").code == "ended"
    assert room.ask("rosa", "done X-1 140").code == "ended"
    room.time.pass_(hours=11)
    assert lapse(room) == 0
    room.time.pass_(hours=2)
    assert lapse(room) == 1
    assert room.board.expectations == {}


def test_a_closed_incident_waits_for_nothing(room: House) -> None:
    room.does("maya", "open fire lead=fire Oak St")
    room.does("maya", "expect pd in=INC-1 due=10m every=10m Streets")
    room.does("maya", "close INC-1 Out")
    assert lapse(room) == 1
    ended = owed(room).ended
    assert ended is not None
    assert ended.text == "INC-1 was closed"
    room.time.pass_(hours=1)
    assert lapse(room) == 0


# -- on screen -----------------------------------------------------------------------------------


def test_now_tells_who_owes_it_before_it_is_due_and_when_it_is_late(room: House) -> None:
    room.does("kim", "expect redcross due=40m every=2h Shelter count")
    assert board.needs(seen(room, "rosa")) == []
    room.time.pass_(minutes=10)
    (row,) = board.needs(seen(room, "rosa"))
    assert said([row]) == ["! X-1 10m REPORT due 12:40: done X-1 OUTCOME (Shelter count)"]
    assert said([row])[0] in said(now.rows(seen(room, "rosa")))
    assert board.needs(seen(room, "kim")) == []
    room.time.pass_(minutes=35)
    lapse(room)
    (row,) = board.needs(seen(room, "rosa"))
    assert "REPORT OVERDUE 5m: done X-1 OUTCOME" in said([row])[0]
    room.does("rosa", "done X-1 140")
    assert board.needs(seen(room, "rosa")) == []


def test_the_boards_say_what_an_agency_owes_and_how_much_it_missed(room: House) -> None:
    room.does("kim", DAILY)
    assert said(board.rows(seen(room, "kim"))) == [
        "X-1 redcross 14:00 ○ open, REDCROSS 0m Shelter count 12h none yet"
    ]
    room.time.pass_(hours=3)
    lapse(room)
    room.time.pass_(hours=12)
    lapse(room)
    (row,) = board.rows(seen(room, "kim"))
    assert "! OVERDUE 13h00, missed 2" in said([row])[0]
    assert "! 1 late 13h00" in " ".join(said(agencies.rows(seen(room, "kim"))))
    room.does("rosa", "done X-1 140")
    opened = said(details.rows(seen(room, "kim"), ("expectations", "X-1"), 60))
    assert "REPORTS, newest first" in opened
    assert "every 12h" in opened
