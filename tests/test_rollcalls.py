"""Roll calls: every supervisor answers, who is missing is said at once, silence is an alarm."""

from __future__ import annotations

import pytest

from console.boards import details, now
from console.boards import rollcalls as board
from console.widgets.rows import Cell, Row
from schemas.journal import Mark
from schemas.rollcalls import KEPT, RollCall
from tests.clocks import lapse, last
from tests.house import House
from tests.insight import said, seen


@pytest.fixture
def room(house: House) -> House:
    """A fire with an IC, an OSC and a division; two engines in the division, a truck under OSC."""
    house.person("lee", "fire")
    house.person("ann", "fire")
    house.does("kim", "open fire lead=fire Oak St")
    house.does("maya", "add E12 kind=engine people=4; add E14 kind=engine people=3")
    house.does("maya", "add T3 kind=truck people=5")
    house.does("maya", "take INC-1/IC; appoint INC-1/OSC lee")
    house.does("maya", "post INC-1/DIV-A to=INC-1/OSC Division A Supervisor")
    house.does("lee", "appoint INC-1/DIV-A ann")
    house.does("maya", "assign E12,E14 INC-1 DIV-A; assign T3 INC-1")
    return house


def call(house: House, id: str = "PAR-1") -> RollCall:
    """A roll call as the board has it."""
    found: RollCall = house.board.rollcalls[id]
    return found


# -- who is asked --------------------------------------------------------------------------------


def test_everybody_who_leads_somebody_or_has_units_is_asked_with_the_people_they_should_count(
    room: House,
) -> None:
    room.does("maya", "take INC-1/SOFR")
    answer = room.does("maya", "par INC-1 due=10m")
    assert answer.made[0] == "PAR-1"
    asked = {s.position: (s.holder, s.units, s.people) for s in call(room).supervisors}
    assert asked == {
        "INC-1/IC": ("maya", (), None),
        "INC-1/OSC": ("lee", ("fire.T3",), 5),
        "INC-1/DIV-A": ("ann", ("fire.E12", "fire.E14"), 7),
    }
    assert last(room) == (
        "PAR-1 roll call on INC-1, to be answered by 16:10Z: IC maya, OSC lee, DIV-A ann",
        Mark.MAJOR,
    )


def test_a_unit_whose_division_nobody_holds_is_under_the_next_that_is_held(room: House) -> None:
    room.does("ann", "relieve INC-1/DIV-A Going home")
    room.does("maya", "par INC-1")
    osc = call(room).asks("INC-1/OSC")
    assert osc is not None
    assert osc.units == ("fire.E12", "fire.E14", "fire.T3")
    room.does("maya", "close PAR-1 Again")
    room.does("lee", "relieve INC-1/OSC Going home")
    room.does("maya", "par INC-1")
    (ic,) = call(room, "PAR-2").supervisors
    assert (ic.position, ic.people) == ("INC-1/IC", 12)


def test_units_of_unknown_strength_leave_the_number_open(room: House) -> None:
    room.does("maya", "add E16")
    room.does("maya", "assign E16 INC-1 DIV-A; par INC-1")
    division = call(room).asks("INC-1/DIV-A")
    assert division is not None
    assert division.people is None
    room.does("ann", "answer PAR-1 2")


def test_an_ic_alone_is_asked_and_with_nobody_in_a_post_there_is_nobody_to_ask(
    house: House,
) -> None:
    house.does("maya", "open fire Elm St")
    refused = house.ask("maya", "par INC-1")
    assert refused.code == "nobody-there"
    assert "take INC-1/IC" in refused.because
    house.does("maya", "take INC-1/IC; par INC-1")
    assert [s.position for s in call(house).supervisors] == ["INC-1/IC"]


