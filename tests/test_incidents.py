"""Incidents, as a coordinator would say them."""

from __future__ import annotations

from tests.house import House


def test_an_incident_gets_the_next_number_and_the_journal_says_so(house: House) -> None:
    answer = house.does("maya", 'open flood in="Mill & 3rd" Mill Creek')
    assert answer.made[0] == "INC-1"
    incident = house.board.incidents["INC-1"]
    assert (incident.name, incident.place, incident.center) == ("Mill Creek", "Mill & 3rd", "EOC")
    assert house.line(answer.seq).text == "INC-1 opened: flood Mill Creek"
    assert house.does("sam", "open crash I-95").made[0] == "INC-2"


def test_the_opener_with_authority_leads_and_a_center_never_does(house: House) -> None:
    house.does("maya", "open fire Oak St")
    assert house.board.incidents["INC-1"].command == ("fire",)
    house.does("kim", "open storm Alma")
    assert house.board.incidents["INC-2"].command == ()
    house.does("kim", "lead INC-2 PD")
    assert house.board.incidents["INC-2"].agencies == ("pd",)
    house.does("rosa", "open other Shelter at Lincoln")
    assert house.board.incidents["INC-3"].lead is None


def test_only_the_agencies_in_command_and_coordinators_change_it(house: House) -> None:
    house.does("maya", "open fire Oak St")
    answer = house.ask("sam", "classify INC-1 3")
    assert answer.code == "not-yours"
    assert "fire" in answer.because
    house.does("maya", "unify INC-1 FIRE,PD")
    house.does("sam", "classify INC-1 3")
    house.does("kim", "classify INC-1 2")
    assert house.board.incidents["INC-1"].incident_type == 2


def test_unified_command_takes_two_agencies_that_exist(house: House) -> None:
    house.does("maya", "open fire Oak St")
    assert house.ask("maya", "unify INC-1 FIRE").code == "too-few"
    assert house.ask("maya", "unify INC-1 FIRE,NAVY").misread


def test_an_agency_takes_part_and_leaves_but_the_lead_does_not_just_leave(house: House) -> None:
    house.does("maya", "open fire Oak St")
    house.does("rosa", "join INC-1")
    assert house.board.incidents["INC-1"].agencies == ("fire", "redcross")
    assert house.ask("rosa", "join INC-1").code == "already-there"
    assert house.ask("sam", "join INC-1 agency=redcross").code == "not-yours"
    house.does("kim", "join INC-1 agency=pd")
    assert house.ask("maya", "leave INC-1").code == "leads"
    house.does("rosa", "leave INC-1")
    assert house.board.incidents["INC-1"].agencies == ("fire", "pd")


def test_incidents_roll_up_never_in_a_ring_and_come_out_whole(house: House) -> None:
    for name in ("Oak St", "Elm St", "Storm Alma"):
        house.does("maya", f"open fire {name}")
    house.does("kim", "attach INC-1 INC-3; attach INC-2 INC-1")
    assert house.ask("kim", "attach INC-3 INC-2").code == "ring"
    assert house.ask("kim", "attach INC-1 INC-2").code == "attached"
    before = house.board.incidents["INC-1"]
    house.does("kim", "detach INC-1")
    after = house.board.incidents["INC-1"]
    assert after.parent is None
    assert after.children == before.children == ("INC-2",)
    assert house.board.incidents["INC-3"].children == ()


def test_an_incident_closes_with_a_reason_when_nobody_is_left_on_it(house: House) -> None:
    house.does("maya", "add E12 kind=engine; open fire Oak St")
    house.does("maya", "checkin E12 INC-1")
    answer = house.ask("maya", "close INC-1 fire is out")
    assert answer.code == "units-on-it"
    assert "E12" in answer.because
    house.does("maya", "release E12; close INC-1 fire is out")
    closed = house.board.incidents["INC-1"].closed
    assert closed is not None
    assert (closed.reason, closed.by.person) == ("fire is out", "maya")
    refused = house.ask("maya", "classify INC-1 3")
    assert refused.code == "closed"
    assert "maya" in refused.because
    house.does("maya", "reopen INC-1 it flared up")
    assert house.board.incidents["INC-1"].closed is None


