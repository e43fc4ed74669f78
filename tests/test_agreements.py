"""Agreements: whatever is inside one is approved at once, and nothing that is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.boards import agreements as board
from console.boards import details, now
from console.boards.base import Look
from console.tables import table
from console.widgets.columns import text_of
from console.widgets.rows import Row
from schemas.agencies import Discipline, Grant
from schemas.agreements import Agreement, ChangeAgreement, EndAgreement, SignAgreement, State
from schemas.base import By, Header, Refusal
from schemas.journal import Mark
from schemas.requests import End, Request, Stage
from server.rules import Room, decide
from server.rules.agreements.making import OPEN_MAX
from tests.clocks import lapse, last
from tests.house import ZONE, House

PROPOSED = "propose fire ems 4 ambulance type=ALS hours=24 cost=500 until=30d"
NEED = "need {} ambulance type=ALS in=INC-1"


@pytest.fixture
def county(house: House) -> House:
    """A flood that EMS commands, lee for logistics; who signs for fire, EMS and the Red Cross."""
    house.agency("ems", "Ashford EMS", Discipline.EMS)
    house.person("ana", "ems")
    house.person("lee", "ems")
    signs = (Grant.REPRESENTATIVE, Grant.SIGNATORY)
    for person, agency in {"eve": "ems", "max": "fire", "roy": "redcross", "stan": "pd"}.items():
        house.person(person, agency, *signs)
    for person in ("kim", "ana", "lee", "maya", "rosa"):
        house.does(person, "signin")
    house.does("kim", "open flood lead=ems in='Mill & 3rd' Mill Creek")
    house.does("ana", "take INC-1/IC")
    house.does("ana", "appoint INC-1/LSC lee")
    house.does("maya", "join INC-1")
    house.does("rosa", "join INC-1")
    for unit in ("M21", "M22", "M23", "M24"):
        house.does("maya", f"add {unit} kind=ambulance")
    return house


@pytest.fixture
def signed(county: House) -> House:
    """Fire lends EMS four ambulances, signed by both."""
    agree(county, PROPOSED, "max", "eve")
    return county


def agree(house: House, phrase: str, *signatories: str) -> str:
    """Propose it as the coordinator writes it down, and have it signed."""
    id = house.does("kim", phrase).made[0]
    for person in signatories:
        house.does(person, f"sign {id}")
    return id


def agreement(house: House, id: str = "AGR-1") -> Agreement:
    """An agreement on the board."""
    found: Agreement = house.board.agreements[id]
    return found


def request(house: House, id: str = "R-1") -> Request:
    """A request on the board."""
    found: Request = house.board.requests[id]
    return found


def waits(house: House, id: str = "R-1") -> list[str]:
    """Who is waited on now, and what for."""
    return [f"{wait.wants.value} {wait.on}" for wait in request(house, id).open_waits]


def left(house: House, id: str = "AGR-1") -> int:
    """How many of the first term of the version that holds remain."""
    found = agreement(house, id)
    assert found.signed
    return found.remains(found.signed.terms[0])


def is_approved(house: House, id: str = "R-1") -> bool:
    """Whether nobody has to decide any more."""
    return request(house, id).approved > 0


# -- made -----------------------------------------------------------------------------------------


def test_an_agreement_is_proposed_by_a_party_and_binds_nobody_yet(county: House) -> None:
    made = county.does("maya", f"{PROPOSED} Crews stay together")
    assert made.made[0] == "AGR-1"
    found = agreement(county)
    assert (found.parties, found.signed, found.state(county.time.now)) == (
        ("fire", "ems"),
        None,
        State.PROPOSED,
    )
    assert last(county)[0] == (
        "AGR-1 v1 proposed: fire lends 4 ambulance ALS, 24 h each, at most 500 each, "
        "until 2026-08-03 16:00Z: Crews stay together; fire and ems have to sign it"
    )
    assert not is_made_approved(county, 1)


def is_made_approved(house: House, quantity: int) -> bool:
    """Whether a request for so many ambulances is approved by what is agreed."""
    id = house.does("ana", NEED.format(quantity)).made[0]
    return is_approved(house, id)


def test_it_holds_once_both_have_signed_and_not_before(county: House) -> None:
    county.does("maya", PROPOSED)
    county.does("max", "sign AGR-1")
    assert "ems has to sign it" in last(county)[0]
    assert not is_made_approved(county, 1)
    assert "; AGR-1 v1 is not signed by ems" in last(county)[0]
    county.does("eve", "sign AGR-1")
    text, mark = last(county)
    assert text == "AGR-1 v1 signed for ems by eve: it holds until 2026-08-03 16:00Z"
    assert mark is Mark.MAJOR
    found = agreement(county)
    assert found.signed
    assert [one.by.person for one in found.signed.signatures] == ["max", "eve"]
    assert is_made_approved(county, 1)


def test_a_representative_does_not_sign_by_being_one(county: House) -> None:
    county.does("maya", PROPOSED)
    for person in ("maya", "ana", "kim"):
        refused = county.ask(person, "sign AGR-1")
        assert refused.code == "no-grant"
        assert "accounts that may: signatory" in refused.because
        assert refused.refusal
        assert "who signs for your agency" in str(refused.refusal.ask)


def test_nobody_signs_for_another_agency_whomever_they_speak_for(county: House) -> None:
    both = (Grant.REPRESENTATIVE, Grant.SIGNATORY)
    county.person("tess", "city", *both, speaks_for=("fire", "ems"))
    county.does("tess", PROPOSED)
    for person in ("tess", "roy"):
        refused = county.ask(person, "sign AGR-1")
        assert refused.code == "not-your-agency"
        assert refused.refusal
        assert refused.refusal.ask == "who signs for fire or ems"
    assert agreement(county).newest.signatures == ()


def test_each_party_signs_a_version_once(signed: House) -> None:
    assert signed.ask("max", "sign AGR-1").code == "signed"
    signed.does("maya", "propose AGR-1 fire 6 ambulance type=ALS")
    signed.does("max", "sign AGR-1")
    refused = signed.ask("max", "sign AGR-1")
    assert refused.code == "signed"
    assert "it waits for ems" in refused.because


def test_who_is_no_party_proposes_changes_and_ends_nothing(signed: House) -> None:
    for phrase in (PROPOSED, "propose AGR-1 fire 9 ambulance"):
        refused = signed.ask("sam", phrase)
        assert refused.code == "not-your-agency"
        assert refused.refusal
        assert refused.refusal.ask == "fire and ems"
    for person in ("sam", "stan", "maya", "kim"):
        assert signed.ask(person, "end AGR-1 No").code == "no-signatory"
    signed.does("maya", "propose fire ems 2 boat until=30d")
    assert signed.ask("stan", "end AGR-2 No").code == "not-your-agency"
    signed.does("ana", "end AGR-2 Not needed")


def test_bad_terms_are_refused_with_what_would_be_right(signed: House) -> None:
    assert signed.ask("maya", "propose fire fire 4 boat until=1d").code == "same-agency"
    assert signed.ask("maya", "propose fire ems 4 boat until=2026-07-04T00:00Z").code == "period"
    assert signed.ask("maya", "propose fire ems 4 boat from=30d until=20d").code == "period"
    assert signed.ask("maya", "propose AGR-1 pd 4 boat").code == "not-a-party"
    assert signed.ask("maya", "propose AGR-1 fire 0 ambulance type=ALS").code == "terms"
    assert signed.ask("maya", "propose fire ems 4 boat").misread, "until= is needed"
    assert signed.ask("maya", "propose fire nobody 4 boat until=1d").misread
    assert signed.ask("max", "sign AGR-9").misread


def test_one_that_the_asker_does_not_see_is_as_if_it_were_not_there(signed: House) -> None:
    hidden = agreement(signed).but(id="AGR-7", audience=("ems", "fire"))
    board = replace(signed.board, agreements={"AGR-7": hidden})
    by = By(person="stan", agency="pd")
    now = Header(seq=board.seq + 1, at=signed.time(), by=by, ref="r")
    for guess in (
        lambda id: SignAgreement(agreement=id),
        lambda id: EndAgreement(agreement=id, reason="No"),
        lambda id: ChangeAgreement(agreement=id, provider="pd", quantity=1, resource_kind="boat"),
    ):
        there, not_there = (
            decide(guess(id), Room(board), signed.actor("stan"), now) for id in ("AGR-7", "AGR-8")
        )
        assert isinstance(there, Refusal)
        assert isinstance(not_there, Refusal)
        assert there.code == "unknown-id"
        assert there.because.replace("AGR-7", "AGR-8") == not_there.because


def test_the_agreements_of_an_agency_are_bounded(county: House) -> None:
    for _ in range(OPEN_MAX):
        county.does("maya", "propose fire ems 1 boat until=1d")
    assert county.ask("maya", "propose fire pd 1 boat until=1d").code == "too-many"


# -- inside ---------------------------------------------------------------------------------------


def test_what_is_inside_is_approved_in_the_entry_that_asks_and_says_what_remains(
    signed: House,
) -> None:
    before = signed.board.seq
    signed.does("ana", f"{NEED.format(2)} hours=12 cost=900 due=+1h Two hurt")
    assert signed.board.seq == before + 1
    assert last(signed)[0] == (
        "R-1: INC-1/IC asks for 2 ambulance ALS, normal (approved: AGR-1 v1, 2 of 4 remain)"
        ": Two hurt; waits on fire"
    )
    (step,) = request(signed).approvals
    assert step.under
    assert step.under.name == "AGR-1 v1, 2 of 4 remain"
    assert (request(signed).approved, request(signed).stage) == (2, Stage.SOURCING)
    assert waits(signed) == ["source fire"]
    assert len(request(signed).waits) == 1, "nobody else was waited on"
    assert left(signed) == 2
    signed.does("maya", "commit R-1 M21,M22")


def test_every_step_is_decided_by_it(signed: House) -> None:
    signed.does("ana", f"{NEED.format(1)} via=OSC,LSC+FSC")
    assert all(one.under for one in request(signed).approvals)
    assert len(request(signed).approvals) == 3
    assert waits(signed) == ["source fire"]


def test_one_over_goes_to_a_person_who_is_told_why(signed: House) -> None:
    signed.does("ana", NEED.format(3))
    signed.does("ana", NEED.format(2))
    assert waits(signed, "R-2") == ["approve INC-1/LSC"]
    assert "; waits on INC-1/LSC lee; AGR-1 v1 covers 1 more; " in last(signed)[0]
    assert left(signed) == 1, "what a person decides uses nothing up"
    signed.does("ana", NEED.format(1))
    assert is_approved(signed, "R-3")
    signed.does("ana", NEED.format(1))
    assert "AGR-1 v1 has none left" in last(signed)[0]


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        (f"{NEED.format(1)} hours=25", "AGR-1 v1 lends for 24 h at most"),
        (f"{NEED.format(2)} cost=1001", "AGR-1 v1 pays 500 each at most"),
        (
            f"{NEED.format(1)} cost='about the usual'",
            "AGR-1 v1 goes by the price, at most 500 each",
        ),
        (f"{NEED.format(1)} due=31d", "AGR-1 v1 expires 2026-08-03 16:00Z, before it is needed"),
        (f"{NEED.format(5)} hours=25", "AGR-1 v1 covers 4 more, lends for 24 h at most"),
    ],
)
def test_what_is_past_a_limit_goes_to_a_person_who_is_told_which(
    signed: House, phrase: str, why: str
) -> None:
    signed.does("ana", phrase.replace("'", '"'))
    assert waits(signed) == ["approve INC-1/LSC"]
    assert f"; {why}" in last(signed)[0]
    assert left(signed) == 4


@pytest.mark.parametrize("phrase", ["hours=24", "cost=1000", 'cost="$1,000.00"', "due=29d", ""])
def test_what_is_just_inside_a_limit_is_inside(signed: House, phrase: str) -> None:
    signed.does("ana", f"{NEED.format(2)} {phrase}")
    assert is_approved(signed)


@pytest.mark.parametrize(
    "phrase",
    ["need 1 ambulance in=INC-1", "need 1 ambulance type=BLS in=INC-1", "need 1 engine in=INC-1"],
)
def test_another_kind_or_type_is_another_matter(signed: House, phrase: str) -> None:
    signed.does("ana", phrase)
    assert waits(signed) == ["approve INC-1/LSC"]
    assert "AGR-1" not in last(signed)[0]


def test_it_lends_to_the_party_that_asks_and_to_no_other_agency(signed: House) -> None:
    for person in ("rosa", "maya"):
        signed.does(person, NEED.format(1))
    assert not is_approved(signed, "R-1"), "no party"
    assert not is_approved(signed, "R-2"), "the one that lends"


def test_several_terms_that_speak_of_it_all_bind(county: House) -> None:
    county.does("kim", "propose fire ems 4 ambulance until=30d")
    county.does("kim", "propose AGR-1 fire 1 ambulance type=ALS")
    for person in ("max", "eve"):
        county.does(person, "sign AGR-1")
    assert agreement(county).signed
    assert is_made_approved(county, 1)
    assert not is_made_approved(county, 1), "of the four at most one is ALS"
    county.does("ana", "need 3 ambulance in=INC-1")
    assert is_approved(county, "R-3")


def test_what_is_asked_for_some_alone_is_decided_by_a_person_and_leaves_no_trace(
    signed: House,
) -> None:
    signed.does("ana", f"{NEED.format(1)} only=fire")
    assert (waits(signed), left(signed)) == (["approve INC-1/LSC"], 4)
    assert agreement(signed).uses == ()


# -- when it does not hold ------------------------------------------------------------------------


def test_expiry_is_read_when_it_is_used_and_by_no_clock(signed: House) -> None:
    signed.time.pass_(days=29, hours=23)
    assert is_made_approved(signed, 1)
    signed.time.pass_(hours=1)
    assert not is_made_approved(signed, 1)
    assert "AGR-1 v1 expired 2026-08-03 16:00Z" in last(signed)[0]
    assert agreement(signed).state(signed.time.now) is State.EXPIRED


def test_one_that_has_not_begun_covers_nothing_yet(county: House) -> None:
    agree(county, "propose fire ems 4 ambulance type=ALS from=1d until=30d", "max", "eve")
    assert not is_made_approved(county, 1)
    assert "AGR-1 v1 begins 2026-07-05 16:00Z" in last(county)[0]
    county.time.pass_(days=1)
    assert is_made_approved(county, 1)


def test_an_ended_one_covers_nothing_and_what_is_out_stays_approved(signed: House) -> None:
    signed.does("ana", NEED.format(2))
    signed.does("max", "end AGR-1 We have none left ourselves")
    assert last(signed)[0] == (
        "AGR-1 between fire and ems ended by max: We have none left ourselves; 2 still out under it"
    )
    assert is_approved(signed, "R-1")
    assert not is_made_approved(signed, 1)
    assert "AGR-1 v1 ended" in last(signed)[0]
    for phrase in ("sign AGR-1", "end AGR-1 Again"):
        refused = signed.ask("max", phrase)
        assert (refused.code, refused.refusal and refused.refusal.ask) == ("ended", "max")


def test_what_would_not_have_covered_it_anyway_is_not_spoken_of(signed: House) -> None:
    signed.does("max", "end AGR-1 No")
    signed.does("ana", NEED.format(5))
    assert "AGR-1" not in last(signed)[0]


# -- versions -------------------------------------------------------------------------------------


def test_a_change_is_a_new_version_and_the_old_one_holds_until_both_have_signed(
    signed: House,
) -> None:
    signed.does("ana", NEED.format(3))
    signed.does("maya", "propose AGR-1 fire 2 ambulance type=ALS")
    signed.does("max", "sign AGR-1")
    assert left(signed) == 1, "four, of which three are out"
    signed.does("eve", "sign AGR-1")
    found = agreement(signed)
    assert found.signed
    assert (found.signed.number, found.proposed) == (2, None)
    assert found.signed.terms[0].hours is None, "a term is said whole"
    assert left(signed) == 0, "what is out stays out"
    assert not is_made_approved(signed, 1)


def test_a_changed_proposal_needs_both_signatures_anew(county: House) -> None:
    county.does("maya", PROPOSED)
    county.does("max", "sign AGR-1")
    county.does("ana", "propose AGR-1 ems 2 chaplain")
    county.does("eve", "sign AGR-1")
    found = agreement(county)
    assert (found.signed, found.newest.number) == (None, 2)
    county.does("max", "sign AGR-1")
    assert found.newest.number == 2
    county.does("maya", "need 2 chaplain in=INC-1")
    assert is_approved(county), "each lends the other"


def test_who_signs_must_have_seen_what_is_proposed(county: House) -> None:
    county.does("maya", PROPOSED)
    seen = county.board.seq
    county.does("maya", "propose AGR-1 fire 400 ambulance")
    assert county.ask("eve", "sign AGR-1", seen=seen).code == "changed"


def test_a_proposal_nobody_signed_in_time_is_proposed_anew(county: House) -> None:
    county.does("maya", "propose fire ems 1 boat until=1d")
    county.time.pass_(days=1)
    assert county.ask("max", "sign AGR-1").code == "expired"
    assert county.ask("maya", "propose AGR-1 fire 2 boat").code == "period"
    county.does("maya", "propose AGR-1 fire 2 boat until=2027-01-01")
    county.does("max", "sign AGR-1")


# -- what comes back ------------------------------------------------------------------------------


def test_what_is_cancelled_before_it_came_is_free_again(signed: House) -> None:
    signed.does("ana", NEED.format(4))
    assert left(signed) == 0
    signed.does("ana", "cancel R-1 Not needed")
    assert (left(signed), agreement(signed).uses) == (4, ())


def test_what_came_stays_out_until_it_is_released(signed: House) -> None:
    signed.does("ana", NEED.format(3))
    signed.does("maya", "commit R-1 M21,M22,M23")
    signed.does("maya", "checkin M21,M22 INC-1")
    signed.does("ana", "close R-1 Two are enough")
    assert left(signed) == 2, "the one that never came is free again"
    signed.does("maya", "release M23")
    assert left(signed) == 2, "counted once"
    signed.does("ana", "release M21")
    assert left(signed) == 3
    signed.does("maya", "release M22")
    assert left(signed) == 4


def test_what_came_whole_is_out_after_its_request_has_ended(signed: House) -> None:
    signed.does("ana", NEED.format(1))
    signed.does("maya", "commit R-1 M21")
    signed.does("maya", "checkin M21 INC-1")
    assert request(signed).end is End.RECEIVED
    assert left(signed) == 3
    signed.time.pass_(hours=13)
    lapse(signed)
    assert "R-1" not in signed.board.requests
    signed.does("ana", "release M21")
    assert left(signed) == 4


def test_a_unit_called_back_on_its_way_is_counted_when_its_request_ends(signed: House) -> None:
    signed.does("ana", NEED.format(2))
    signed.does("maya", "commit R-1 M21,M22")
    signed.does("maya", "checkin M22 INC-1")
    signed.does("maya", "release M21")
    assert left(signed) == 2
    signed.does("ana", "close R-1 One is enough")
    assert left(signed) == 3


def test_things_without_call_signs_are_used_up(county: House) -> None:
    agree(county, "propose redcross ems 100 cot until=30d", "roy", "eve")
    county.does("ana", "need 60 cot in=INC-1")
    county.does("rosa", "commit R-1 quantity=60")
    county.does("ana", "receive R-1 40")
    county.does("ana", "close R-1 Enough")
    assert left(county) == 60


def test_what_another_agency_brings_need_not_be_lent(signed: House) -> None:
    signed.does("ana", NEED.format(3))
    signed.does("sam", "join INC-1")
    signed.does("sam", "commit R-1 quantity=2")
    assert left(signed) == 3
    signed.does("ana", "cancel R-1 Not needed")
    assert left(signed) == 4


def test_a_changed_request_is_measured_anew(signed: House) -> None:
    signed.does("ana", NEED.format(3))
    signed.does("ana", "amend R-1 4")
    assert (is_approved(signed), left(signed)) == (True, 0)
    signed.does("ana", "amend R-1 5")
    assert (waits(signed), left(signed)) == (["approve INC-1/LSC"], 4)
    signed.does("ana", "amend R-1 1")
    assert (waits(signed), left(signed)) == (["source fire"], 3)


def test_all_of_it_comes_back_when_the_incident_closes(signed: House) -> None:
    signed.does("ana", NEED.format(3))
    signed.does("ana", "close INC-1 Dry again")
    lapse(signed)
    assert left(signed) == 4


# -- not lent on ----------------------------------------------------------------------------------


@pytest.fixture
def chain(county: House) -> House:
    """The Red Cross lends EMS cots, and EMS has promised the police some."""
    agree(county, "propose redcross ems 100 cot until=30d", "roy", "eve")
    agree(county, "propose ems pd 50 cot until=30d", "eve", "stan")
    county.does("sam", "join INC-1")
    return county


def test_what_is_lent_is_not_lent_on_under_another_agreement(chain: House) -> None:
    chain.does("sam", "need 10 cot in=INC-1")
    assert is_approved(chain, "R-1"), "EMS counts on none of the Red Cross"
    chain.does("ana", "need 60 cot in=INC-1")
    chain.does("sam", "need 10 cot in=INC-1")
    assert not is_approved(chain, "R-3")
    assert "AGR-2 v1 lends on nothing that ems has from another" in last(chain)[0]


def test_an_agency_that_has_its_own_lends_as_many_of_those(chain: House) -> None:
    chain.does("ana", "need 60 cot in=INC-1")
    chain.does("ana", "add C1 kind=cot")
    chain.does("sam", "need 1 cot in=INC-1")
    assert is_approved(chain, "R-2")
    chain.does("sam", "need 1 cot in=INC-1")
    assert not is_approved(chain, "R-3")


def test_what_is_lent_is_not_promised_to_another(chain: House) -> None:
    chain.does("ana", "need 60 cot in=INC-1")
    chain.does("rosa", "commit R-1 quantity=60")
    chain.does("ana", "receive R-1 60")
    chain.does("maya", "need 5 cot in=INC-1")
    chain.does("lee", "approve R-2")
    refused = chain.ask("ana", "commit R-2 quantity=5")
    assert refused.code == "lent-on"
    assert "ems has 60 cot from redcross under AGR-1" in refused.because
    assert refused.refusal
    assert refused.refusal.ask == "redcross"
    chain.does("ana", "add C1 kind=cot")
    chain.does("ana", "commit R-2 C1")


def test_a_unit_that_is_lent_is_promised_by_its_owner_alone(signed: House) -> None:
    signed.does("ana", NEED.format(1))
    signed.does("maya", "commit R-1 M21")
    signed.does("maya", "checkin M21 INC-1")
    signed.does("rosa", NEED.format(1))
    signed.does("lee", "approve R-2")
    assert signed.ask("ana", "commit R-2 fire.M21").code == "not-yours"


# -- off the board --------------------------------------------------------------------------------


def test_it_leaves_the_board_half_a_day_after_it_ended_unless_units_are_out(
    signed: House,
) -> None:
    signed.does("ana", NEED.format(1))
    signed.does("maya", "commit R-1 M21")
    signed.does("maya", "checkin M21 INC-1")
    signed.does("max", "end AGR-1 No")
    signed.time.pass_(days=2)
    lapse(signed)
    assert "AGR-1" in signed.board.agreements
    signed.does("ana", "release M21")
    lapse(signed)
    assert not signed.board.agreements


def test_one_that_expired_leaves_the_board_and_one_that_holds_does_not(signed: House) -> None:
    signed.time.pass_(days=30, hours=11)
    assert lapse(signed) == 0
    signed.time.pass_(hours=2)
    assert lapse(signed) == 1
    assert not signed.board.agreements


# -- on the screens --------------------------------------------------------------------------------


def look(house: House, person: str, agency: str) -> Look:
    """What this person's boards are drawn from."""
    view = house.actor(person).view
    shown = house.board.project(view)
    return Look(board=shown, now=house.time.now, zone=ZONE, me=person, agency=agency)


