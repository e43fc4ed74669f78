"""Rules of agencies, people, devices and invitations."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta

from schemas.agencies import (
    AddAgency,
    AddPerson,
    AgencyAdded,
    ChangeContact,
    ContactChanged,
    DeviceEnrolled,
    DeviceRevoked,
    EnrolDevice,
    Grant,
    InviteEnded,
    InviteMade,
    InviteNewcomer,
    InvitePerson,
    Person,
    PersonAdded,
    PersonReadmitted,
    PersonRevoked,
    RevokePerson,
)
from schemas.base import Header
from schemas.circles import RESERVED
from server.rules.base import Actor, Events, Room, refuse, rule

INVITE_LIFE = timedelta(hours=72)  # a code not taken by then is dead
DEVICES_MAX = 16  # live devices of one person
SLUG_MAX = 24  # characters of a short name made from a person's name
NAMES_MAX = 99  # people whose names give the same short name


@rule.register
def add_agency(ask: AddAgency, room: Room, actor: Actor, now: Header) -> Events:
    """Short names are given once, to an agency or a person."""
    _free(ask.agency, room)
    return [
        AgencyAdded(id=ask.agency, name=ask.name, discipline=ask.discipline, standing=ask.standing)
    ]


@rule.register
def add_person(ask: AddPerson, room: Room, actor: Actor, now: Header) -> Events:
    """The agencies named must be there."""
    room.see(room.all.agencies, ask.agency, actor)
    for agency in ask.speaks_for:
        room.see(room.all.agencies, agency, actor)
    _free(ask.person, room)
    said = ask.model_dump(exclude={"kind", "person"})
    return [PersonAdded(id=ask.person, **said)]


@rule.register
def contact(ask: ChangeContact, room: Room, actor: Actor, now: Header) -> Events:
    """One's own, one's agency's, or anybody's for those who keep the roster."""
    person = room.see(room.all.people, ask.person, actor)
    if not (
        actor.agency == person.agency or actor.is_(Grant.ADMIN) or actor.is_(Grant.COORDINATOR)
    ):
        raise refuse(
            "not-yours",
            f"{person.id} is of {person.agency}; its people or an EOC coordinator change this.",
            ask=person.agency,
        )
    said = ask.model_dump(exclude={"kind", "person"}, exclude_none=True)
    if not said:
        raise refuse("nothing-said", "Say what changes: phone= radio= alternate= or qualified=.")
    return [ContactChanged(id=person.id, **said)]


@rule.register
def invite(ask: InvitePerson, room: Room, actor: Actor, now: Header) -> Events:
    """A newer code replaces an older one; a revoked person may come back with it."""
    person = room.see(room.all.people, ask.person, actor)
    _may_manage(person, actor)
    back: Events = [PersonReadmitted(id=person.id)] if person.revoked else []
    return [*back, _code(person.id, room, now)]


@rule.register
def invite_newcomer(ask: InviteNewcomer, room: Room, actor: Actor, now: Header) -> Events:
    """People arrive at 3 a.m.: account and code in one go."""
    room.see(room.all.agencies, ask.agency, actor)
    person = _slug(ask.name, room)
    added = PersonAdded(
        id=person,
        name=ask.name,
        agency=ask.agency,
        grants=(Grant.REPRESENTATIVE,),
        phone=ask.phone,
    )
    return [added, _code(person, room, now)]


@rule.register
def revoke(ask: RevokePerson, room: Room, actor: Actor, now: Header) -> Events:
    """The account, every device, and a code not yet taken."""
    person = room.see(room.all.people, ask.person, actor)
    _may_manage(person, actor)
    if person.revoked:
        raise refuse("already-revoked", f"{person.id} is shut out already.", touched=person.touched)
    if person.id == actor.person:
        raise refuse("not-oneself", "Nobody shuts themselves out; ask somebody else to.")
    devices = [d for d in room.all.devices.values() if d.person == person.id and not d.revoked]
    ended: Events = [InviteEnded(id=person.id)] if person.id in room.all.invites else []
    return [
        PersonRevoked(id=person.id, reason=ask.reason),
        *(DeviceRevoked(id=device.id) for device in devices[:DEVICES_MAX]),
        *ended,
    ]


@rule.register
def enrol(ask: EnrolDevice, room: Room, actor: Actor, now: Header) -> Events:
    """A code works once, before it is too old, for a person who is not shut out."""
    invited = room.all.invites.get(actor.person)
    person = room.all.people.get(actor.person)
    if invited is None or invited.code_hash != ask.code_hash or person is None or person.revoked:
        raise bad_code()
    if invited.until < now.at:
        raise refuse(
            "code-too-old",
            "This invitation is too old; ask for a new one.",
            ask="whoever gave it to you",
        )
    live = [d for d in room.all.devices.values() if d.person == person.id and not d.revoked]
    if len(live) >= DEVICES_MAX:
        raise refuse(
            "too-many-devices",
            f"{person.id} has {len(live)} devices; revoke the person and invite them again.",
        )
    return [
        DeviceEnrolled(id=ask.key[:16], person=person.id, key=ask.key, name=ask.name),
        InviteEnded(id=person.id),
    ]


def bad_code() -> Exception:
    """The one answer to a code that was used, withdrawn, mistyped or never made."""
    return refuse(
        "bad-code",
        "This invitation is not known here: it was used, withdrawn or mistyped; ask for a new one.",
        ask="whoever gave it to you",
    )


def _code(person: str, room: Room, now: Header) -> InviteMade:
    assert room.draws.code_hash, "the hub draws the code"
    return InviteMade(id=person, code_hash=room.draws.code_hash, until=now.at + INVITE_LIFE)


def _may_manage(person: Person, actor: Actor) -> None:
    """A coordinator does not make or break the accounts of administrators."""
    if Grant.ADMIN in person.grants and not actor.is_(Grant.ADMIN):
        raise refuse(
            "not-yours",
            f"{person.id} is an administrator; only an administrator does this.",
            ask="an administrator",
        )


def _free(slug: str, room: Room) -> None:
    if slug in room.all.agencies or slug in room.all.people:
        raise refuse("taken", f"The short name {slug} is given already; choose another.")


def _slug(name: str, room: Room) -> str:
    """``Pat Lee`` as ``pat-lee``, and the next free one when that is given."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_MAX].strip("-")
    if not base or not base[0].isalpha():
        base = f"p-{base}".rstrip("-")
    taken = RESERVED | room.all.agencies.keys() | room.all.people.keys()
    for slug in (base, *(f"{base}-{n}" for n in range(2, NAMES_MAX))):
        if slug not in taken:
            return slug
    raise refuse("taken", f"Too many people are called {base}; have an administrator add this one.")
