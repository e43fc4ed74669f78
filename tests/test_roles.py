"""Posts: one holder or none, duties that move when they are taken, vacancies nobody overlooks."""

from __future__ import annotations

import pytest

from console.boards import details
from console.boards.base import Look
from console.widgets.columns import text_of
from schemas.agencies import Discipline
from schemas.journal import Mark
from schemas.organizations import read_templates, templates
from schemas.roles import How, Left
from tests.clocks import lapse
from tests.house import ZONE, House

BRIEFED = "objectives=Evacuate comms=TAC-2 concerns=Wind"


def last(house: House) -> str:
    """The newest line of the journal."""
    return str(list(house.board.lines.values())[-1].text)


# -- command and its vacancy ---------------------------------------------------------------------


def test_opening_an_incident_gives_nobody_its_command(oak_st: House) -> None:
    assert oak_st.post("INC-1/IC").holder is None
    assert oak_st.post("INC-1/IC").key


def test_a_vacant_command_is_taken_at_once_by_anyone_with_jurisdiction_and_everybody_is_told(
    oak_st: House,
) -> None:
    oak_st.does("sam", "take INC-1/IC")
    held = oak_st.post("INC-1/IC")
    assert (held.holder, held.agency) == ("sam", "pd")
    assert held.history[-1].how is How.TAKEN
    assert last(oak_st).startswith("sam of pd holds INC-1/IC, taken (vacant before)")


def test_command_is_not_for_an_agency_that_only_helps_nor_for_the_center(oak_st: House) -> None:
    refused = oak_st.ask("rosa", "take INC-1/IC")
    assert refused.code == "no-jurisdiction"
    assert refused.refusal
    assert refused.refusal.ask == "fire"
    assert oak_st.ask("kim", "take INC-1/IC").code == "no-jurisdiction"


def test_of_two_who_take_one_post_in_the_same_moment_the_second_learns_who_has_it(
    oak_st: House,
) -> None:
    asks = [oak_st.asked(person, "take INC-1/IC") for person in ("maya", "sam")]
    first, second = oak_st.deliver(asks)
    assert first.ok
    assert second.code == "held"
    assert "maya of fire" in second.because


def test_a_missing_qualification_is_a_warning_and_no_refusal(oak_st: House) -> None:
    oak_st.does("maya", "take INC-1/IC")
    assert "not on record as qualified for IC" in last(oak_st)
    oak_st.does("maya", "contact lee qualified=OSC")
    oak_st.does("maya", "appoint INC-1/OSC lee")
    assert "not on record" not in last(oak_st)


# -- posts that grow with the incident -----------------------------------------------------------


def test_a_post_comes_into_being_when_it_is_filled_with_those_over_it(oak_st: House) -> None:
    oak_st.does("maya", "take INC-1/IC")
    oak_st.does("maya", "appoint INC-1/SITL lee")
    assert oak_st.post("INC-1/SITL").reports_to == "INC-1/PSC"
    assert oak_st.post("INC-1/PSC").holder is None


def test_only_who_is_over_a_post_fills_it_and_the_refusal_is_kept(oak_st: House) -> None:
    oak_st.does("maya", "take INC-1/IC")
    refused = oak_st.ask("sam", "appoint INC-1/OSC pia")
    assert refused.code == "not-yours"
    assert refused.refusal
    assert refused.refusal.ask == "maya, INC-1/IC"
    assert refused.seq is not None


def test_a_room_may_have_posts_of_its_own_but_no_ring_of_them(oak_st: House) -> None:
    oak_st.does("maya", "take INC-1/IC")
    oak_st.does("maya", "post INC-1/DIV-A to=INC-1/OSC Division A Supervisor")
    oak_st.does("maya", "appoint INC-1/DIV-A lee")
    assert "qualified" not in last(oak_st), "for a post of their own nobody has a qualification"
    assert oak_st.post("INC-1/DIV-A").reports_to == "INC-1/OSC"
    assert oak_st.ask("maya", "post INC-1/OSC to=INC-1/DIV-A Operations").code == "ring"
    assert oak_st.ask("maya", "post INC-1/OSC to=EOC/DIR Operations").code == "other-room"


def test_a_post_the_template_does_not_know_says_how_to_make_one(oak_st: House) -> None:
    refused = oak_st.ask("maya", "take INC-1/CHEF")
    assert refused.code == "unknown-post"
    assert "post INC-1/CHEF TITLE" in refused.because