def test_in_unified_command_a_unit_without_a_division_is_under_its_own_agencys_commander(
    house: House,
) -> None:
    house.does("kim", "open fire lead=fire Oak St")
    house.does("kim", "unify INC-1 fire,pd")
    house.does("maya", "take INC-1/IC; add E1 people=4")
    house.does("sam", "take INC-1/IC; add P1 people=2")
    house.does("maya", "assign E1 INC-1")
    house.does("sam", "assign P1 INC-1")
    house.does("maya", "par INC-1")
    asked = {s.position: s.units for s in call(house).supervisors}
    assert asked == {"INC-1/IC.fire": ("fire.E1",), "INC-1/IC.pd": ("pd.P1",)}


def test_who_is_in_the_incident_asks_and_nobody_else(room: House) -> None:
    refused = room.ask("sam", "par INC-1")
    assert refused.code == "not-yours"
    assert refused.refusal
    assert refused.refusal.ask == "fire"
    room.does("sam", "join INC-1")
    room.does("maya", "appoint INC-1/LSC sam")
    room.does("sam", "par INC-1")


def test_a_second_roll_call_is_refused_while_one_is_open_and_names_it(room: House) -> None:
    room.does("maya", "par INC-1")
    refused = room.ask("lee", "par INC-1")
    assert refused.code == "running"
    assert "PAR-1 is open since 16:00Z, 3 have not answered" in refused.because
    assert room.ask("lee", "par INC-1 due=2026-07-04T15:00Z").code == "running"
    room.does("maya", "close PAR-1 All seen")
    assert room.ask("lee", "par INC-1 due=2026-07-04T15:00Z").code == "in-the-past"


# -- answering -----------------------------------------------------------------------------------


def test_when_all_have_answered_and_nobody_is_missing_it_closes_itself(room: House) -> None:
    room.does("maya", "par INC-1")
    room.does("ann", "answer PAR-1 7")
    room.does("lee", "answer PAR-1 5")
    assert call(room).closed_at is None
    room.does("maya", "answer PAR-1 1")
    assert call(room).reason == "all accounted for"
    assert last(room) == ("PAR-1 INC-1: all 13 accounted for", Mark.MAJOR)
    refused = room.ask("ann", "answer PAR-1 6")
    assert refused.code == "closed"


def test_somebody_missing_is_an_urgent_line_at_once_and_keeps_it_open(room: House) -> None:
    room.does("maya", "par INC-1")
    room.does("ann", "answer PAR-1 6 missing=1 Not seen since the stairs")
    assert last(room) == (
        "PAR-1 INC-1: 1 missing of DIV-A (E12, E14): Not seen since the stairs",
        Mark.URGENT,
    )
    room.does("lee", "answer PAR-1 5")
    room.does("maya", "answer PAR-1 1")
    assert call(room).closed_at is None
    room.does("ann", "answer PAR-1 7 Found at the engine")
    assert call(room).closed_at is not None


def test_a_count_that_falls_short_is_asked_back_and_never_guessed_at(room: House) -> None:
    room.does("maya", "par INC-1")
    refused = room.ask("ann", "answer PAR-1 6")
    assert refused.code == "short"
    assert "7 people are on E12, E14" in refused.because
    assert "missing=1" in refused.because
    room.does("ann", "answer PAR-1 6 missing=0 One rides with T3")
    assert not call(room).missing


def test_a_later_answer_stands_and_the_earlier_one_stays_in_the_history(room: House) -> None:
    room.does("maya", "par INC-1")
    room.does("ann", "answer PAR-1 5 missing=2")
    room.does("ann", "answer PAR-1 7")
    assert last(room) == ("PAR-1 INC-1: all of DIV-A accounted for", Mark.MAJOR)
    (stands,) = call(room).answers
    (replaced,) = call(room).history
    assert (stands.counted, replaced.counted, replaced.missing) == (7, 5, 2)


