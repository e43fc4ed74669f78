"""Requests: who decides is known from the first minute, and every minute waits on somebody."""

from __future__ import annotations

from typing import Any

import pytest

from console.boards import details, now
from console.boards import requests as board
from console.boards.base import Look
from schemas.journal import Mark
from schemas.requests import End, Stage
from server.rules.requests.asking import ENDED_MAX
from server.rules.requests.following import ANEW_MAX
from tests.clocks import lapse
from tests.house import ZONE, Answer, House
from tests.insight import said

NEED = "need 2 ambulance in=INC-1"


def request(house: House, id: str = "R-1") -> Any:
    """A request on the board."""
    return house.board.requests[id]


def waits(house: House, id: str = "R-1") -> list[str]:
    """Who is waited on now, and what for."""
    return [f"{wait.wants.value} {wait.on}" for wait in request(house, id).open_waits]


def told(house: House) -> Any:
    """The newest line of the journal."""
    return list(house.board.lines.values())[-1]


def no(answer: Answer) -> str:
    """The rule that refused."""
    return answer.code


# -- asking --------------------------------------------------------------------------------------


def test_a_request_waits_on_a_name_from_the_first_moment(flood: House) -> None:
    flood.does("sam", f"{NEED} type=ALS to=LINCOLN due=1300 contact=5550199 Two not breathing")
    made = request(flood)
    assert (made.what, made.place, made.contact) == ("2 ambulance ALS", "LINCOLN", "5550199")
    assert made.stage is Stage.APPROVING
    assert waits(flood) == ["approve INC-1/LSC"]
    assert "waits on INC-1/LSC lee" in told(flood).text


def test_with_nobody_in_logistics_it_is_asked_of_who_is_over_it(flood: House) -> None:
    flood.does("maya", "relieve INC-1/LSC Needed outside")
    flood.does("sam", NEED)
    assert waits(flood) == ["approve INC-1/IC"]
    (wait,) = request(flood).open_waits
    assert wait.why == "for INC-1/LSC"


def test_who_takes_no_part_asks_for_nothing(flood: House) -> None:
    flood.agency("school", "education")
    flood.person("ann", "school")
    assert no(flood.ask("ann", NEED)) == "not-there"
    flood.does("ann", "join INC-1")
    flood.does("ann", NEED)


def test_a_request_for_yesterday_or_for_a_closed_incident_is_refused(flood: House) -> None:
    past = "need 2 ambulance in=INC-1 due=2026-07-04T11:00-04:00"
    assert no(flood.ask("sam", past)) == "in-the-past"
    flood.does("kim", "close INC-1 Dry again")
    assert no(flood.ask("sam", NEED)) == "closed"


def test_what_may_be_the_same_is_told_after_it_is_made_and_nothing_is_undone(flood: House) -> None:
    flood.does("sam", f"{NEED} to=LINCOLN")
    flood.does("rosa", f"{NEED} to=LINCOLN")
    assert "R-1 asks for 2 ambulance there too" in told(flood).text
    assert set(flood.board.requests) == {"R-1", "R-2"}


# -- deciding ------------------------------------------------------------------------------------


def test_an_approval_says_who_and_the_request_waits_on_who_finds_it(flood: House) -> None:
    flood.does("sam", NEED)
    flood.time.pass_(minutes=17)
    flood.does("lee", "approve R-1")
    (step,) = request(flood).approvals
    assert (step.by.person, step.by.position, step.sole) == ("lee", "INC-1/LSC", False)
    assert waits(flood) == ["source INC-1/LSC"]
    waited = request(flood).waits[0]
    assert waited.on == "INC-1/LSC"
    assert (waited.until - waited.since).total_seconds() // 60 == 17


def test_who_is_over_the_one_asked_may_decide_too_and_others_may_not(flood: House) -> None:
    flood.does("sam", NEED)
    refused = flood.ask("pia", "approve R-1")
    assert no(refused) == "not-yours"
    assert "waits on INC-1/LSC lee" in refused.because
    assert flood.line(refused.seq).text.endswith("or who is over them.")
    flood.does("maya", "approve R-1")
    assert request(flood).approved == 2