def test_an_agency_that_does_not_take_part_joins_before_it_takes_a_post(oak_st: House) -> None:
    assert oak_st.ask("rosa", "take INC-1/LSC").code == "not-there"
    oak_st.does("rosa", "join INC-1")
    oak_st.does("maya", "appoint INC-1/LSC rosa")
    assert oak_st.post("INC-1/LSC").agency == "redcross"


def test_a_representative_is_named_by_the_agency_itself_with_what_it_may_commit(
    oak_st: House,
) -> None:
    oak_st.does("rosa", 'take INC-1/AREP.redcross may="10 shelter teams"')
    assert oak_st.post("INC-1/AREP.redcross").may == "10 shelter teams"
    assert oak_st.ask("sam", "take INC-1/AREP.redcross").code == "not-their-agency"
    assert oak_st.ask("kim", "appoint INC-1/AREP.pd rosa").code == "not-yours"


# -- centers -------------------------------------------------------------------------------------


def test_an_activated_center_shows_its_key_posts_vacant_and_is_filled_short(house: House) -> None:
    house.does("kim", "activate 2 Flood")
    vacant = {p.code for p in house.board.roles.values() if p.holder is None}
    assert {"DIR", "OSC", "PSC", "LSC", "PIO"} == vacant
    house.does("kim", "take DIR")
    house.does("rosa", "take LSC")
    assert house.post("EOC/LSC").holder == "rosa"


def test_another_template_opens_its_posts_drops_vacant_ones_and_keeps_who_is_there(
    house: House,
) -> None:
    house.does("kim", "activate 2 Flood")
    house.does("rosa", "take LSC")
    house.does("kim", "organize EOC support")
    assert house.post("EOC/LSC").holder == "rosa"
    assert "EOC/OSC" not in house.board.roles
    assert house.post("EOC/RSSC").title == "Resources Support Section Chief"
    assert house.ask("kim", "organize EOC circus").code == "unknown-template"
    assert house.ask("rosa", "organize EOC ics").code == "not-yours"


# -- handing over --------------------------------------------------------------------------------


def test_a_duty_moves_when_it_is_taken_and_not_before(oak_st: House) -> None:
    oak_st.does("maya", "take INC-1/IC")
    oak_st.does("maya", f"handover INC-1/IC lee {BRIEFED} Two streets closed")
    assert oak_st.post("INC-1/IC").holder == "maya"
    oak_st.does("maya", "appoint INC-1/OSC lee")
    oak_st.does("lee", "take INC-1/IC")
    held = oak_st.post("INC-1/IC")
    assert held.holder == "lee"
    assert held.briefing is not None
    assert held.briefing.situation == "Two streets closed"
    assert held.briefing.organization == "IC maya"
    first, second = held.history
    assert first.left is Left.SUCCEEDED
    assert first.until == second.since, "no gap and no overlap"


def test_the_old_holders_authority_ends_with_the_entry(oak_st: House) -> None:
    oak_st.does("sam", "take INC-1/IC")
    oak_st.does("sam", f"handover INC-1/IC maya {BRIEFED} All quiet")
    oak_st.does("maya", "take INC-1/IC")
    assert oak_st.ask("sam", "appoint INC-1/OSC pia").code == "not-yours"
    refused = oak_st.ask("sam", "log as=INC-1/IC Still here")
    assert refused.code == "not-held"
    assert "maya has INC-1/IC" in refused.because


def test_a_transfer_of_command_names_what_the_briefing_still_lacks(oak_st: House) -> None:
    oak_st.does("maya", "take INC-1/IC")
    refused = oak_st.ask("maya", "handover INC-1/IC lee objectives=Evacuate Going home")
    assert refused.code == "briefing"
    assert "comms= concerns=" in refused.because


