"""Rules of posts: who may fill which, and who leaves them."""

from __future__ import annotations

from schemas.agencies import Grant
from schemas.base import Header
from schemas.chains import layout_of
from schemas.journal import Mark
from schemas.organizations import RoomKind, names, template
from schemas.roles import (
    Appoint,
    How,
    Left,
    NameDeputies,
    OpenPost,
    OrganizeRoom,
    Position,
    PositionDescribed,
    PositionHeld,
    PositionOpened,
    PositionVacated,
    Relieve,
    RoomOrganized,
    TakePost,
    above,
    incident_of,
)
from server.rules.base import Actor, Events, Room, listed, note, refuse, rule
from server.rules.incidents import commands, open_incident
from server.rules.roles.posts import (
    closing,
    found,
    held_already,
    key_posts,
    must_be_fit,
    must_have_room,
    must_manage,
    off_duty,
    own_agency,
    person_of,
    qualified,
    room_of,
    told,
    weight,
)


@rule.register
def organize(ask: OrganizeRoom, room: Room, actor: Actor, now: Header) -> Events:
    """Key posts of the new template open, vacant ones of the old one go, held ones stay."""
    kind: RoomKind = "incident" if incident_of(f"{ask.room}/") else "center"
    unified: tuple[str, ...] = ()
    if kind == "incident":
        incident = open_incident(ask.room, room, actor)
        allowed, unified = commands(actor, incident, room), incident.unified
    else:
        room.see(room.all.centers, ask.room, actor)
        allowed = actor.is_(Grant.COORDINATOR)
    if not allowed:
        raise refuse("not-yours", f"Who commands or coordinates {ask.room} organizes it.")
    layout = template(kind, ask.template)
    if layout is None:
        known = listed(sorted(names(kind)))
        raise refuse("unknown-template", f"There is no template {ask.template} here; {known}.")
    there = [p for p in room.all.roles.values() if p.room == ask.room]
    gone = [p for p in there if p.holder is None and not p.handover and not layout.post(p.code)]
    keys = key_posts(ask.room, layout, room, unified)
    must_have_room(ask.room, len(keys), room)
    text = f"{ask.room} is organized as {layout.title}"
    return [
        RoomOrganized(id=ask.room, template=layout.name),
        *closing(gone),
        *keys,
        note(now, text, ask.room if kind == "incident" else None),
    ]


@rule.register
def post(ask: OpenPost, room: Room, actor: Actor, now: Header) -> Events:
    """A post of one's own making, under one that is there; never in a ring."""
    room_of(ask.position, room, actor)
    where = ask.position.partition("/")[0]
    there = room.all.roles.get(ask.position)
    layout = layout_of(room.all, where)
    known = layout.post(ask.position.partition("/")[2])
    top = f"{where}/{layout.top}"
    up = ask.reports_to or (there.reports_to if there else None)
    if up is None and known and known.reports_to:
        up = f"{where}/{known.reports_to}"
    if up is None and ask.position != top:
        up = top
    opened: Events = []
    section = "command"
    if up:
        if up.partition("/")[0] != where:
            raise refuse("other-room", f"{ask.position} reports to a post of {where}, not to {up}.")
        boss, opened = found(up, room, actor, now)
        section = boss.section
        if ask.position in (boss.id, *(p.id for p in above(room.all.roles, boss.id))):
            raise refuse("ring", f"{boss.id} reports to {ask.position} already.")
    if there is None:
        made = PositionOpened(
            id=ask.position, title=ask.title, section=section, reports_to=up, phone=ask.phone
        )
        must_manage(made.onto(None, now), room, actor)
        must_have_room(where, len(opened) + 1, room)
        text = f"{made.id} is the post {made.title}"
        return [*opened, made, note(now, text, incident_of(made.id))]
    must_manage(there, room, actor)
    said = PositionDescribed(id=there.id, title=ask.title, reports_to=up, phone=ask.phone)
    return [*opened, said]