def test_a_deputy_decides_for_who_is_asked(flood: House) -> None:
    flood.does("lee", "deputy INC-1/LSC pia")
    flood.does("sam", NEED)
    flood.does("pia", "approve R-1")
    assert request(flood).approvals[0].by.person == "pia"


def test_who_asks_does_not_approve_while_anybody_else_is_there(flood: House) -> None:
    flood.does("lee", NEED)
    assert waits(flood) == ["approve INC-1/IC"]
    refused = flood.ask("lee", "approve R-1")
    assert no(refused) == "own"
    assert "INC-1/IC maya decides" in refused.because
    flood.does("maya", "approve R-1")


def test_a_sole_approver_may_and_it_is_marked(flood: House) -> None:
    flood.does("maya", "relieve INC-1/LSC Needed outside")
    flood.does("maya", NEED)
    flood.does("maya", "approve R-1")
    assert request(flood).approvals[0].sole
    assert "(sole approver)" in told(flood).text


def test_somebody_who_is_away_makes_nobody_wait_who_is_alone(flood: House) -> None:
    flood.person("zoe", "fire")
    flood.does("maya", "relieve INC-1/LSC Needed outside")
    flood.does("maya", "appoint INC-1/LSC zoe")
    flood.does("maya", NEED)
    assert waits(flood) == ["approve INC-1/LSC"], "who else should be asked"
    flood.does("maya", "approve R-1")
    assert request(flood).approvals[0].sole


def test_steps_are_decided_in_their_order_and_side_by_side(flood: House) -> None:
    flood.does("maya", "appoint INC-1/FSC pia")
    flood.does("maya", "appoint INC-1/PSC rosa")
    flood.does("sam", "need 2 cot in=INC-1 via=LSC+FSC,PSC")
    assert waits(flood) == ["approve INC-1/LSC", "approve INC-1/FSC"]
    assert no(flood.ask("rosa", "approve R-1")) == "not-yours"
    flood.does("pia", "approve R-1")
    assert waits(flood) == ["approve INC-1/LSC"]
    flood.does("lee", "approve R-1")
    assert waits(flood) == ["approve INC-1/PSC"]
    assert request(flood).approved == 0
    flood.does("rosa", "approve R-1 quantity=1")
    assert request(flood).approved == 1


@pytest.mark.parametrize("via", ["LSC,LSC", "LSC+LSC"])
def test_a_step_is_named_once(flood: House, via: str) -> None:
    assert no(flood.ask("sam", f"{NEED} via={via}")) == "steps"


def test_a_step_of_a_post_that_is_not_there_is_refused(flood: House) -> None:
    assert no(flood.ask("sam", f"{NEED} via=BOSS")) == "unknown-post"


def test_more_than_was_asked_is_not_approved_and_nothing_twice(flood: House) -> None:
    flood.does("sam", NEED)
    assert no(flood.ask("lee", "approve R-1 quantity=3")) == "more-than-asked"
    flood.does("lee", "approve R-1")
    assert no(flood.ask("lee", "approve R-1")) == "decided"


def test_a_yes_by_word_is_written_down_with_who_said_it(flood: House) -> None:
    flood.does("sam", NEED)
    flood.does("kim", "take EOC/DIR")
    assert no(flood.ask("rosa", 'approve R-1 verbal="lee"')) == "not-yours"
    flood.does("kim", 'approve R-1 verbal="lee on TAC 2"')
    assert "as lee on TAC 2 said by word: paper to follow" in told(flood).text
    assert request(flood).approvals[0].verbal == "lee on TAC 2"