def test_a_handover_may_be_declined_and_taken_back(oak_st: House) -> None:
    oak_st.does("maya", "take INC-1/IC")
    oak_st.does("maya", f"handover INC-1/IC lee {BRIEFED} x")
    assert oak_st.ask("sam", "decline INC-1/IC No").code == "not-yours"
    oak_st.does("lee", "decline INC-1/IC At the hospital")
    assert oak_st.post("INC-1/IC").handover is None
    assert oak_st.post("INC-1/IC").holder == "maya"
    oak_st.does("maya", f"handover INC-1/IC lee {BRIEFED} x")
    oak_st.does("maya", "decline INC-1/IC I stay")
    assert oak_st.ask("lee", "take INC-1/IC").code == "held"


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        (f"handover INC-1/IC rosa {BRIEFED} x", "no-jurisdiction"),
        (f"handover INC-1/IC maya {BRIEFED} x", "not-oneself"),
        (f"handover INC-1/IC pia {BRIEFED} x", "revoked"),
        ("handover INC-1/OSC lee x", "vacant"),
        (f"handover INC-1/IC kim {BRIEFED} x", "no-jurisdiction"),
        (f"handover INC-1/IC max {BRIEFED} x", "off-duty"),
        (f"handover INC-1/IC lee due=2027-01-01T00:00Z {BRIEFED} x", ""),
    ],
)
def test_a_handover_goes_to_somebody_who_can_have_it(oak_st: House, phrase: str, code: str) -> None:
    oak_st.does("maya", "take INC-1/IC")
    oak_st.does("kim", "revoke pia")
    oak_st.person("max", "fire")
    answer = oak_st.ask("maya", phrase)
    assert answer.ok if not code else answer.code == code


def test_a_handover_nobody_takes_goes_up_the_chain_and_ends_red_and_unowned(oak_st: House) -> None:
    oak_st.does("kim", "activate 2 Fire")
    oak_st.does("kim", "take EOC/DIR")
    oak_st.does("maya", "take INC-1/IC")
    oak_st.does("maya", "appoint INC-1/OSC lee")
    oak_st.does("lee", "handover INC-1/OSC pia Two engines inside")
    for minutes, waits_on in ((11, "INC-1/IC"), (11, "EOC/DIR"), (11, None)):
        oak_st.time.pass_(minutes=minutes)
        lapse(oak_st)
        waiting = oak_st.post("INC-1/OSC").handover
        assert waiting is not None
        assert waiting.waits_on == waits_on
    assert waiting
    assert waiting.due is None
    oak_st.time.pass_(hours=1)
    lapse(oak_st)
    assert oak_st.post("INC-1/OSC").holder == "lee", "until it is taken the old holder has it"
    oak_st.does("pia", "take INC-1/OSC")
    assert oak_st.post("INC-1/OSC").handover is None


def test_an_overdue_handover_is_asked_once_also_after_a_restart(oak_st: House) -> None:
    oak_st.does("maya", "take INC-1/IC")
    oak_st.does("maya", f"handover INC-1/IC lee {BRIEFED} x")
    oak_st.time.pass_(minutes=30)
    oak_st.reopen()
    lapse(oak_st)
    assert oak_st.post("INC-1/IC").handover is not None
    assert "nobody is left to turn to" in last(oak_st)
    seq = oak_st.board.seq
    lapse(oak_st)
    assert oak_st.board.seq == seq


# -- leaving -------------------------------------------------------------------------------------


def test_a_holder_steps_down_and_a_superior_relieves_and_the_vacancy_is_said(oak_st: House) -> None:
    oak_st.does("maya", "take INC-1/IC")
    oak_st.does("maya", "appoint INC-1/OSC lee")
    assert oak_st.ask("sam", "relieve INC-1/OSC No reason").code == "not-yours"
    oak_st.does("maya", "relieve INC-1/OSC Needed elsewhere")
    assert oak_st.post("INC-1/OSC").history[-1].left is Left.RELIEVED
    oak_st.does("maya", "relieve INC-1/IC Injured")
    assert oak_st.post("INC-1/IC").holder is None
    assert "stepped down: Injured" in last(oak_st)


def test_the_own_agency_relieves_a_commander_who_is_lost(oak_st: House) -> None:
    oak_st.does("maya", "take INC-1/IC")
    oak_st.does("lee", "relieve INC-1/IC No contact since the collapse")
    oak_st.does("lee", "take INC-1/IC")
    assert oak_st.post("INC-1/IC").holder == "lee"


def test_a_deputy_takes_over_at_once(oak_st: House) -> None:
    oak_st.does("maya", "take INC-1/IC")
    oak_st.does("maya", "deputy INC-1/IC lee")
    oak_st.does("lee", "take INC-1/IC")
    assert oak_st.post("INC-1/IC").holder == "lee"


