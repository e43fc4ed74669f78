"""Hazards: every agency that is there is asked to acknowledge, and what stands is found by all."""

from __future__ import annotations

import pytest

from console.boards import alarms, details, now
from console.boards import hazards as board
from console.boards import messages as mail
from console.boards.owed import debts
from schemas.journal import Mark
from schemas.messages import KEPT, Message
from server.rules.messages.hazards import ADDED_MAX, STANDING_MAX
from tests.clocks import lapse, last
from tests.house import House
from tests.insight import said, seen


@pytest.fixture
def room(house: House) -> House:
    """A fire with an IC and a deputy; the police on duty in it, the Red Cross not yet."""
    house.person("lee", "fire")
    house.person("ron", "pd")
    house.does("kim", "open fire lead=fire Oak St")
    house.does("kim", "join INC-1 agency=pd")
    house.does("maya", "signin; take INC-1/IC")
    house.does("maya", "deputy INC-1/IC lee")
    house.does("sam", "signin")
    return house


def hazard(house: House, id: str = "M-1") -> Message:
    """A hazard as the board has it."""
    found: Message = house.board.messages[id]
    return found


def asked(house: House, id: str = "M-1") -> list[str]:
    """Who is asked to acknowledge it."""
    return [one.to for one in hazard(house, id).to]


def later(house: House, minutes: float) -> int:
    """Time passes, and the clock asks."""
    house.time.pass_(minutes=minutes)
    return lapse(house)


# -- who is asked --------------------------------------------------------------------------------


def test_a_hazard_line_asks_an_acknowledgement_of_every_agency_present_in_the_incident(
    room: House,
) -> None:
    room.does("lee", "signin")
    room.does("kim", "signin")
    answer = room.does("maya", "hazard in=INC-1 Power line down")
    message = hazard(room)
    assert answer.made == (f"#{answer.seq}", "M-1")
    assert (message.hazard, message.text, message.incident) == (
        f"#{answer.seq}",
        "Power line down",
        "INC-1",
    )
    assert asked(room) == ["fire", "pd"], "the city is on duty, and takes no part in it"
    assert message.due
    assert f"{message.due:%H:%M}" == "16:05"
    room.does("sam", "ack M-1")
    room.does("lee", "reply M-1 We stay behind the engine")
    assert message.id not in {m.id for m in room.board.messages.values() if m.waiting}


def test_who_warns_need_not_tell_their_own_agency_when_nobody_else_of_it_is_there(
    room: House,
) -> None:
    room.does("maya", "hazard in=INC-1 Power line down")
    assert asked(room) == ["pd"]
    assert room.ask("maya", "ack M-1").code == "own"


def test_an_agency_whose_units_are_there_is_asked_even_when_none_of_it_has_signed_in(
    room: House,
) -> None:
    room.does("rosa", "add V1 kind=van")
    room.does("rosa", "assign V1 INC-1")
    room.does("maya", "hazard in=INC-1 Power line down")
    assert asked(room) == ["pd", "redcross"]


def test_a_hazard_in_no_incident_asks_every_agency_that_has_somebody_on_duty(room: House) -> None:
    room.does("rosa", "signin")
    room.does("kim", "hazard Chlorine over the rail yard")
    assert asked(room) == ["fire", "pd", "redcross"]
    room.does("sam", "signout")
    room.does("maya", "close INC-1 Out")
    room.does("maya", "hazard in=INC-1 The wall leans")
    assert asked(room, "M-2") == ["redcross"], "of a closed one as of none"
    assert hazard(room, "M-2").incident is None


def test_a_hazard_that_nobody_else_is_there_for_stands_and_who_comes_is_asked(room: House) -> None:
    room.does("sam", "signout")
    room.does("maya", "hazard in=INC-1 Power line down")
    assert asked(room) == []
    room.time.now += 2 * KEPT
    assert lapse(room) == 0
    assert hazard(room).warns, "it stands until somebody says that it is over"
    room.does("sam", "signin")
    assert asked(room) == ["pd"]
    assert hazard(room).to[0].at == hazard(room).touched.at


def test_an_agency_that_joins_while_a_hazard_stands_is_asked_too_and_once(room: House) -> None:
    room.does("maya", "hazard in=INC-1 Power line down")
    room.time.pass_(minutes=3)
    room.does("rosa", "signin")
    assert asked(room) == ["pd"], "the Red Cross takes no part in it"
    room.does("rosa", "join INC-1")
    assert asked(room) == ["pd", "redcross"]
    late = hazard(room).to[1]
    assert late.until
    assert f"{late.until:%H:%M}" == "16:08"
    room.does("rosa", "ack M-1")
    room.does("rosa", "leave INC-1")
    room.does("rosa", "join INC-1")
    assert asked(room) == ["pd", "redcross"]
    assert hazard(room).to[1].acknowledged