def test_what_is_given_back_waits_on_who_asked_and_is_asked_anew(flood: House) -> None:
    flood.does("sam", NEED)
    flood.does("lee", "return R-1 Which door?")
    assert request(flood).stage is Stage.RETURNED
    assert waits(flood) == ["amend sam"]
    assert no(flood.ask("lee", "approve R-1")) == "returned"
    assert no(flood.ask("rosa", "amend R-1 The east one")) == "not-yours"
    flood.does("sam", "amend R-1 to=LINCOLN The east door")
    assert request(flood).place == "LINCOLN"
    assert waits(flood) == ["approve INC-1/LSC"]


def test_a_change_is_decided_anew_and_one_without_difference_is_refused(flood: House) -> None:
    flood.does("sam", NEED)
    flood.does("lee", "approve R-1")
    assert no(flood.ask("sam", "amend R-1")) == "nothing-new"
    flood.does("sam", "amend R-1 5")
    assert (request(flood).quantity, request(flood).approved) == (5, 0)


def test_only_so_many_that_ended_stay_on_the_board(flood: House) -> None:
    for at in range(ENDED_MAX + 3):
        flood.does("sam", f"need {at + 1} tent in=INC-1")
        flood.does("sam", f"cancel R-{at + 1} Found one")
    ended = [one.id for one in flood.board.requests.values() if one.end]
    assert len(ended) == ENDED_MAX
    assert ended[0] == "R-4", "the oldest go"


def test_a_denial_ends_it_with_the_reason(flood: House) -> None:
    flood.does("sam", NEED)
    flood.does("lee", "deny R-1 None until 0500")
    ended = request(flood)
    assert (ended.end, ended.reason, ended.open_waits) == (End.DENIED, "None until 0500", ())
    refused = flood.ask("lee", "approve R-1")
    assert no(refused) == "ended"
    assert "None until 0500" in refused.because


# -- the clock -----------------------------------------------------------------------------------


def test_what_nobody_decides_goes_up_and_at_the_end_stands_for_all_to_see(flood: House) -> None:
    flood.does("kim", "take EOC/DIR")
    flood.does("sam", "need 2 ambulance high in=INC-1")
    for on in ("INC-1/IC", "EOC/DIR", "nobody"):
        assert lapse(flood) == 0
        flood.time.pass_(minutes=60)
        assert lapse(flood) == 1
        assert waits(flood) == [f"approve {on}"]
        assert told(flood).mark is Mark.URGENT
    assert "not decided by EOC/DIR" in told(flood).text
    flood.time.pass_(hours=5)
    assert lapse(flood) == 0, "never a loop"
    flood.does("lee", "approve R-1")


@pytest.mark.parametrize(
    ("priority", "minutes"), [("lifesaving", 10), ("sustaining", 30), ("high", 60), ("normal", 240)]
)
def test_the_more_urgent_the_sooner_it_goes_up(flood: House, priority: str, minutes: int) -> None:
    flood.does("sam", f"need 2 ambulance {priority} in=INC-1")
    flood.time.pass_(minutes=minutes - 1)
    assert lapse(flood) == 0
    flood.time.pass_(minutes=1)
    assert lapse(flood) == 1
    assert "approve INC-1/IC" in waits(flood)


def test_after_downtime_it_goes_up_once(flood: House) -> None:
    flood.does("sam", "need 2 ambulance high in=INC-1")
    flood.time.pass_(hours=9)
    flood.reopen()
    assert lapse(flood) == 1
    assert lapse(flood) == 0
    assert "not decided by INC-1/LSC by 17:00Z (said 480 min late)" in told(flood).text


def test_a_step_whose_post_is_no_longer_there_still_goes_up(flood: House) -> None:
    flood.does("maya", "post INC-1/DIV-A to=INC-1/OSC Division A Supervisor")
    flood.does("sam", "need 2 ambulance high in=INC-1 via=DIV-A")
    flood.does("maya", "organize INC-1 ics")
    assert "INC-1/DIV-A" not in flood.board.roles
    assert waits(flood) == ["approve INC-1/IC"]
    flood.does("maya", "relieve INC-1/IC Hurt")
    assert waits(flood) == ["approve nobody"]
    flood.does("lee", "take INC-1/IC")
    flood.does("lee", "approve R-1")