def texts(rows: list[Row]) -> list[str]:
    """Rows as they read."""
    return [" ".join(filter(None, map(text_of, row.cells))) for row in rows]


def test_the_board_says_what_is_lent_whether_it_holds_and_what_remains(signed: House) -> None:
    signed.does("ana", NEED.format(3))
    signed.does("kim", "propose ems redcross 2 nurse until=2026-08-01 Nights only")
    signed.does("max", "end AGR-1 No")
    agree(signed, PROPOSED, "max", "eve")
    signed.does("ana", NEED.format(4))
    assert texts(board.rows(look(signed, "kim", "city"))) == [
        "AGR-3 ● signed v1 FIRE, EMS 03 Aug 12:00",
        "  v1 FIRE: 4 ambulance ALS none of 4 24 h each, at most 500 each",
        "AGR-2 ○ proposed v1 EMS, REDCROSS: EMS and REDCROSS to sign 01 Aug 00:00 Nights only",
        "  v1 EMS: 2 nurse",
        "AGR-1 ✕ ended v1 FIRE, EMS: No 03 Aug 12:00",
    ]


def test_the_next_version_stands_under_the_one_that_holds(signed: House) -> None:
    signed.does("maya", "propose AGR-1 fire 6 ambulance type=ALS until=60d")
    signed.does("max", "sign AGR-1")
    assert texts(board.rows(look(signed, "kim", "city"))) == [
        "AGR-1 ● signed v1 FIRE, EMS 03 Aug 12:00",
        "  v1 FIRE: 4 ambulance ALS 4 of 4 24 h each, at most 500 each",
        "  v2 instead: EMS to sign 02 Sep 12:00",
        "  v2 FIRE: 6 ambulance ALS",
    ]
    signed.time.pass_(days=31)
    assert texts(board.rows(look(signed, "kim", "city"))) == [
        "AGR-1 ○ proposed v2 FIRE, EMS: EMS to sign 02 Sep 12:00",
        "  v2 FIRE: 6 ambulance ALS",
    ], "nothing remains of what has expired"