def test_the_holder_or_a_deputy_answers_and_says_for_whom_with_several_posts(room: House) -> None:
    room.person("pat", "fire")
    room.does("ann", "deputy INC-1/DIV-A pat")
    room.does("maya", "par INC-1")
    refused = room.ask("sam", "answer PAR-1 7")
    assert refused.code == "not-asked"
    assert "DIV-A ann" in refused.because
    assert room.ask("lee", "answer PAR-1 7 for=INC-1/DIV-A").code == "not-yours"
    assert room.ask("maya", "answer PAR-1 7 for=INC-1/PSC").code == "not-asked"
    room.does("pat", "answer PAR-1 7")
    room.does("lee", "relieve INC-1/OSC Off")
    room.does("maya", "take INC-1/OSC")
    assert room.ask("maya", "answer PAR-1 5").code == "which-position"
    room.does("maya", "answer PAR-1 5 for=INC-1/OSC")
    room.does("maya", "answer as=IC PAR-1 1")
    assert call(room).reason == "all accounted for"


def test_who_takes_the_post_over_answers_and_for_a_vacant_one_whoever_is_in_the_incident(
    room: House,
) -> None:
    room.does("maya", "par INC-1")
    room.does("ann", "relieve INC-1/DIV-A Hurt")
    room.does("lee", "answer PAR-1 7 for=INC-1/DIV-A Counted them myself")
    assert [s.position for s in call(room).unanswered] == ["INC-1/IC", "INC-1/OSC"]
    assert room.ask("ann", "answer PAR-1 7 for=INC-1/OSC").code == "not-yours"


# -- silence -------------------------------------------------------------------------------------


def test_silence_is_an_urgent_line_once_that_names_who_has_not_answered(room: House) -> None:
    room.does("maya", "par INC-1 due=5m")
    room.does("lee", "answer PAR-1 5")
    assert lapse(room) == 0
    room.time.pass_(minutes=5, seconds=5)
    assert lapse(room) == 1
    assert last(room) == (
        "PAR-1 INC-1 OVERDUE since 16:05Z: no answer from IC maya, DIV-A ann",
        Mark.URGENT,
    )
    room.time.pass_(hours=1)
    assert lapse(room) == 0
    room.does("ann", "answer PAR-1 7")
    room.does("maya", "answer PAR-1 1")
    assert call(room).closed_at is not None, "an answer is never too late"


def test_a_roll_call_that_fell_due_while_the_hub_was_down_is_said_once_and_says_it_is_late(
    room: House,
) -> None:
    room.does("maya", "par INC-1 due=5m")
    room.time.pass_(minutes=45)
    room.reopen()
    assert lapse(room) == 1
    assert last(room)[0].endswith("(said 40 min late)")
    room.reopen()
    assert lapse(room) == 0


def test_one_that_everybody_answered_is_never_overdue_though_somebody_is_missing(
    room: House,
) -> None:
    room.does("maya", "par INC-1")
    room.does("maya", "answer PAR-1 1")
    room.does("lee", "answer PAR-1 5")
    room.does("ann", "answer PAR-1 6 missing=1")
    room.time.pass_(hours=1)
    assert lapse(room) == 0


# -- its end -------------------------------------------------------------------------------------


def test_closing_by_hand_takes_a_reason_and_says_what_was_open(room: House) -> None:
    room.does("maya", "par INC-1")
    room.does("ann", "answer PAR-1 6 missing=1")
    room.does("maya", "answer PAR-1 1")
    assert room.ask("sam", "close PAR-1 Enough").code == "not-yours"
    assert room.ask("maya", "close PAR-1").misread
    room.does("maya", "close PAR-1 Found by the police")
    said, _ = last(room)
    assert said == ("PAR-1 INC-1 closed: Found by the police (DIV-A 1 missing, OSC not answered)")


def test_it_closes_with_its_incident_and_leaves_the_board_with_it(room: House) -> None:
    room.does("maya", "par INC-1; release E12,E14,T3; close INC-1 Out")
    assert call(room).reason == "INC-1 was closed"
    room.time.pass_(hours=13)
    assert lapse(room) == 1
    assert room.board.rollcalls == {}


def test_the_board_keeps_the_newest_of_an_incident(room: House) -> None:
    for number in range(1, KEPT + 4):
        room.does("maya", "par INC-1")
        room.does("maya", f"close PAR-{number} Next")
    assert list(room.board.rollcalls) == [f"PAR-{n}" for n in range(4, KEPT + 4)]