def test_a_post_that_many_requests_wait_on_is_left_and_taken_all_the_same(flood: House) -> None:
    for at in range(ANEW_MAX + 8):
        flood.does(
            "sam", f"need {at + 1} ambulance {'lifesaving' if at > ANEW_MAX else ''} in=INC-1"
        )
    flood.does("maya", "relieve INC-1/LSC Hurt")
    on = [waits(flood, id) for id in flood.board.requests]
    assert sum("approve INC-1/IC" in each for each in on) == ANEW_MAX
    assert all("approve INC-1/IC" in each for each in on[ANEW_MAX + 1 :]), "the urgent ones first"
    flood.does("maya", "approve R-40")
    flood.does("maya", "appoint INC-1/LSC lee")


def test_a_post_that_falls_vacant_hands_on_what_it_was_asked(flood: House) -> None:
    flood.does("sam", NEED)
    flood.does("lee", "relieve INC-1/LSC Hurt")
    assert waits(flood) == ["approve INC-1/IC"]
    (wait,) = request(flood).open_waits
    assert wait.why == "INC-1/LSC is vacant"


def test_what_was_left_to_nobody_is_asked_of_who_comes(flood: House) -> None:
    flood.does("maya", "relieve INC-1/LSC Hurt")
    flood.does("maya", "relieve INC-1/IC Hurt")
    flood.does("sam", NEED)
    assert waits(flood) == ["approve nobody"]
    flood.does("lee", "take INC-1/IC")
    assert waits(flood) == ["approve INC-1/IC"]


def test_a_request_that_nobody_touched_for_a_day_is_told_of(flood: House) -> None:
    flood.does("sam", NEED)
    flood.does("lee", "approve R-1")
    flood.time.pass_(hours=24)
    assert lapse(flood) == 1
    assert "open for a day" in told(flood).text


def test_a_request_ends_with_its_incident_and_leaves_the_board_later(flood: House) -> None:
    flood.does("sam", NEED)
    flood.does("kim", "close INC-1 Dry again")
    lapse(flood)
    assert (request(flood).end, request(flood).reason) == (End.CLOSED, "INC-1 was closed")
    flood.time.pass_(hours=12)
    lapse(flood)
    assert not flood.board.requests


# -- bringing ------------------------------------------------------------------------------------


def test_what_is_not_approved_is_offered_and_not_promised(flood: House) -> None:
    flood.does("sam", NEED)
    refused = flood.ask("maya", "commit R-1 M21")
    assert no(refused) == "not-approved"
    assert "waits on INC-1/LSC lee" in refused.because
    flood.does("rosa", "offer R-1 1 eta=+40m From the county line")
    (offer,) = request(flood).offers
    assert (offer.agency, offer.quantity) == ("redcross", 1)


def test_what_saves_life_is_brought_at_once_and_approved_meanwhile(flood: House) -> None:
    flood.does("sam", "need 2 ambulance lifesaving in=INC-1")
    assert told(flood).mark is Mark.URGENT
    assert waits(flood) == ["approve INC-1/LSC", "source INC-1/LSC"]
    flood.does("maya", "commit R-1 M21 eta=+9m")
    assert waits(flood) == ["approve INC-1/LSC", "source INC-1/LSC", "bring fire"]
    flood.does("lee", "approve R-1")
    assert waits(flood) == ["source INC-1/LSC", "bring fire"]


def test_units_that_are_promised_are_sent_and_their_arrival_is_counted(flood: House) -> None:
    flood.does("sam", NEED)
    flood.does("lee", "approve R-1")
    flood.does("maya", "commit R-1 M21,M22 eta=+20m")
    assert flood.unit("fire.M21").job == "INC-1"
    assert request(flood).stage is Stage.COMING
    assert waits(flood) == ["bring fire"]
    flood.does("maya", "checkin M21 INC-1")
    assert request(flood).received == 1
    flood.does("maya", "checkin M21 INC-1 in=STAGING")
    assert request(flood).received == 1, "counted once"
    flood.does("maya", "checkin M22 INC-1")
    assert (request(flood).end, request(flood).open_waits) == (End.RECEIVED, ())