def test_who_joins_while_a_hazard_stands_owes_it_since_then_and_by_their_own_time(
    room: House,
) -> None:
    room.does("maya", "hazard in=INC-1 Power line down")
    room.time.pass_(minutes=3)
    room.does("rosa", "signin; join INC-1")
    room.time.pass_(minutes=3)
    owed = {one.by: one for one in debts(seen(room, "kim"))}
    now = room.time.now
    assert (owed["pd"].late(now), owed["redcross"].late(now)) == (True, False)
    assert owed["redcross"].since > owed["pd"].since


def test_an_agency_that_comes_to_lead_or_to_command_is_asked_too(room: House) -> None:
    room.does("maya", "hazard in=INC-1 Power line down")
    room.agency("works")
    room.agency("ems")
    room.does("kim", "lead INC-1 works")
    room.does("kim", "unify INC-1 fire,ems")
    assert asked(room) == ["pd", "works", "ems"]


def test_who_comes_when_many_hazards_stand_is_asked_about_the_newest_of_them(room: House) -> None:
    for at in range(STANDING_MAX):
        room.does("maya", f"hazard in=INC-1 Tree {at}")
    for at in range(4):
        room.does("kim", f"hazard Ice {at}")
    room.does("kim", "join INC-1 agency=redcross")
    room.does("rosa", "signin")
    to = [m.text for m in room.board.messages.values() if "redcross" in {one.to for one in m.to}]
    assert len(to) == ADDED_MAX + 4


# -- silence -------------------------------------------------------------------------------------


def test_a_silent_agency_goes_to_who_commands_then_the_deputy_then_up(room: House) -> None:
    room.does("kim", "activate 2 Fire")
    room.does("kim", "take EOC/DIR")
    room.does("lee", "hazard in=INC-1 Power line down")
    room.does("maya", "ack M-1")
    assert later(room, 5.1) == 1
    assert last(room) == (
        "hazard M-1 not acknowledged by 16:05Z: pd, goes to INC-1/IC maya",
        Mark.MAJOR,
    ), "who must act is asked by name; the rest are not called once more"
    later(room, 5)
    assert last(room)[0].endswith("INC-1/IC maya, goes to EOC/DIR kim"), "the deputy warned"
    room.does("maya", "ack M-1")
    assert hazard(room).waiting == ()


def test_where_the_commander_warned_the_deputy_is_told_who_was_silent(room: House) -> None:
    room.does("maya", "hazard in=INC-1 Power line down")
    later(room, 5.1)
    assert last(room)[0].endswith("pd, goes to lee")
    room.does("lee", "ack M-1")
    said = hazard(room).to[0].acknowledged
    assert said
    assert said.by.person == "lee"


# -- until it is over ----------------------------------------------------------------------------


def test_a_struck_hazard_asks_nobody_any_more(room: House) -> None:
    seq = room.does("maya", "hazard in=INC-1 Power line down").seq
    room.does("maya", f"strike #{seq} It is a washing line")
    ended = hazard(room).ended
    assert ended
    assert ended.reason == "It is a washing line"
    assert room.ask("sam", "ack M-1").code == "ended"


def test_a_corrected_hazard_asks_everybody_again(room: House) -> None:
    seq = room.does("maya", "hazard in=INC-1 Gas 12%").seq
    room.does("sam", "ack M-1")
    answer = room.does("maya", f"correct #{seq} Gas 21%, not 12")
    assert hazard(room).replaced_by == "M-2"
    assert (hazard(room, "M-2").hazard, hazard(room, "M-2").replaces) == (f"#{answer.seq}", "M-1")
    assert [one.to for one in hazard(room, "M-2").waiting] == ["pd"]
    refused = room.ask("sam", "ack M-1")
    assert "M-2 stands instead" in refused.because


def test_a_correction_of_what_is_over_warns_nobody_anew(room: House) -> None:
    seq = room.does("maya", "hazard in=INC-1 Gas 12%").seq
    room.does("maya", "cancel M-1 Shut off")
    room.does("maya", f"correct #{seq} Gas 21%")
    assert set(room.board.messages) == {"M-1"}