def test_who_is_shut_out_holds_nothing_any_more(oak_st: House) -> None:
    oak_st.does("maya", "take INC-1/IC")
    oak_st.does("kim", "revoke maya Console lost in the street")
    assert oak_st.post("INC-1/IC").holder is None
    assert oak_st.post("INC-1/IC").history[-1].left is Left.SHUT_OUT
    why = "maya was shut out by kim: Console lost in the street"
    assert last(oak_st) == f"INC-1/IC vacant: {why}"
    line = oak_st.board.lines[f"#{oak_st.board.seq}"]
    assert (line.incident, line.mark) == ("INC-1", Mark.URGENT)
    oak_st.does("kim", "revoke rosa")
    assert last(oak_st) == "rosa was shut out by kim", "who held nothing is told of, too"


def test_the_record_says_since_when_by_whom_and_why_somebody_is_shut_out(oak_st: House) -> None:
    oak_st.does("kim", "revoke maya Console lost in the street")
    at = oak_st.time.now.astimezone(ZONE)
    look = Look(board=oak_st.board, now=oak_st.time.now, zone=ZONE)
    person, agency = (
        [" ".join(map(text_of, row.cells)) for row in details.rows(look, of, 80)]
        for of in (("people", "maya"), ("agencies", "fire"))
    )
    assert any("Console lost in the street" in line and "kim" in line for line in person), person
    assert any(f"shut out {at:%H:%M} by kim" in line for line in agency), agency
    oak_st.does("kim", "invite maya")
    assert oak_st.board.people["maya"].shut_out is None


def test_posts_end_with_their_incident_and_come_back_vacant(oak_st: House) -> None:
    oak_st.does("maya", "take INC-1/IC")
    oak_st.does("maya", "close INC-1 Out")
    assert not oak_st.board.roles
    oak_st.does("maya", "reopen INC-1 Rekindled")
    assert oak_st.post("INC-1/IC").holder is None


# -- unified command -----------------------------------------------------------------------------


def test_unified_command_is_one_post_for_each_agency_and_nobody_loses_theirs(oak_st: House) -> None:
    oak_st.does("maya", "take INC-1/IC")
    oak_st.does("maya", "appoint INC-1/OSC lee")
    oak_st.does("kim", "unify INC-1 fire,pd")
    assert "INC-1/IC" not in oak_st.board.roles
    assert oak_st.post("INC-1/IC.fire").holder == "maya"
    assert oak_st.post("INC-1/IC.pd").holder is None
    assert oak_st.post("INC-1/OSC").reports_to == "INC-1/IC.fire"
    oak_st.does("sam", "take INC-1/IC")
    assert oak_st.post("INC-1/IC.pd").holder == "sam"
    assert oak_st.ask("rosa", "take INC-1/IC").code == "no-jurisdiction"


def test_an_agency_that_leaves_leaves_its_command_post(oak_st: House) -> None:
    oak_st.does("kim", "unify INC-1 fire,pd")
    oak_st.does("sam", "take INC-1/IC")
    oak_st.does("sam", "leave INC-1")
    assert "INC-1/IC.pd" not in oak_st.board.roles


# -- templates -----------------------------------------------------------------------------------


def test_every_template_that_comes_along_hangs_together() -> None:
    assert {("incident", "ics"), ("center", "ics"), ("center", "support")} <= set(templates())
    assert all(found.top in ("IC", "DIR") for found in templates().values())


@pytest.mark.parametrize(
    ("posts", "says"),
    [
        (
            '{"code":"IC","title":"a","section":"c"},{"code":"IC","title":"b","section":"c"}',
            "twice",
        ),
        (
            '{"code":"OSC","title":"a","section":"c","reports_to":"IC"}',
            "one post reports to nobody",
        ),
        (
            '{"code":"IC","title":"a","section":"c"},'
            '{"code":"OSC","title":"b","section":"c","reports_to":"PSC"}',
            "which is missing",
        ),
        (
            '{"code":"IC","title":"a","section":"c"},'
            '{"code":"A","title":"b","section":"c","reports_to":"B"},'
            '{"code":"B","title":"b","section":"c","reports_to":"A"}',
            "reports to itself",
        ),
    ],
)
def test_a_template_that_does_not_hang_together_says_where(posts: str, says: str) -> None:
    text = f'[{{"name":"x","room":"incident","title":"X","posts":[{posts}]}}]'
    with pytest.raises(ValueError, match=says):
        read_templates(text)


def test_disciplines_that_manage_never_command(house: House) -> None:
    assert house.board.agencies["city"].discipline is Discipline.MANAGEMENT
    house.does("maya", "open fire Oak St")
    assert house.ask("kim", "take INC-1/IC").code == "no-jurisdiction"
