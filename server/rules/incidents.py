"""Rules of incidents."""

from __future__ import annotations

from schemas.agencies import Discipline, Grant, Standing
from schemas.base import Header, Record
from schemas.calls import CallAttached
from schemas.circles import meets
from schemas.incidents import (
    AGENCIES_MAX,
    CHILDREN_MAX,
    AgencyJoined,
    AgencyLeft,
    ArchiveIncident,
    AttachIncident,
    ChildrenSet,
    ClassifyIncident,
    CloseIncident,
    CommandUnified,
    DetachIncident,
    Incident,
    IncidentArchived,
    IncidentClassified,
    IncidentClosed,
    IncidentOpened,
    IncidentPlaced,
    IncidentRenamed,
    IncidentReopened,
    JoinIncident,
    LeadNamed,
    LeaveIncident,
    NameLead,
    OpenIncident,
    ParentSet,
    PlaceIncident,
    RenameIncident,
    ReopenIncident,
    UnifyCommand,
)
from schemas.journal import Mark
from server.rules.base import Actor, Events, Room, is_clock, listed, note, refuse, rule, unknown

LEVELS_MAX = 8  # of incidents rolled up under each other


def is_incident(actor: Actor, incident: Incident) -> bool:
    """Whether the actor is "the incident": in a post of it, or of an agency that commands it.

    Who represents an agency (AREP.redcross) holds a post of that agency, and none of the incident.
    """
    given = (post for post in actor.positions if "." not in post)
    if any(post.startswith(f"{incident.id}/") for post in given):
        return True
    return any(actor.speaks(agency) for agency in incident.command)


def commands(actor: Actor, incident: Incident, room: Room) -> bool:
    """Whether the actor decides about the incident itself: by its command, or for its agencies."""
    posts = (room.all.roles[id] for id in actor.positions)
    if any(post.command and post.room == incident.id for post in posts):
        return True
    return any(actor.speaks(agency) for agency in incident.command)


def who_commands(incident: Incident) -> str:
    """The agencies that command, in words."""
    names = listed(incident.command)
    return names or f"nobody yet (lead {incident.id} AGENCY names one)"


def open_incident(id: str, room: Room, actor: Actor) -> Incident:
    """An incident the actor sees and that is not closed."""
    incident = room.see(room.all.incidents, id, actor)
    if incident.closed:
        raise refuse(
            "closed",
            f"{id} was closed by {incident.closed.by.person}: {incident.closed.reason}. "
            f"reopen {id} first.",
            ask=incident.closed.by.person,
            touched=incident.touched,
        )
    return incident


def _commanded(id: str, room: Room, actor: Actor) -> Incident:
    """An open incident that the actor commands or coordinates."""
    incident = open_incident(id, room, actor)
    if not (commands(actor, incident, room) or actor.is_(Grant.COORDINATOR)):
        raise refuse(
            "not-yours",
            f"{id} is commanded by {who_commands(incident)}; "
            "their people or an EOC coordinator do this.",
            ask=listed(incident.command) or "an EOC coordinator",
        )
    return incident


def _default_lead(room: Room, actor: Actor) -> str | None:
    """The opener's agency where it has authority of its own; a center coordinates, never leads."""
    agency = room.all.agencies.get(actor.agency)
    if agency is None or agency.discipline is Discipline.MANAGEMENT:
        return None
    return agency.id if agency.standing is Standing.JURISDICTIONAL else None


@rule.register
def open_(ask: OpenIncident, room: Room, actor: Actor, now: Header) -> Events:
    """Anybody responding may open one; it gives nobody a post."""
    room.see(room.all.centers, ask.center, actor)
    lead = room.see(room.all.agencies, ask.lead, actor).id if ask.lead else None
    call = room.see(room.all.calls, ask.call, actor) if ask.call else None
    if call and call.incident:
        raise refuse("attached", f"{call.id} belongs to {call.incident} already.")
    id = room.all.next_id("INC")
    opened = IncidentOpened(
        id=id,
        name=ask.name,
        incident_kind=ask.incident_kind,
        center=ask.center,
        place=ask.place or (call.address if call else None),
        lead=lead or _default_lead(room, actor),
        calls=(call.id,) if call else (),
    )
    attached: Events = [CallAttached(id=call.id, incident=id)] if call else []
    text = f"{id} opened: {ask.incident_kind} {ask.name}"
    return [opened, *attached, note(now, text, id, Mark.MAJOR)]


@rule.register
def rename(ask: RenameIncident, room: Room, actor: Actor, now: Header) -> Events:
    """The number stays; the journal tells the old name."""
    incident = _commanded(ask.incident, room, actor)
    text = f"{incident.id} is called {ask.name} from now on (was {incident.name})"
    return [IncidentRenamed(id=incident.id, name=ask.name), note(now, text, incident.id)]