def test_what_has_no_call_sign_is_promised_and_counted_in_parts(flood: House) -> None:
    flood.does("sam", "need 200 cot in=INC-1")
    flood.does("lee", "approve R-1 quantity=150")
    flood.does("rosa", "commit R-1 quantity=100")
    assert no(flood.ask("maya", "commit R-1 quantity=60")) == "more-than-wanted"
    flood.does("maya", "commit R-1 quantity=50")
    assert no(flood.ask("sam", "receive R-1 151")) == "not-committed"
    flood.does("sam", "receive R-1 120")
    assert [one.received for one in request(flood).commitments] == [100, 20]
    assert waits(flood) == ["bring fire"]
    flood.does("sam", "close R-1 Enough")
    assert request(flood).end is End.CLOSED


def test_a_unit_is_promised_once_by_its_own_agency_and_only_when_it_is_free(flood: House) -> None:
    flood.does("sam", NEED)
    flood.does("rosa", NEED)
    for id in ("R-1", "R-2"):
        flood.does("lee", f"approve {id}")
    assert no(flood.ask("sam", "commit R-1 fire.M21")) == "not-yours"
    assert no(flood.ask("sam", "commit R-1 quantity=1 agency=fire")) == "not-your-agency"
    flood.does("maya", "commit R-1 M21")
    assert no(flood.ask("maya", "commit R-2 M21")) == "committed"
    flood.does("kim", "open fire lead=fire Oak St")
    flood.does("maya", "assign M22 INC-2")
    assert no(flood.ask("maya", "commit R-2 M22")) == "busy"
    flood.does("maya", "status M23 mechanical")
    assert no(flood.ask("maya", "commit R-2 M23")) == "out"
    assert no(flood.ask("maya", "commit R-2 M23 quantity=1")) in ("twice", "out")
    assert no(flood.ask("maya", "commit R-2")) == "nothing"


def test_a_cancelled_request_names_what_is_still_on_its_way(flood: House) -> None:
    flood.does("sam", NEED)
    flood.does("lee", "approve R-1")
    flood.does("maya", "commit R-1 M21")
    assert no(flood.ask("rosa", "cancel R-1 Not ours")) == "not-yours"
    flood.does("sam", "cancel R-1 Found two of our own")
    assert "fire still bring: release them" in told(flood).text
    assert waits(flood) == []


def test_a_request_of_the_center_is_decided_by_its_logistics(flood: House) -> None:
    flood.does("kim", "take EOC/DIR")
    flood.does("kim", "appoint EOC/LSC pia")
    flood.does("kim", "need 40 meal in=EOC For the night shift")
    assert waits(flood) == ["approve EOC/LSC"]
    flood.does("pia", "approve R-1")
    assert no(flood.ask("rosa", "need 40 meal in=EOC")) == "not-there"


def test_every_minute_of_a_request_waits_on_somebody(flood: House) -> None:
    flood.does("sam", NEED)
    for person, phrase in (
        ("lee", "return R-1 Which door?"),
        ("sam", "amend R-1 to=GYM"),
        ("lee", "approve R-1"),
        ("maya", "commit R-1 M21,M22"),
        ("maya", "checkin M21 INC-1"),
        ("maya", "checkin M22 INC-1"),
    ):
        flood.time.pass_(minutes=7)
        flood.does(person, phrase)
    made = request(flood)
    assert made.ended_at
    edges = sorted((wait.since, wait.until) for wait in made.waits)
    at = made.at
    for since, until in edges:
        assert since <= at, "a gap"
        assert until
        at = max(at, until)
    assert at == made.ended_at


# -- on the boards -------------------------------------------------------------------------------


def seen(house: House, person: str) -> Look:
    """What this person's boards are drawn from."""
    actor = house.actor(person)
    board = house.board.project(actor.view)
    return Look(board=board, now=house.time.now, zone=ZONE, me=person, agency=actor.agency)


