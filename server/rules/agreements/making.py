"""Rules of making an agreement: it is proposed, changed, signed by both, and ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from schemas.agencies import Grant
from schemas.agreements import (
    TERMS_MAX,
    Agreement,
    AgreementArchived,
    AgreementEnded,
    AgreementProposed,
    AgreementSigned,
    ArchiveAgreement,
    ChangeAgreement,
    EndAgreement,
    ProposeAgreement,
    SignAgreement,
    State,
    Term,
    Version,
)
from schemas.base import Header
from schemas.journal import LineLogged, Mark
from server.rules.agreements.using import day
from server.rules.base import Actor, Events, Room, listed, note, oldest, refuse, rule

OPEN_MAX = 64  # of one agency
ENDED_MAX = 100  # on the board


@rule.register
def propose(ask: ProposeAgreement, room: Room, actor: Actor, now: Header) -> Events:
    """By either party, or a coordinator who writes it down for them. It binds nobody."""
    parties = (ask.provider, ask.receiver)
    for agency in parties:
        room.see(room.all.agencies, agency, actor)
    if ask.provider == ask.receiver:
        raise refuse("same-agency", f"{ask.provider} needs no agreement with itself.")
    _must_be_party(parties, actor)
    for agency in parties:
        _full(agency, room)
    term = _term(ask, ask.quantity)
    since = ask.since or now.at
    made = AgreementProposed(
        id=room.all.next_id("AGR"),
        parties=parties,
        version=1,
        terms=(term,),
        conditions=ask.conditions,
        since=since,
        until=_until(since, ask.until, now),
    )
    over = ((a.ended.at, a.id) for a in room.all.agreements.values() if a.ended)
    archived = [AgreementArchived(id=id) for id in oldest(over, ENDED_MAX)]
    return [made, *archived, _told(now, made, term.name)]


@rule.register
def change(ask: ChangeAgreement, room: Room, actor: Actor, now: Header) -> Events:
    """The next version: what is not said stays. Both sign anew; the old one holds until then."""
    found = _open(ask.agreement, room, actor)
    _must_be_party(found.parties, actor)
    if ask.provider not in found.parties:
        raise refuse(
            "not-a-party",
            f"{found.id} is between {' and '.join(found.parties)}: {ask.provider} lends by one "
            f"of its own, propose {ask.provider} RECEIVER.",
        )
    was = found.newest
    term = _term(ask, max(1, ask.quantity))
    others = tuple(one for one in was.terms if not term.instead_of(one))
    terms = (*others, term) if ask.quantity else others
    if not 0 < len(terms) <= TERMS_MAX:
        because = f"{found.id} lends 1 to {TERMS_MAX} sorts of things; end {found.id} ends it."
        raise refuse("terms", because)
    since = ask.since or was.since
    made = AgreementProposed(
        id=found.id,
        parties=found.parties,
        version=was.number + 1,
        terms=terms,
        conditions=ask.conditions or was.conditions,
        since=since,
        until=_until(since, ask.until or was.until, now),
    )
    no_more = f"{ask.provider} no longer lends {ask.resource_kind}"
    return [made, _told(now, made, term.name if ask.quantity else no_more)]


def _term(ask: ProposeAgreement | ChangeAgreement, quantity: int) -> Term:
    return Term(
        provider=ask.provider,
        quantity=quantity,
        resource_kind=ask.resource_kind,
        type=ask.type,
        hours=ask.hours,
        cost=ask.cost,
    )


def _told(now: Header, made: AgreementProposed, lends: str) -> LineLogged:
    """The line that tells of a proposal, and who has to sign it."""
    more = f": {made.conditions}" if made.conditions else ""
    text = f"{made.id} v{made.version} proposed: {lends}, until {day(made.until)}{more}"
    both = " and ".join(made.parties)
    return note(now, text, then=f"; {both} have to sign it")


def _until(since: datetime, until: datetime, now: Header) -> datetime:
    """The end of a period that has one to come."""
    if until <= now.at or until <= since:
        raise refuse("period", f"It expires {day(until)}: say a later until=.")
    return until


def _full(agency: str, room: Room) -> None:
    theirs = (a for a in room.all.agreements.values() if agency in a.parties and not a.ended)
    if sum(1 for _ in theirs) >= OPEN_MAX:
        raise refuse("too-many", f"{agency} has {OPEN_MAX} agreements: end some first.", ask=agency)


def _open(id: str, room: Room, actor: Actor) -> Agreement:
    found = room.see(room.all.agreements, id, actor)
    if found.ended:
        by, because = found.ended.by.person, f"{id} ended: {found.ended.reason}."
        raise refuse("ended", because, ask=by, touched=found.touched)
    return found


def _must_be_party(parties: Sequence[str], actor: Actor) -> None:
    if not (any(map(actor.speaks, parties)) or actor.is_(Grant.COORDINATOR)):
        who = " and ".join(parties)
        raise refuse("not-your-agency", f"{who} say themselves what they agree on.", ask=who)


@rule.register
def sign(ask: SignAgreement, room: Room, actor: Actor, now: Header) -> Events:
    """For one's own agency and no other, whomever one speaks for; each party once."""
    found = _open(ask.agreement, room, actor)
    if actor.agency not in found.parties:
        raise refuse(
            "not-your-agency",
            f"{found.id} is between {' and '.join(found.parties)}: you sign for {actor.agency} "
            "alone.",
            ask=f"who signs for {' or '.join(found.parties)}",
            record=True,
        )
    new = _to_sign(found, now)
    left = found.unsigned_by(new)
    if actor.agency not in left:
        raise refuse(
            "signed",
            f"{actor.agency} signed {found.id} v{new.number}; it waits for {listed(left)}.",
            ask=listed(left),
            touched=found.touched,
        )
    made = AgreementSigned(id=found.id, agency=actor.agency, version=new.number)
    waits = [agency for agency in left if agency != actor.agency]
    then = f"{listed(waits)} has to sign it" if waits else f"it holds until {day(new.until)}"
    text = f"{made.id} v{new.number} signed for {actor.agency} by {actor.person}: {then}"
    return [made, note(now, text, mark=None if waits else Mark.MAJOR)]


