"""Rules of bringing: what an agency could bring, what it promises, and what came."""

from __future__ import annotations

from schemas.agencies import Grant
from schemas.base import Header
from schemas.circles import meets
from schemas.journal import Mark
from schemas.requests import SOURCES_MAX, Request
from schemas.resources import Resource, ResourceAssigned, State
from schemas.roles import incident_of
from schemas.sourcing import (
    CommitResources,
    OfferResources,
    ReceiveResources,
    RequestCommitted,
    RequestOffered,
    RequestReceived,
    unlike,
    unseen,
)
from server.rules.agreements.using import must_be_own
from server.rules.base import Actor, Events, Room, listed, note, refuse, rule, to_come
from server.rules.requests.chain import folded, must_be_asker, must_be_open, open_request, who
from server.rules.requests.duplicates import still_asked
from server.rules.requests.forwarding import must_speak_outside


def _for(agency: str | None, room: Room, actor: Actor) -> str:
    """The agency the actor speaks for."""
    said = agency or actor.agency
    room.see(room.all.agencies, said, actor)
    if not actor.speaks(said) or actor.grants.isdisjoint((Grant.REPRESENTATIVE, Grant.COORDINATOR)):
        raise refuse("not-your-agency", f"{said}'s own people say what {said} brings.", ask=said)
    return said


def _promising(ask: CommitResources, request: Request, room: Room, actor: Actor) -> str:
    """The agency the actor speaks for; or who was asked outside, and said it by word."""
    said = str(ask.agency) if ask.agency else None
    if said in room.all.agencies or said not in {one.to for one in request.forwards}:
        return _for(said, room, actor)
    must_speak_outside(request, room, actor)
    if not ask.verbal:
        because = f"{said} has no console here: verbal= says who of them promised it."
        raise refuse("by-word", because)
    return said


def _there(id: str, room: Room, actor: Actor) -> Request:
    request = open_request(id, room, actor)
    must_be_open(request.room, room, actor)
    return request


@rule.register
def offer(ask: OfferResources, room: Room, actor: Actor, now: Header) -> Events:
    """At any time, before it is approved too: who decides sees what there is."""
    request = _there(ask.request, room, actor)
    agency = _for(ask.agency, room, actor)
    to_come(ask.eta, now, "What is offered comes later than now: say a later eta=.")
    if len({*(one.agency for one in request.offers), agency}) > SOURCES_MAX:
        raise refuse("too-many", f"{SOURCES_MAX} agencies offer for {request.id} already.")
    there = f", there at {ask.eta:%H:%M}Z" if ask.eta else ""
    more = f": {ask.text}" if ask.text else ""
    text = f"{request.id}: {agency} could bring {ask.quantity} of {request.what}{there}{more}"
    return [
        RequestOffered(
            id=request.id,
            room=request.room,
            agency=agency,
            quantity=ask.quantity,
            eta=ask.eta,
            text=ask.text,
        ),
        note(now, text, incident_of(request.room)),
    ]


@rule.register
def commit(ask: CommitResources, room: Room, actor: Actor, now: Header) -> Events:
    """Once it may be sourced, up to what is wanted. The units are sent in the same entry."""
    request = _there(ask.request, room, actor)
    agency = _promising(ask, request, room, actor)
    units = [_unit(id, agency, request, room, actor) for id in dict.fromkeys(ask.units or ())]
    quantity = _quantity(ask, units)
    if not units:
        must_be_own(agency, request, room)
    to_come(ask.eta, now, "What is promised comes later than now: say a later eta=.")
    left = request.wanted - request.committed
    if not request.wanted:
        raise refuse(
            "not-approved",
            f"{request.id} is not approved yet and {who(request, room)}; "
            f"offer {request.id} {quantity} tells them what there is.",
            ask=request.open_waits[0].on if request.open_waits else None,
        )
    if quantity > left:
        raise refuse(
            "more-than-wanted", f"{left} of {request.wanted} are still wanted for {request.id}."
        )
    if len(request.commitments) >= SOURCES_MAX:
        raise refuse("too-many", f"{request.id} is brought in {SOURCES_MAX} parts already.")
    fact = RequestCommitted(
        id=request.id,
        room=request.room,
        agency=agency,
        quantity=quantity,
        units=tuple(unit.id for unit in units),
        eta=ask.eta,
        verbal=ask.verbal,
    )
    after = folded(fact, request, now)
    incident = fact.about()
    sent = [ResourceAssigned(id=unit.id, job=incident) for unit in units] if incident else []
    what = listed([unit.call_sign for unit in units]) if units else str(quantity)
    there = f", there at {ask.eta:%H:%M}Z" if ask.eta else ""
    word = f", as {ask.verbal} said by word" if ask.verbal else ""
    count = f"{after.committed} of {request.wanted}"
    text = f"{request.id}: {agency} brings {what}{there}{word}; {count}"
    other = unlike(request, units)
    told = note(now, text, incident, Mark.MAJOR, then=f"; {other}" if other else "")
    return [fact, *sent, told]


def _quantity(ask: CommitResources, units: list[Resource]) -> int:
    if units and ask.quantity:
        raise refuse("twice", "Name the units, or say quantity= for what has no call sign.")
    if not units and not ask.quantity:
        raise refuse("nothing", f"Say which: commit {ask.request} M21,M22, or quantity=2.")
    return ask.quantity or len(units)


def _unit(id: str, agency: str, request: Request, room: Room, actor: Actor) -> Resource:
    """A unit of the agency that nobody else counts on."""
    unit = room.see(room.all.resources, id, actor)
    if unit.owner != agency:
        raise refuse(
            "not-yours", f"{unit.call_sign} is {unit.owner}'s: they commit it.", ask=unit.owner
        )
    for other in room.all.requests.values():
        if not other.end and any(unit.id in one.units for one in other.commitments):
            to = other.id if meets(other.audience, actor.view) else "something else"
            raise refuse("committed", f"{unit.call_sign} is promised for {to} already.")
    on = unit.under or unit.job
    if on and on != request.room:
        raise refuse("busy", f"{unit.call_sign} is on {on}: release it there first.", ask=on)
    if unit.state is State.OUT:
        raise refuse("out", f"{unit.call_sign} is out of service: {unit.status}.")
    return unit


@rule.register
def receive(ask: ReceiveResources, room: Room, actor: Actor, now: Header) -> Events:
    """By the incident or who asked; never more than somebody promised."""
    request = open_request(ask.request, room, actor)
    must_be_asker(request, room, actor)
    on_its_way = request.committed - request.received
    if ask.quantity > on_its_way:
        raise refuse(
            "not-committed",
            f"{on_its_way} are on their way for {request.id}: who brought more says commit first.",
        )
    came = RequestReceived(id=request.id, room=request.room, quantity=ask.quantity)
    after = folded(came, request, now)
    also = still_asked(request, room)
    done = f"; all that was wanted is there{also}" if after.end else ""
    absent = unseen(request, room.all.resources, ask.quantity)
    text = f"{request.id}: {ask.quantity} came, {after.received} of {request.wanted}{done}"
    told = note(now, text, incident_of(request.room), then=f"; {absent}" if absent else "")
    return [came, told]