def test_the_board_begins_with_the_most_urgent_and_says_on_whom_each_waits(flood: House) -> None:
    flood.does("sam", "need 200 cot in=INC-1 to=GYM")
    flood.time.pass_(minutes=9)
    flood.does("sam", "need 2 ambulance lifesaving in=INC-1 type=ALS to=LINCOLN")
    flood.does("maya", "commit R-2 M21")
    flood.time.pass_(minutes=3)
    assert said(board.rows(seen(flood, "rosa"))) == [
        "!! R-2 approve + find lee LSC by 12:19, bring FIRE 3m 3m 2 ambulance ALS LINCOLN 2 1 1"
        " INC-1",
        "R-1 approve lee LSC by 16:00 12m 12m 200 cot GYM 200 200 INC-1",
    ]
    flood.does("lee", "deny R-1 None left")
    assert said(board.rows(seen(flood, "rosa")))[1].startswith("R-1 denied: None left")


def test_now_says_what_waits_on_me_and_what_of_mine_waits_on_others(flood: House) -> None:
    flood.does("sam", "need 2 ambulance high in=INC-1 to=GYM")
    flood.time.pass_(minutes=17)
    asks = "· R-1 17m APPROVE 2 ambulance to GYM, decide by 13:00: approve R-1"
    assert asks in said(now.rows(seen(flood, "lee")))
    waiting = "· R-1 17m lee INC-1/LSC to approve 2 ambulance, by 13:00"
    lines = said(now.rows(seen(flood, "sam")))
    assert lines[lines.index("WAITING ON OTHERS") + 1] == waiting
    for person in ("rosa", "pia"):
        assert not any("R-1" in line for line in said(now.rows(seen(flood, person)))[:6])
    flood.does("rosa", "need 5 boat lifesaving in=INC-1 to=QUAY")
    flood.does("sam", "commit R-2 B1")
    flood.does("pia", "commit R-2 quantity=3")
    assert "!! R-2 0m BRING B1 3 boat to QUAY in INC-1" in said(now.rows(seen(flood, "pia")))
    flood.does("lee", "return R-1 Which door?")
    assert "· R-1 0m ANSWER 2 ambulance to GYM: Which door? amend R-1" in said(
        now.rows(seen(flood, "sam"))
    )


def test_what_nobody_decides_is_red_for_everybody(flood: House) -> None:
    flood.does("sam", NEED)
    flood.time.pass_(hours=4)
    assert lapse(flood) == 1
    flood.time.pass_(hours=4)
    assert lapse(flood) == 1
    for person in ("rosa", "kim", "sam"):
        lines = said(board.needs(seen(flood, person)))
        assert lines == ["! R-1 0m NOBODY decides 2 ambulance: who is over INC-1/LSC does"]


def test_the_record_of_a_request_says_where_every_minute_of_it_went(flood: House) -> None:
    flood.does("sam", f"{NEED} to=GYM")
    flood.time.pass_(minutes=17)
    flood.does("lee", "approve R-1")
    flood.time.pass_(minutes=5)
    flood.does("rosa", "offer R-1 1 eta=1300")
    flood.does("maya", "commit R-1 M21,M22 eta=1240")
    flood.does("maya", "checkin M21 INC-1")
    rows = details.rows(seen(flood, "kim"), ("requests", "R-1"), 78)
    lines = said(rows)
    for line in (
        "quantity required 2 have 1 coming 1 need 0",
        "12:00 to 12:17 17m lee INC-1/LSC of FIRE to approve",
        "12:17 to 12:22 5m lee INC-1/LSC of FIRE to find it",
        "step 1 INC-1/LSC: approved 12:17 by lee of FIRE as INC-1/LSC",
        "REDCROSS could bring 1, there at 13:00, said 12:22 by rosa",
        "FIRE 1 of 2 came, promised for 12:40, said 12:22 by maya",
        "M22 ▶ assigned since 12:22",
    ):
        assert line in lines, lines
    assert len({row.id for row in rows}) == len(rows), "each can be selected"
