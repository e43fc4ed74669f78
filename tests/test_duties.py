"""What a reviewer looks for in a recording: each duty that changed hands, through whose eyes."""

from __future__ import annotations

from console.duties import DUTIES
from console.local import See
from schemas.board import facts
from tests.house import House
from tests.replays import copied, shown


def test_it_goes_from_duty_to_duty_and_back(busy: House) -> None:
    replay = shown(copied(busy))
    seqs: list[int] = []
    while not replay.told or "No duty changes" not in replay.told[-1].sentence:
        replay.duty(1)
        seqs.append(replay.board.seq)
    kinds = [busy.board.seq and _kinds(busy, seq) & {k.__name__ for k in DUTIES} for seq in seqs]
    assert kinds == [
        {"IncidentOpened"},
        {"PositionHeld"},
        {"IncidentOpened"},
        {"CommandUnified", "PositionHeld", "PositionClosed"},
        {"IncidentClosed", "PositionClosed"},
        {"IncidentClosed", "PositionClosed"},
    ]
    for seq in reversed(seqs[:-2]):
        replay.duty(-1)
        assert replay.board.seq == seq


def test_each_change_of_who_holds_a_post_is_one_of_a_duty(busy: House) -> None:
    house = busy
    house.does("kim", "open fire lead=fire Elm St")
    house.does("sam", "join INC-3")
    seqs = [
        house.does("maya", "take INC-3/IC").seq,
        house.does("kim", "take EOC/LSC").seq,
        house.does("maya", "relieve INC-3/IC end of shift").seq,
        house.does("sam", "take INC-3/IC").seq,
    ]
    house.does("sam", "log Wind turns west")
    for room, own in ((None, seqs), ("INC-3", [seqs[0], *seqs[2:]]), ("EOC", [seqs[1]])):
        replay = shown(copied(house, f"{room}.log"))
        replay.place = room
        replay.at(f"#{(seqs[0] or 1) - 1}")
        for seq in own:
            replay.duty(1)
            assert replay.board.seq == seq
        replay.duty(1)
        assert replay.told[-1].sentence.startswith("No duty")
    replay = shown(copied(house, "who.log"))
    holders = []
    for seq in seqs:
        replay.at(f"#{seq}")
        holders.append(replay.board.roles["INC-3/IC"].holder)
    assert holders == ["maya", "maya", None, "sam"], "and the gap is seen"


def test_what_offers_a_duty_is_found_too_and_said_in_short(oak_st: House) -> None:
    house = oak_st
    briefed = "objectives=Out comms=TAC-2 concerns=Wind"
    for person, phrase, found in (
        ("maya", "take INC-1/IC", "maya of fire holds INC-1/IC, taken"),
        ("sam", "log Nothing", ""),
        ("maya", f"handover INC-1/IC lee {briefed} Yours", "handed INC-1/IC over to lee"),
        ("lee", "decline INC-1/IC I am inside", "INC-1/IC stays with its holder: I am inside"),
        (
            "maya",
            "relieve INC-1/IC Going home",
            "INC-1/IC is vacant, maya stepped down: Going home",
        ),
        ("kim", "close INC-1 Out", "kim of city closed INC-1: Out"),
    ):
        house.time.pass_(minutes=1)
        seq = house.does(person, phrase).seq
        replay = shown(copied(house, f"{seq}.log"))
        replay.at(f"#{(seq or 1) - 1}")
        replay.duty(1, "INC-1")
        said = replay.told[-1].sentence
        assert (f"#{seq} " in said and found in said) if found else said.startswith("No duty")
    replay.duty(1, "EOC")
    assert replay.told[-1].sentence == "No duty in EOC changes after this."


def test_in_an_incident_only_its_own_duties_count(busy: House) -> None:
    replay = shown(copied(busy))
    replay.place = "INC-2"
    replay.duty(1)
    assert list(replay.board.incidents) == ["INC-1", "INC-2"]
    replay.duty(1)
    assert replay.told[-1].sentence == "No duty in INC-2 changes after this."


def _kinds(house: House, seq: int) -> set[str]:
    (entry,) = house.hub.log.read(seq, seq)
    return {type(event).__name__ for event in facts(entry)[1]}


# -- through whose eyes --------------------------------------------------------------------------


def test_a_moment_is_seen_as_an_agency_saw_it_and_as_all_of_it_again(busy: House) -> None:
    busy.does("sam", "log only=pd Suspect seen at the ford")
    busy.does("maya", "log only=fire Hydrant dry")
    busy.does("rosa", "log Shelter open")
    replay = shown(copied(busy))
    for name, who, sees, more in (
        ("pd", "seen by: PD", {"Suspect seen at the ford"}, "1 more not for PD"),
        ("redcross", "seen by: REDCROSS", set(), "2 more not for REDCROSS"),
        ("all", "seen by: all", {"Suspect seen at the ford", "Hydrant dry"}, ""),
    ):
        replay.at(f"#{busy.board.seq}")
        replay.see(name)
        texts = {line.text for line in replay.board.lines.values()}
        assert texts & {"Suspect seen at the ford", "Hydrant dry"} == sees
        assert (replay.who, replay.beyond) == (who, more)
        assert "Shelter open" in texts
        replay.step(-1)
        replay.step(1)
        assert replay.beyond == more, "at every moment"
    replay.see("pd")
    replay.at("#3")
    assert replay.beyond == "", "nothing was hidden yet"


def test_eyes_that_are_not_in_the_log_are_named(busy: House) -> None:
    replay = shown(copied(busy))
    assert "No agency of this log is called navy: city, fire, pd, redcross" in replay.objects(
        See(agency="navy")
    )
    assert replay.objects(See(agency="pd")) == replay.objects(See(agency="all")) == ""