def test_a_hazard_is_over_when_who_warned_or_leads_says_so_and_the_log_has_the_line(
    room: House,
) -> None:
    for _ in range(4):
        room.does("sam", "hazard in=INC-1 Ammonia")
    assert room.ask("rosa", "cancel M-1 I think").code == "not-yours"
    room.does("ron", "cancel M-1 Wind has turned")
    assert last(room) == ("hazard M-1 is over: Wind has turned", Mark.MAJOR)
    room.does("maya", "cancel M-2 Tank is shut")
    room.does("kim", "cancel M-3 Tank is shut")
    assert [m.id for m in room.board.messages.values() if m.warns] == ["M-4"]
    room.does("maya", "close INC-1 Out")
    while lapse(room):
        pass
    assert not [m for m in room.board.messages.values() if m.warns], "nothing stands in it"


def test_a_hazard_leaves_the_board_only_after_it_is_over(room: House) -> None:
    room.does("maya", "hazard in=INC-1 Power line down")
    room.does("sam", "ack M-1")
    room.time.now += 2 * KEPT
    assert lapse(room) == 0
    room.does("maya", "cancel M-1 Dead")
    room.time.now += 2 * KEPT
    assert lapse(room) == 1
    assert room.board.messages == {}


def test_a_danger_is_said_however_many_stand_and_the_oldest_makes_room(room: House) -> None:
    for at in range(STANDING_MAX + 1):
        room.does("maya", f"hazard in=INC-1 Tree {at}")
    ended = hazard(room).ended
    assert ended
    assert "say it again if it still does" in ended.reason
    assert sum(m.warns for m in room.board.messages.values()) == STANDING_MAX


# -- what the screens show -----------------------------------------------------------------------


def test_now_says_the_hazard_before_all_else_and_once(room: House) -> None:
    room.does("kim", "tell pd ack=5m Hello")
    room.does("maya", "hazard in=INC-1 Power line down")
    rows = said(now.rows(seen(room, "sam")))
    assert rows[1] == "!! M-2 0m HAZARD due 12:05: Power line down maya INC-1/IC: ack M-2"
    assert not [row for row in rows if "Enter reads it" in row]
    assert not [row for row in rows if "STAND" in row]
    room.does("sam", "ack M-2")
    assert said(board.needs(seen(room, "sam"))) == []


def test_who_acknowledged_a_hazard_is_not_called_by_its_line_again(room: House) -> None:
    room.does("maya", "hazard in=INC-1 Power line down")
    assert alarms.bar(seen(room, "sam")), "on every other screen"
    room.does("sam", "ack M-1")
    assert alarms.bar(seen(room, "sam")) == ""
    assert alarms.bar(seen(room, "ron")), "he has not read it"
    room.does("maya", "cancel M-1 It is dead")
    assert alarms.bar(seen(room, "ron")) == ""


def test_who_comes_on_duty_later_sees_which_hazards_stand_and_who_is_silent(room: House) -> None:
    room.does("maya", "hazard in=INC-1 Power line down")
    room.does("maya", "hazard in=INC-1 Wall leans")
    room.does("sam", "ack M-2")
    room.time.now += 2 * KEPT
    lapse(room)
    room.does("rosa", "signin")
    heading, *rows = said(board.rows(seen(room, "rosa")))
    assert heading.startswith("HAZARDS THAT STAND")
    assert rows == [
        "! M-2 8h00 INC-1 Wall leans acknowledged",
        "!! M-1 8h00 INC-1 Power line down ACK OVERDUE 7h55: pd silent, so lee",
    ]
    assert heading in said(now.rows(seen(room, "rosa")))
    room.does("maya", "cancel M-1 Dead")
    room.does("maya", "cancel M-2 Shored")
    assert board.rows(seen(room, "rosa")) == []


def test_the_board_of_messages_keeps_what_stands_above_what_is_settled(room: House) -> None:
    room.does("maya", "hazard in=INC-1 Power line down")
    room.does("sam", "ack M-1")
    room.does("kim", "tell pd Hello")
    first, second = said(mail.rows(seen(room, "rosa")))
    assert first == "M-1 0m maya IC PD HAZARD: Power line down stands: acknowledged 12:00"
    assert second.startswith("M-2 0m kim CITY")


def test_the_record_leads_to_the_line_that_warns(room: House) -> None:
    seq = room.does("maya", "hazard in=INC-1 Power line down").seq
    rows = details.rows(seen(room, "sam"), ("messages", "M-1"), 60)
    (link,) = [row for row in rows if row.id.startswith("lines/") and row.cells[0] == "hazard"]
    assert link.cells[1] == f"#{seq}"


def test_only_so_many_hazards_stand_on_now_and_the_rest_is_counted(room: House) -> None:
    for at in range(board.SHOWN + 2):
        room.does("maya", f"hazard in=INC-1 Tree {at}")
    heading, *rows = said(board.rows(seen(room, "rosa")))
    assert len(rows) == board.SHOWN
    assert "+2: 7 has them all" in heading
    assert len(board.needs(seen(room, "sam"))) == board.SHOWN
