"""Rules of duty: who signs whom in and out. Nobody leaves with a post in hand."""

from __future__ import annotations

from schemas.agencies import Grant, Person, PersonRevoked
from schemas.base import Header
from schemas.duty import SignedIn, SignedOut, SignInPerson, SignOutPerson, on_duty
from server.rules.base import Actor, Events, Room, follows, listed, note, refuse, rule


def _whose(id: str | None, room: Room, actor: Actor) -> Person:
    """Oneself; or somebody else, by a coordinator or the people of their agency."""
    person = room.see(room.all.people, id or actor.person, actor)
    own = person.id == actor.person or actor.speaks(person.agency)
    if not (own or actor.is_(Grant.COORDINATOR)):
        raise refuse(
            "not-yours",
            f"{person.id} is of {person.agency}: they say it themselves, or their people or an "
            "EOC coordinator do.",
            ask=person.agency,
        )
    return person


@rule.register
def sign_in(ask: SignInPerson, room: Room, actor: Actor, now: Header) -> Events:
    """Once until they sign out; times on duty never overlap."""
    person = _whose(ask.person, room, actor)
    if person.revoked:
        raise refuse("revoked", f"{person.id} is shut out; an invitation lets them in again.")
    was = room.all.duty.get(person.id)
    if was and was.out is None:
        raise refuse(
            "signed-in",
            f"{person.id} is signed in since {was.since:%H:%M}Z (#{was.touched.seq}).",
            touched=was.touched,
        )
    if was and was.out and now.when < was.out:
        raise refuse(
            "overlaps", f"{person.id} was on duty until {was.out:%H:%M}Z: say a later at=."
        )
    if ask.until and ask.until <= now.when:
        raise refuse("in-the-past", "A shift ends after it begins: say a later until=.")
    where = f" in {ask.place}" if ask.place else ""
    until = f" until {ask.until:%H:%M}Z" if ask.until else ""
    return [
        SignedIn(id=person.id, agency=person.agency, place=ask.place, until=ask.until),
        note(now, f"{person.id} of {person.agency} on duty{where}{until}"),
    ]


@rule.register
def sign_out(ask: SignOutPerson, room: Room, actor: Actor, now: Header) -> Events:
    """A post is handed over or left in words first, never by going home."""
    person = _whose(ask.person, room, actor)
    there = on_duty(room.all.duty, person.id)
    if there is None:
        raise refuse("not-signed-in", f"{person.id} is not signed in.")
    held = room.held.get(person.id)
    if held:
        raise refuse(
            "holds-posts",
            f"{person.id} holds {listed(held)}: hand over or relieve {held[0]} first.",
        )
    if now.when < there.since:
        raise refuse("overlaps", f"{person.id} signed in at {there.since:%H:%M}Z: say a later at=.")
    why = f": {ask.reason}" if ask.reason else ""
    return [
        SignedOut(id=person.id, reason=ask.reason),
        note(now, f"{person.id} of {person.agency} off duty{why}"),
    ]


@follows.register
def person_revoked(event: PersonRevoked, room: Room, now: Header) -> Events:
    """Whoever is shut out is not on duty."""
    there = on_duty(room.all.duty, event.id)
    return [SignedOut(id=event.id, reason="shut out")] if there else []