def test_an_archived_incident_comes_back_whole_when_it_is_reopened(house: House) -> None:
    house.does("maya", "open fire Oak St")
    house.does("maya", "classify INC-1 4; close INC-1 out")
    before = house.board.incidents["INC-1"]
    house.does("kim", "archive INC-1")
    assert "INC-1" not in house.board.incidents
    house.reopen()
    reopening = house.hub.memory.past("incidents", "INC-1")
    assert reopening is not None
    # The phrase cannot name it any more by what is on the board; the hub still can.
    from schemas.incidents import ReopenIncident

    ask = ReopenIncident(incident="INC-1", reason="smoke again")
    assert house.submit(house.actor("maya"), ask).ok
    after = house.board.incidents["INC-1"]
    assert (after.name, after.incident_type, after.opened_at, after.closed) == (
        before.name,
        4,
        before.opened_at,
        None,
    )


def test_two_people_naming_one_incident_do_not_overwrite_each_other(house: House) -> None:
    house.does("maya", "open fire Oak St")
    seen = house.board.seq
    house.does("kim", "rename INC-1 Oak Street gas fire", seen=seen)
    late = house.ask("maya", "rename INC-1 Oak St warehouse", seen=seen)
    assert late.code == "changed"
    assert late.refusal
    assert late.refusal.touched
    assert late.refusal.touched.by == "kim"
    house.does("maya", "classify INC-1 3", seen=seen)  # another thing of the same record
    house.does("maya", "rename INC-1 Oak St warehouse", seen=house.board.seq)


def test_a_place_is_words_or_degrees_and_a_latitude_needs_its_longitude(house: House) -> None:
    house.does("maya", "open fire Oak St")
    house.does("maya", "place INC-1 lat=37.7749 lon=-122.4194 behind the mill")
    incident = house.board.incidents["INC-1"]
    assert (incident.lat, incident.lon) == (377749000, -1224194000)
    assert house.ask("maya", "place INC-1 lat=37.7749").code == "half-a-place"
    assert house.ask("maya", "place INC-1 lat=91 lon=0").misread
    assert house.ask("maya", "place INC-1").code == "nothing-said"


def test_an_unknown_incident_and_one_i_may_not_see_are_answered_alike(house: House) -> None:
    from schemas.incidents import ClassifyIncident

    ask = ClassifyIncident(incident="INC-9", incident_type=3)
    answer = house.submit(house.actor("maya"), ask)
    assert answer.code == "unknown-id"
    assert answer.because == "Nothing you can see is called INC-9."


def test_the_phrase_may_leave_the_incident_out_in_its_room(house: House) -> None:
    house.does("maya", "open fire Oak St")
    assert house.ask("maya", "classify 3").misread
    house.go("maya", "INC-1")
    house.does("maya", "classify 3")
    assert house.board.incidents["INC-1"].incident_type == 3


def test_a_refusal_stays_short_however_many_agencies_command(house: House) -> None:
    names = [f"county-emergency-management-{n:03}" for n in range(18)]
    for name in names:
        house.agency(name)
    house.does("maya", "open fire Oak St")
    house.does("maya", f"unify INC-1 {','.join(names)}")
    answer = house.ask("sam", "rename INC-1 z")
    assert answer.code == "not-yours"
    assert "and 14 more" in answer.because


def test_no_ring_closes_over_an_incident_in_the_archive(house: House) -> None:
    for name in ("Oak", "Elm", "Ash"):
        house.does("maya", f"open fire {name}")
    house.does("kim", "attach INC-2 INC-1; attach INC-3 INC-2")
    house.does("kim", "close INC-3 out")
    house.does("kim", "close INC-2 out")
    house.does("kim", "archive INC-2")
    house.does("kim", "reopen INC-3 again")
    assert house.ask("kim", "attach INC-1 INC-3").code == "ring"