@rule.register
def place(ask: PlaceIncident, room: Room, actor: Actor, now: Header) -> Events:
    """Words, degrees, or both; a latitude needs its longitude."""
    incident = _commanded(ask.incident, room, actor)
    if (ask.lat is None) != (ask.lon is None):
        raise refuse("half-a-place", "A latitude needs its longitude: lat=37.7749 lon=-122.4194")
    if ask.place is None and ask.lat is None:
        raise refuse("nothing-said", "Say where: words, or lat= and lon=.")
    return [IncidentPlaced(id=incident.id, place=ask.place, lat=ask.lat, lon=ask.lon)]


@rule.register
def classify(ask: ClassifyIncident, room: Room, actor: Actor, now: Header) -> Events:
    """Type may go up or down."""
    incident = _commanded(ask.incident, room, actor)
    return [
        IncidentClassified(id=incident.id, incident_type=ask.incident_type),
        note(now, f"{incident.id} is of type {ask.incident_type}", incident.id),
    ]


@rule.register
def lead(ask: NameLead, room: Room, actor: Actor, now: Header) -> Events:
    """One lead agency; the journal tells the old one."""
    incident = _commanded(ask.incident, room, actor)
    agency = room.see(room.all.agencies, ask.agency, actor)
    was = f" (was {incident.lead})" if incident.lead else ""
    text = f"{agency.id} leads {incident.id}{was}"
    return [LeadNamed(id=incident.id, lead=agency.id), note(now, text, incident.id, Mark.MAJOR)]


@rule.register
def unify(ask: UnifyCommand, room: Room, actor: Actor, now: Header) -> Events:
    """Two or more agencies, each there."""
    incident = _commanded(ask.incident, room, actor)
    agencies = tuple(dict.fromkeys(ask.agencies))
    for agency in agencies:
        room.see(room.all.agencies, agency, actor)
    if len(agencies) < 2:
        raise refuse("too-few", "Unified command takes two agencies or more; lead names one alone.")
    _room_for(incident, len(agencies))
    text = f"{incident.id} is under the unified command of {', '.join(agencies)}"
    return [
        CommandUnified(id=incident.id, unified=agencies),
        note(now, text[:500], incident.id, Mark.MAJOR),
    ]


def _room_for(incident: Incident, more: int) -> None:
    if len(incident.agencies) + more > AGENCIES_MAX:
        raise refuse("too-many", f"At most {AGENCIES_MAX} agencies take part in one incident.")


def _agency(ask: JoinIncident | LeaveIncident, room: Room, actor: Actor) -> str:
    """The agency that joins or leaves: one's own, or any for a coordinator."""
    if ask.agency is None:
        return actor.agency
    agency = room.see(room.all.agencies, ask.agency, actor)
    if not (actor.speaks(agency.id) or actor.is_(Grant.COORDINATOR)):
        raise refuse(
            "not-yours",
            f"Only the people of {agency.id} or an EOC coordinator say so.",
            ask=agency.id,
        )
    return agency.id


@rule.register
def join(ask: JoinIncident, room: Room, actor: Actor, now: Header) -> Events:
    """An agency takes part once."""
    incident = open_incident(ask.incident, room, actor)
    agency = _agency(ask, room, actor)
    if agency in incident.agencies:
        raise refuse("already-there", f"{agency} takes part in {incident.id} already.")
    _room_for(incident, 1)
    text = f"{agency} takes part in {incident.id}"
    return [AgencyJoined(id=incident.id, agency=agency), note(now, text, incident.id)]


@rule.register
def leave(ask: LeaveIncident, room: Room, actor: Actor, now: Header) -> Events:
    """The lead names another before it leaves."""
    incident = open_incident(ask.incident, room, actor)
    agency = _agency(ask, room, actor)
    if agency not in incident.agencies:
        raise refuse("not-there", f"{agency} does not take part in {incident.id}.")
    if agency == incident.lead:
        raise refuse("leads", f"{agency} leads {incident.id}: lead {incident.id} AGENCY first.")
    text = f"{agency} no longer takes part in {incident.id}"
    return [AgencyLeft(id=incident.id, agency=agency), note(now, text, incident.id)]


def _no_ring(child: Incident, parent: Incident, room: Room) -> None:
    """Walk up from the parent, through archived ones too, and not for ever."""
    above: Record | None = parent
    for _ in range(LEVELS_MAX):
        if not isinstance(above, Incident):
            return
        if above.id == child.id:
            raise refuse("ring", f"{parent.id} is already rolled up under {child.id}.")
        up = above.parent
        above = (room.all.incidents.get(up) or room.past("incidents", up)) if up else None
    raise refuse("too-deep", f"Incidents roll up at most {LEVELS_MAX} deep.")