def test_now_asks_for_my_signature(county: House) -> None:
    county.does("maya", PROPOSED)
    sign = "! AGR-1 0m SIGN v1 (FIRE, EMS): sign AGR-1"
    assert any(text.startswith(sign) for text in texts(now.rows(look(county, "eve", "ems"))))
    for person, agency in (("ana", "ems"), ("roy", "redcross")):
        assert not board.needs(look(county, person, agency))
    county.does("eve", "sign AGR-1")
    assert not board.needs(look(county, "eve", "ems"))


def test_now_tells_the_agency_that_lends_what_to_find(signed: House) -> None:
    signed.does("ana", NEED.format(2))
    (row,) = [r for r in now.rows(look(signed, "maya", "fire")) if r.id == "requests/R-1"]
    assert "FIND 2 ambulance ALS: 2 of 2 wanted, lent under AGR-1: commit R-1" in texts([row])[0]


def test_the_record_says_terms_signatures_and_what_is_out(signed: House) -> None:
    signed.does("ana", NEED.format(2))
    signed.does("maya", "commit R-1 M21")
    signed.does("maya", "propose AGR-1 ems 1 nurse Nights only")
    rows = texts(details.rows(look(signed, "kim", "city"), ("agreements", "AGR-1"), 80))
    for said in (
        "parties FIRE, EMS",
        "HOLDS: VERSION 1",
        "FIRE lends 4 ambulance ALS, 24 h each, at most 500 each: 2 remain",
        "signed 12:00 by eve for EMS",
        "PROPOSED: VERSION 2",
        "conditions Nights only",
        "signed not yet by FIRE",
        "R-1 2 ambulance ALS of FIRE",
        "fire.M21",
    ):
        assert said in rows, said
    asked = texts(details.rows(look(signed, "kim", "city"), ("requests", "R-1"), 160))
    step = "step 1 INC-1/LSC: approved 12:00 under AGR-1 v1, 2 of 4 remain, asked by ana of EMS"
    assert any(text.startswith(step) for text in asked)
    agency = texts(details.rows(look(signed, "kim", "city"), ("agencies", "ems"), 80))
    assert "AGR-1 with FIRE: fire lends 4 ambulance ALS, 2 remain" in agency


def test_the_table_of_a_terminal_says_what_remains(signed: House) -> None:
    signed.does("ana", NEED.format(3))
    lines = list(table("agreements", list(signed.board.agreements.values()), 120))
    assert "1/4" in lines[1]