# -- on screen -----------------------------------------------------------------------------------


def test_now_asks_each_supervisor_who_has_not_answered_and_says_what_to_type(room: House) -> None:
    room.does("maya", "par INC-1 due=10m")
    (ask,) = board.needs(seen(room, "ann"))
    assert said([ask]) == ["! PAR-1 0m ANSWER due 12:10: answer PAR-1 COUNT (7 on E12, E14)"]
    assert tone(ask) == "warning"
    assert board.needs(seen(room, "sam")) == []
    room.does("ann", "answer PAR-1 7")
    assert board.needs(seen(room, "ann")) == []
    room.time.pass_(minutes=15)
    late, mine = board.needs(seen(room, "lee"))
    assert said([late]) == ["!! PAR-1 15m INC-1 OVERDUE 5m: no answer from IC maya, OSC lee"]
    assert said([mine]) == ["! PAR-1 15m ANSWER OVERDUE 5m: answer PAR-1 COUNT (5 on T3)"]
    assert (tone(late), tone(mine)) == ("danger", "danger")


def test_somebody_missing_is_red_for_everybody_in_the_incident_and_for_nobody_else(
    room: House,
) -> None:
    room.does("maya", "par INC-1")
    room.does("ann", "answer PAR-1 6 missing=1")
    for person in ("maya", "lee", "ann"):
        alarm = board.needs(seen(room, person))[0]
        assert "INC-1 1 missing of DIV-A (E12, E14)" in said([alarm])[0]
        assert tone(alarm) == "danger"
        assert said([alarm])[0] in said(now.rows(seen(room, person)))
    assert board.needs(seen(room, "sam")) == []
    room.does("sam", "join INC-1")
    assert len(board.needs(seen(room, "sam"))) == 1
    assert board.needs(seen(room, "kim")) == []
    room.does("kim", "activate 2 Fire")
    room.does("kim", "take EOC/DIR")
    assert len(board.needs(seen(room, "kim"))) == 1


def test_who_holds_two_posts_is_told_to_say_for_which(room: House) -> None:
    room.does("lee", "relieve INC-1/OSC Off")
    room.does("maya", "take INC-1/OSC; par INC-1")
    (ask,) = board.needs(seen(room, "maya"))
    assert "answer PAR-1 COUNT for=INC-1/IC" in said([ask])[0]


def test_the_board_shows_each_supervisor_of_an_open_one_and_a_line_for_a_closed_one(
    room: House,
) -> None:
    room.does("maya", "par INC-1")
    room.does("ann", "answer PAR-1 6 missing=1 Not seen")
    assert said(board.rows(seen(room, "kim"))) == [
        "PAR-1 INC-1 12 6 ! 1 due 12:10, 1 of 3 answered",
        "IC maya no answer yet",
        "OSC lee 5 no answer yet",
        "DIV-A ann 7 6 ! 1 12:00 ann Not seen",
    ]
    room.time.pass_(minutes=12)
    assert said(board.rows(seen(room, "kim")))[0].endswith("OVERDUE 2m, 1 of 3 answered")
    room.does("maya", "close PAR-1 Found")
    assert said(board.rows(seen(room, "kim"))) == ["PAR-1 INC-1 12 6 ! 1 closed 12:12: Found"]


def test_the_record_of_a_roll_call_has_every_answer_the_replaced_ones_too(room: House) -> None:
    room.does("maya", "par INC-1")
    room.does("ann", "answer PAR-1 6 missing=1")
    room.does("ann", "answer PAR-1 7 Found")
    told = said(details.rows(seen(room, "kim"), ("rollcalls", "PAR-1"), 70))
    assert "DIV-A ann fire.E12, fire.E14" in told
    assert any("7 counted" in line and "Found" in line for line in told)
    assert any("6 counted, 1 MISSING" in line for line in told)


def tone(row: Row) -> str | None:
    """The tone of what a row says last."""
    cell = row.cells[-1]
    return cell.tone if isinstance(cell, Cell) else None