def _as_it_was(incident: Incident, room: Room) -> Incident:
    """From the archive, with the ties that still hold on the board."""
    there = room.all.incidents
    up = there.get(incident.parent) if incident.parent else None
    children = (c for c in incident.children if c in there and there[c].parent == incident.id)
    parent = up.id if up and incident.id in up.children else None
    return incident.but(parent=parent, children=tuple(children))


@rule.register
def attach(ask: AttachIncident, room: Room, actor: Actor, now: Header) -> Events:
    """One parent each, and never in a ring."""
    child = _commanded(ask.child, room, actor)
    parent = open_incident(ask.parent, room, actor)
    if child.parent:
        raise refuse("attached", f"{child.id} is rolled up under {child.parent}: detach it first.")
    _no_ring(child, parent, room)
    if len(parent.children) >= CHILDREN_MAX:
        raise refuse("too-many", f"At most {CHILDREN_MAX} incidents roll up under one.")
    text = f"{child.id} is rolled up under {parent.id}"
    return [
        ParentSet(id=child.id, parent=parent.id),
        ChildrenSet(id=parent.id, children=(*parent.children, child.id)),
        note(now, text, parent.id),
    ]


@rule.register
def detach(ask: DetachIncident, room: Room, actor: Actor, now: Header) -> Events:
    """Nothing of the child is lost."""
    child = _commanded(ask.child, room, actor)
    if child.parent is None:
        raise refuse("stands-alone", f"{child.id} is not rolled up under another incident.")
    parent = room.all.incidents.get(child.parent)
    left: Events = []
    if parent:
        children = tuple(id for id in parent.children if id != child.id)
        left = [ChildrenSet(id=parent.id, children=children)]
    text = f"{child.id} stands alone again (was under {child.parent})"
    return [ParentSet(id=child.id), *left, note(now, text, child.id)]


def _still_on(incident: Incident, room: Room, actor: Actor) -> None:
    """Units must be released and children closed or detached before an incident closes."""
    on = [
        unit.call_sign
        for unit in room.all.resources.values()
        if incident.id in (unit.under, *unit.jobs) and meets(unit.audience, actor.view)
    ]
    if on:
        raise refuse("units-on-it", f"{listed(on)} are still on {incident.id}: release them first.")
    below = [id for id in incident.children if id in room.all.incidents]
    standing = [id for id in below if not room.all.incidents[id].closed]
    if standing:
        named = listed(standing)
        raise refuse(
            "children-open", f"{named} under {incident.id} are open: close or detach them."
        )


@rule.register
def close(ask: CloseIncident, room: Room, actor: Actor, now: Header) -> Events:
    """With a reason, and nobody left on it."""
    incident = _commanded(ask.incident, room, actor)
    _still_on(incident, room, actor)
    text = f"{incident.id} {incident.name} closed: {ask.reason}"
    return [
        IncidentClosed(id=incident.id, reason=ask.reason),
        note(now, text[:500], incident.id, Mark.MAJOR),
    ]


@rule.register
def reopen(ask: ReopenIncident, room: Room, actor: Actor, now: Header) -> Events:
    """From the board, or whole from the archive."""
    found = room.all.incidents.get(ask.incident)
    archived = None if found else room.past("incidents", ask.incident)
    incident = found or archived
    if not isinstance(incident, Incident) or not meets(incident.audience, actor.view):
        raise unknown(ask.incident)
    if not (commands(actor, incident, room) or actor.is_(Grant.COORDINATOR)):
        raise refuse(
            "not-yours",
            f"{incident.id} was commanded by {who_commands(incident)}; "
            "their people or an EOC coordinator reopen it.",
            ask=listed(incident.command) or "an EOC coordinator",
        )
    if not incident.closed:
        raise refuse("open", f"{incident.id} is open.")
    text = f"{incident.id} {incident.name} reopened: {ask.reason}"
    back = _as_it_was(incident, room) if archived else None
    return [
        IncidentReopened(id=incident.id, reason=ask.reason, archived=back),
        note(now, text[:500], incident.id, Mark.MAJOR),
    ]


@rule.register
def archive(ask: ArchiveIncident, room: Room, actor: Actor, now: Header) -> Events:
    """Closed, and asked by the clock or by those who command it."""
    incident = room.see(room.all.incidents, ask.incident, actor)
    if not incident.closed:
        raise refuse("open", f"{incident.id} is open: close it first.")
    command = commands(actor, incident, room) or actor.is_(Grant.COORDINATOR)
    if not (is_clock(actor) or command):
        raise refuse("not-yours", f"{incident.id} is commanded by {who_commands(incident)}.")
    return [IncidentArchived(id=incident.id)]
