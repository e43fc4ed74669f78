"""What follows for posts from the facts of other nouns."""

from __future__ import annotations

from schemas.agencies import PersonRevoked
from schemas.base import Header
from schemas.centers import CenterActivated
from schemas.chains import layout_of
from schemas.duty import SignedOut
from schemas.incidents import (
    AgencyLeft,
    CommandUnified,
    IncidentClosed,
    IncidentOpened,
    IncidentReopened,
)
from schemas.journal import Mark
from schemas.roles import (
    HandoverEnded,
    How,
    Left,
    Position,
    PositionDescribed,
    PositionHeld,
    PositionVacated,
    incident_of,
)
from server.rules.base import Events, Room, follows, listed, note
from server.rules.roles.posts import (
    closing,
    key_posts,
    must_have_room,
    opening,
    own_agency,
)


@follows.register
def incident_opened(event: IncidentOpened, room: Room, now: Header) -> Events:
    """Its key posts are there, and vacant: opening gives nobody a post."""
    return key_posts(event.id, layout_of(room.all, event.id), room)


@follows.register
def incident_reopened(event: IncidentReopened, room: Room, now: Header) -> Events:
    """Its key posts are there again, and vacant; a command that was unified still is."""
    was = room.all.incidents.get(event.id) or event.archived
    return key_posts(event.id, layout_of(room.all, event.id), room, was.unified if was else ())


@follows.register
def incident_closed(event: IncidentClosed, room: Room, now: Header) -> Events:
    """Its posts end with it."""
    return closing([p for p in room.all.roles.values() if p.room == event.id])


@follows.register
def center_activated(event: CenterActivated, room: Room, now: Header) -> Events:
    """Its key posts are there."""
    return key_posts(event.id, layout_of(room.all, event.id), room)


@follows.register
def command_unified(event: CommandUnified, room: Room, now: Header) -> Events:
    """One command post for each agency; who commanded for one of them still does."""
    layout = layout_of(room.all, event.id)
    command = layout.post(layout.top)
    assert command, "a template has a top"
    single = room.all.roles.get(f"{event.id}/{command.code}")
    new = [a for a in event.unified if f"{event.id}/{command.code}.{a}" not in room.all.roles]
    must_have_room(event.id, len(new), room)
    out: Events = []
    for agency in new:
        opened = opening(event.id, command, f".{agency}")
        out.append(opened)
        if single and single.holder and single.agency == agency:
            out.append(_still_held(opened.id, single.holder, agency, single))
    left = [
        p
        for p in room.all.roles.values()
        if p.room == event.id and p.command and own_agency(p) not in event.unified
    ]
    out += closing(left, Left.UNIFIED)
    out += _under(event.id, f"{event.id}/{command.code}.{event.unified[0]}", left, room)
    return out


def _still_held(id: str, person: str, agency: str, was: Position) -> PositionHeld:
    return PositionHeld(
        id=id,
        person=person,
        agency=agency,
        how=How.UNIFIED,
        relief=was.relief,
        briefing=was.briefing,
    )


def _under(where: str, top: str, left: list[Position], room: Room) -> Events:
    """Posts that reported to a command post that ends report to the first agency's."""
    gone = {p.id for p in left}
    below = [p for p in room.all.roles.values() if p.room == where and p.reports_to in gone]
    return [PositionDescribed(id=p.id, reports_to=top) for p in below]


@follows.register
def agency_left(event: AgencyLeft, room: Room, now: Header) -> Events:
    """Its posts in the incident end, and its people leave the others."""
    there = [p for p in room.all.roles.values() if p.room == event.id]
    own = [p for p in there if own_agency(p) == event.agency]
    others = [p for p in there if p.agency == event.agency and p not in own]
    reason = f"{event.agency} no longer takes part"
    return [
        *closing(own),
        *(PositionVacated(id=p.id, left=Left.STEPPED_DOWN, reason=reason) for p in others),
        *_command_after(event, [p for p in own if p.command], room),
    ]


def _command_after(event: AgencyLeft, left: list[Position], room: Room) -> Events:
    """Who reported to a command post that ends reports to the next; the last leaves it vacant."""
    if not left:
        return []
    command = left[0].code
    others = [a for a in room.all.incidents[event.id].unified if a != event.agency]
    if others:
        return _under(event.id, f"{event.id}/{command}.{others[0]}", left, room)
    opened = key_posts(event.id, layout_of(room.all, event.id), room)
    return [*opened, *_under(event.id, f"{event.id}/{command}", left, room)]


@follows.register
def person_revoked(event: PersonRevoked, room: Room, now: Header) -> Events:
    """Whoever is shut out holds nothing, and nothing waits to be taken by them."""
    out: Events = []
    for p in room.all.roles.values():
        if p.holder == event.id:
            out.append(PositionVacated(id=p.id, left=Left.SHUT_OUT))
        elif p.handover and p.handover.to == event.id:
            out.append(HandoverEnded(id=p.id, reason=f"{event.id} was shut out"))
    vacant = [e.id for e in out if isinstance(e, PositionVacated)]
    rooms = {incident_of(id) for id in vacant}
    reason = f": {event.reason}" if event.reason else ""
    gap = f"{listed(vacant)} vacant: " if vacant else ""
    text = f"{gap}{event.id} was shut out by {now.by.person}{reason}"
    mark = Mark.URGENT if vacant else Mark.MAJOR
    return [*out, note(now, text, rooms.pop() if len(rooms) == 1 else None, mark)]


@follows.register
def signed_out(event: SignedOut, room: Room, now: Header) -> Events:
    """What was handed to them waits for nobody who went home; its holder holds on."""
    theirs = [p for p in room.all.roles.values() if p.handover and p.handover.to == event.id]
    if not theirs:
        return []
    text = f"{event.id} signed out: {listed([p.id for p in theirs])} handed to them stays put"
    ended = [HandoverEnded(id=p.id, reason=f"{event.id} signed out") for p in theirs]
    return [*ended, note(now, text, mark=Mark.MAJOR)]