@rule.register
def name_deputies(ask: NameDeputies, room: Room, actor: Actor, now: Header) -> Events:
    """A deputy is as fit for the post as its holder."""
    position, opened = found(ask.position, room, actor, now)
    if actor.person != position.holder:
        must_manage(position, room, actor)
    for id in ask.deputies:
        must_be_fit(position, person_of(id, room, actor), room)
    text = f"Deputy for {position.id}: {', '.join(ask.deputies)}"
    return [
        *opened,
        PositionDescribed(id=position.id, deputies=tuple(dict.fromkeys(ask.deputies))),
        told(now, text, position),
    ]


# -- filling and leaving -------------------------------------------------------------------------


@rule.register
def appoint(ask: Appoint, room: Room, actor: Actor, now: Header) -> Events:
    """By who is over the post, into one that is vacant."""
    position, opened = found(ask.position, room, actor, now)
    must_manage(position, room, actor)
    person = person_of(ask.person, room, actor)
    must_be_fit(position, person, room)
    if position.holder:
        raise held_already(position)
    held = PositionHeld(
        id=position.id,
        person=person.id,
        agency=own_agency(position) or person.agency,
        how=How.APPOINTED,
        relief=ask.until,
        may=ask.may,
        briefing=position.briefing,
    )
    text = f"{person.id} of {held.agency} holds {position.id}, appointed"
    text += qualified(position, person, room) + off_duty(person, room)
    return [*opened, held, told(now, text, position, weight(position))]


@rule.register
def take(ask: TakePost, room: Room, actor: Actor, now: Header) -> Events:
    """What is handed to me, or what is vacant and I may have."""
    position, opened = found(ask.position, room, actor, now)
    person = person_of(actor.person, room, actor)
    must_be_fit(position, person, room)
    offered = position.handover
    mine = offered is not None and offered.to == actor.person
    if position.holder == actor.person:
        raise refuse("already-there", f"You hold {position.id} already.", touched=position.touched)
    if position.holder and not mine and actor.person not in position.deputies:
        raise held_already(position)
    if not position.holder and not mine:
        _may_take(position, room, actor)
    briefing = offered.briefing if mine and offered else position.briefing
    held = PositionHeld(
        id=position.id,
        person=actor.person,
        agency=own_agency(position) or actor.agency,
        how=How.HANDED_OVER if mine else How.TAKEN,
        relief=ask.until,
        may=ask.may,
        briefing=briefing,
    )
    was = f"from {position.holder}" if position.holder else "vacant before"
    text = f"{actor.person} of {held.agency} holds {position.id}, {held.how} ({was})"
    text += qualified(position, person, room)
    return [*opened, held, told(now, text, position, weight(position))]


def _may_take(position: Position, room: Room, actor: Actor) -> None:
    """Command: any agency with jurisdiction; a desk of a center: whoever comes; deputies always.

    An agency's own post is that agency's. The staff of an incident and who directs a center are
    given their posts: a post gives authority, and nobody helps themselves to that.
    """
    if position.command or own_agency(position) or actor.person in position.deputies:
        return
    incident = room.all.incidents.get(position.room)
    if incident and actor.agency not in incident.agencies:
        raise refuse(
            "not-there",
            f"{actor.agency} does not take part in {incident.id}: join {incident.id} first.",
        )
    if incident or position.reports_to is None:
        must_manage(position, room, actor)


@rule.register
def relieve(ask: Relieve, room: Room, actor: Actor, now: Header) -> Events:
    """By who is over it, or by the holder, who steps down."""
    position, _ = found(ask.position, room, actor, now)
    if position.holder is None:
        raise refuse("vacant", f"Nobody holds {position.id}: take or appoint fills it.")
    own = position.holder == actor.person
    answers = position.reports_to is None and actor.speaks(position.agency or "")
    if not own and not answers:  # the agency of a top post answers for it
        must_manage(position, room, actor)
    left = Left.STEPPED_DOWN if own else Left.RELIEVED
    who = f"{position.holder} of {position.agency}"
    text = f"{who} no longer holds {position.id}, {left}: {ask.reason}"
    return [
        PositionVacated(id=position.id, left=left, reason=ask.reason),
        told(now, text, position, Mark.MAJOR),
    ]
