"""Agencies and their people, as a coordinator would say it."""

from __future__ import annotations

from hashlib import sha256

from schemas.agencies import AddPerson, EnrolDevice, Grant
from schemas.grants import ENROLLING
from schemas.wire import Token
from server.admin import ACTOR
from server.rules import Actor
from tests.house import Answer, House

KEY = "ab" * 32


def enrol(house: House, person: str, token: str, key: str = KEY) -> Answer:
    """Come in with a token, as the hub asks it for the joining console."""
    who = house.actor(person)
    code = Token.read(token).code
    ask = EnrolDevice(key=key, code_hash=sha256(code.encode()).hexdigest(), name="desk 4")
    actor = Actor(person, who.agency, who.grants | {ENROLLING}, device=key[:16])
    return house.submit(actor, ask)


def test_people_arrive_at_three_and_come_in_with_one_phrase(house: House) -> None:
    answer = house.does("kim", 'invite "Pat Lee" REDCROSS phone=5550142')
    person = house.board.people["pat-lee"]
    assert (person.name, person.agency, person.phone) == ("Pat Lee", "redcross", "5550142")
    assert answer.once is not None
    assert enrol(house, "pat-lee", answer.once).ok
    assert house.board.devices[KEY[:16]].person == "pat-lee"


def test_a_token_works_once(house: House) -> None:
    token = house.does("kim", "invite maya").once or ""
    assert enrol(house, "maya", token).ok
    assert enrol(house, "maya", token, "cd" * 32).code == "bad-code"


def test_a_token_for_one_person_is_none_for_another_and_dies_after_three_days(
    house: House,
) -> None:
    token = house.does("kim", "invite maya").once or ""
    assert enrol(house, "sam", token).code == "bad-code"
    house.time.pass_(hours=73)
    assert enrol(house, "maya", token).code == "code-too-old"


def test_the_token_is_in_no_entry_and_on_no_board(house: House) -> None:
    token = house.does("kim", "invite maya").once or ""
    code = Token.read(token).code
    kept = "".join(entry.sent for entry in house.hub.log.read(1, house.board.seq))
    assert code not in kept
    assert code not in house.board.dump()
    assert "invite_made" in kept


def test_partners_do_not_see_invitations_administrators_do(house: House) -> None:
    house.person("root", "city", Grant.ADMIN)
    house.does("kim", "invite maya")
    assert house.mirrors["kim"].board.invites == {}
    assert list(house.mirrors["root"].board.invites) == ["maya"]


def test_a_revoked_person_is_shut_out_with_every_device_and_may_be_invited_again(
    house: House,
) -> None:
    token = house.does("kim", "invite maya").once or ""
    enrol(house, "maya", token)
    house.does("kim", "revoke maya laptop stolen")
    shut_out = house.board.people["maya"]
    assert shut_out.revoked
    assert house.board.devices[KEY[:16]].revoked
    assert house.ask("kim", "revoke maya").code == "already-revoked"
    house.does("kim", "invite maya")
    assert not house.board.people["maya"].revoked
    assert house.board.devices[KEY[:16]].revoked, "the old device stays shut out"


def test_a_coordinator_does_not_make_or_break_administrators(house: House) -> None:
    house.person("root", "city", Grant.ADMIN)
    assert house.ask("kim", "revoke root").code == "not-yours"
    assert house.ask("kim", "invite root").code == "not-yours"
    assert house.ask("maya", "invite sam").code == "no-grant"
    assert house.ask("kim", "revoke kim").code == "not-oneself"


def test_a_short_name_is_given_once_and_reserved_words_are_never(house: House) -> None:
    assert house.ask("kim", "agency fire Another Fire").code == "taken"
    assert house.ask("kim", "agency maya Named like a person").code == "taken"
    assert house.ask("kim", "agency partners Sneaky").misread
    for _ in range(2):
        house.does("kim", 'invite "Pat Lee" REDCROSS')
    assert {"pat-lee", "pat-lee-2"} <= house.board.people.keys()


def test_a_name_in_any_script_gives_a_short_name(house: House) -> None:
    house.does("kim", 'invite "Zoë Ångström" REDCROSS')
    house.does("kim", 'invite "山田" REDCROSS')
    assert {"zoe-angstrom", "p"} <= house.board.people.keys()


def test_a_contact_is_changed_by_ones_own_agency_and_what_is_not_said_stays(
    house: House,
) -> None:
    house.does("maya", "contact maya phone=5551212 radio=TAC-4")
    house.does("maya", "contact maya alternate=sam")
    maya = house.board.people["maya"]
    assert (maya.phone, maya.radio, maya.alternate) == ("5551212", "TAC-4", "sam")
    assert house.ask("sam", "contact maya phone=5550000").code == "not-yours"
    assert house.ask("maya", "contact maya").code == "nothing-said"


def test_a_person_belongs_to_an_agency_that_is_there(house: House) -> None:
    ask = AddPerson(person="joe", agency="navy", name="Joe", grants=(Grant.REPRESENTATIVE,))
    assert house.submit(ACTOR, ask).code == "unknown-id"