def _to_sign(found: Agreement, now: Header) -> Version:
    """The version that waits for signatures."""
    if found.proposed is None:
        raise refuse(
            "signed",
            f"{found.id} {found.name}: nothing of it waits to be signed.",
            touched=found.touched,
        )
    new = found.proposed
    if new.until <= now.at:
        raise refuse(
            "expired",
            f"{found.id} v{new.number} expired {day(new.until)} before both had signed: "
            f"propose {found.id} with a later until=.",
            ask=new.by.person,
        )
    return new


@rule.register
def end(ask: EndAgreement, room: Room, actor: Actor, now: Header) -> Events:
    """What is signed by who signs for a party; what is only proposed by anybody of theirs."""
    found = _open(ask.agreement, room, actor)
    if found.signed and not (actor.agency in found.parties and actor.is_(Grant.SIGNATORY)):
        raise refuse(
            "no-signatory",
            f"{found.id} is signed: who signs for {' or '.join(found.parties)} ends it.",
            ask=f"who signs for {' or '.join(found.parties)}",
            record=True,
        )
    _must_be_party(found.parties, actor)
    out = sum(use.quantity for use in found.uses)
    left = f"; {out} still out under it" if out else ""
    between = " and ".join(found.parties)
    text = f"{found.id} between {between} ended by {actor.person}: {ask.reason}"
    told = note(now, text, mark=Mark.MAJOR, then=left)
    return [AgreementEnded(id=found.id, reason=ask.reason), told]


@rule.register
def archive(ask: ArchiveAgreement, room: Room, actor: Actor, now: Header) -> Events:
    """Over for long enough."""
    found = room.see(room.all.agreements, ask.agreement, actor)
    if found.state(now.at) not in (State.ENDED, State.EXPIRED):
        raise refuse("open", f"{found.id} has neither ended nor expired.")
    return [AgreementArchived(id=found.id)]
