"""Posts as rules find them: which there are, who is over them, who is fit for them."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.agencies import Agency, Discipline, Grant, Person, Standing
from schemas.base import Header
from schemas.chains import first_command, layout_of, superior, upwards
from schemas.duty import on_duty
from schemas.incidents import COMMANDS_MAX, HELD_EACH, HELD_MAX, CommandEnded, Incident
from schemas.journal import LineLogged, Mark
from schemas.organizations import Post, Template
from schemas.roles import (
    Left,
    Position,
    PositionClosed,
    PositionOpened,
    incident_of,
    remembered_since,
)
from server.rules.base import Actor, Events, Refused, Room, listed, note, refuse
from server.rules.incidents import is_incident, open_incident, who_commands

# In one room: closing the incident, or putting it under another unified command, is one entry that
# names each of them. With the longest ids and all that is remembered of command, 128 are too many.
POSTS_MAX = 120


def opening(room_id: str, post: Post, suffix: str = "", under: str = "") -> PositionOpened:
    """What opens a post of the template. ``under``: the top's code, when unified."""
    return PositionOpened(
        id=f"{room_id}/{post.code}{suffix}",
        title=post.title,
        section=post.section,
        reports_to=superior(room_id, post, under),
        key=post.key,
        command=post.command,
    )


def room_of(id: str, room: Room, actor: Actor) -> Incident | None:
    """The open incident a post is in; None for one in a center."""
    where, slash, _ = id.partition("/")
    if not slash:
        raise refuse("which-room", f"Say where {id} is: INC-4/{id} or EOC/{id}.")
    if incident_of(id):
        return open_incident(where, room, actor)
    room.see(room.all.centers, where, actor)
    return None


def found(id: str, room: Room, actor: Actor, now: Header) -> tuple[Position, Events]:
    """The post, and what opens it (and those over it) where the template knows it but the room not.

    Posts come into being when they are filled, as ICS grows with its incident.
    """
    incident = room_of(id, room, actor)
    where, _, code = id.partition("/")
    layout = layout_of(room.all, where)
    if incident and incident.unified and code == layout.top:
        code = f"{code}.{actor.agency}"
        id = f"{where}/{code}"
    position = room.all.roles.get(id)
    if position:
        room.see(room.all.roles, id, actor)
        _must_come_later(position, now)
        return position, []
    post = layout.post(code)
    suffix = code.partition(".")[2]
    if post is None or (bool(suffix) != _split(post, incident)):
        made = f"post {where}/{code} TITLE opens one of your own"
        if post and _split(post, incident):
            made = f"each agency has its own: {where}/{post.code}.AGENCY"
        raise refuse("unknown-post", f"{where} ({layout.title}) has no post {code}; {made}.")
    if suffix:
        room.see(room.all.agencies, suffix, actor)
    under = first_command(layout, incident)
    opened = [opening(where, post, f".{suffix}" if suffix else "", under)]
    while opened[-1].reports_to and opened[-1].reports_to not in room.all.roles:
        over_it = layout.post(opened[-1].reports_to.partition("/")[2])
        assert over_it, "a template hangs together"
        opened.append(opening(where, over_it, under=under))
    must_have_room(where, len(opened), room)
    return opened[0].onto(None, now), list(reversed(opened))


def must_have_room(where: str, more: int, room: Room) -> None:
    """Not more posts in one room than one entry can end."""
    if sum(1 for p in room.all.roles.values() if p.room == where) + more > POSTS_MAX:
        raise refuse("too-many", f"{where} has {POSTS_MAX} posts, and no room for more.")


def _must_come_later(position: Position, now: Header) -> None:
    """Times in a post never overlap: who was in command at each minute has one answer."""
    last = position.history[-1] if position.history else None
    changed = (last.until or last.since) if last else None
    if changed and now.when < changed:
        because = f"{position.id} changed hands at {changed:%H:%M}Z: say a later at=."
        raise refuse("overlaps", because, ask=position.holder, touched=position.touched)


def key_posts(where: str, layout: Template, room: Room, unified: Sequence[str] = ()) -> Events:
    """What opens the key posts of a room that are not there; unified command is one an agency."""
    found: list[PositionOpened] = []
    for post in (post for post in layout.posts if post.key):
        ends = [f".{agency}" for agency in unified] if post.command else []
        found += [opening(where, post, end) for end in ends or [""]]
    return [opened for opened in found if opened.id not in room.all.roles]


def _split(post: Post, incident: Incident | None) -> bool:
    """Whether each agency has a post of its own under this code."""
    return post.per_agency or bool(post.command and incident and incident.unified)


def closing(posts: Sequence[Position], left: Left = Left.ENDED) -> Events:
    """What ends posts; an incident remembers who commanded it."""
    commands = [p for p in posts if p.command and incident_of(p.id)][-COMMANDS_MAX:]
    most = min(HELD_EACH, HELD_MAX // max(1, len(commands)))
    remembered = [
        CommandEnded(
            id=p.room,
            post=p.id,
            opened=remembered_since(p.opened, p.history, most),
            held=p.history[-most:],
            left=left,
        )
        for p in commands
    ]
    return [*(PositionClosed(id=p.id) for p in posts), *remembered]


def own_agency(position: Position) -> str | None:
    """The agency a post belongs to: of INC-4/IC.fire that is fire."""
    return position.id.partition(".")[2] or None


# -- who may -------------------------------------------------------------------------------------


def over(position: Position, room: Room) -> list[Position]:
    """The posts over this one that somebody holds, the nearest first."""
    return upwards(position.reports_to, room.all)


def manages(position: Position, room: Room, actor: Actor) -> bool:
    """Whether the actor is over this post: holds one above it, or speaks for who answers for it."""
    holders = over(position, room)
    if any(p.id in actor.positions for p in holders):
        return True
    own = own_agency(position)
    if own:
        return actor.speaks(own)
    incident = room.all.incidents.get(position.room)
    if incident is None:
        return actor.is_(Grant.COORDINATOR)
    return not holders and is_incident(actor, incident)


def must_manage(position: Position, room: Room, actor: Actor) -> None:
    """Refused, and kept for review, when the actor is not over this post."""
    if manages(position, room, actor):
        return
    holders = over(position, room)
    incident = room.all.incidents.get(position.room)
    own = own_agency(position)
    answers = own or (who_commands(incident) if incident else "")
    answers = f"{holders[0].holder}, {holders[0].id}" if holders else answers
    who = answers or "an EOC coordinator"
    raise refuse(
        "not-yours", f"{position.id} is filled by who is over it: {who}.", ask=who, record=True
    )


def must_be_fit(position: Position, person: Person, room: Room) -> None:
    """A person who is there, and of an agency that may have this post."""
    if person.revoked:
        raise refuse("revoked", f"{person.id} is shut out; somebody else must hold {position.id}.")
    own = own_agency(position)
    if own and person.agency != own and own not in person.speaks_for:
        raise refuse(
            "not-their-agency",
            f"{position.id} is the post of {own}; {person.id} is of {person.agency}.",
            ask=own,
        )
    incident = room.all.incidents.get(position.room)
    if position.command and incident and not has_jurisdiction(person.agency, incident, room):
        raise refuse(
            "no-jurisdiction",
            f"{person.agency} has no jurisdiction in {incident.id}, and command needs it; "
            f"it is with {who_commands(incident)}.",
            ask=listed(incident.command) or "an EOC coordinator",
        )


def has_jurisdiction(agency: str, incident: Incident, room: Room) -> bool:
    """Of the lead or the unified command, else with authority of its own (a center has none)."""
    if agency in incident.command:
        return True
    found: Agency | None = room.all.agencies.get(agency)
    return bool(
        found
        and found.standing is Standing.JURISDICTIONAL
        and found.discipline is not Discipline.MANAGEMENT
        and not incident.unified
    )


def held_already(position: Position) -> Refused:
    """Never silently held by two."""
    since = f"{position.since:%H:%M}Z"
    return refuse(
        "held",
        f"{position.id} is held by {position.holder} of {position.agency} since {since} "
        f"(#{position.touched.seq}): they hand it over, or who is over them relieves them.",
        ask=position.holder,
        touched=position.touched,
    )


def qualified(position: Position, person: Person, room: Room) -> str:
    """A warning, never a refusal: at 3 a.m. the best there is does it."""
    if layout_of(room.all, position.room).post(position.code) is None:
        return ""  # a post of the room's own making, for which there is no qualification
    plain = {word.upper() for word in person.qualifications}
    named = position.code in plain or position.title.upper() in plain
    return "" if named else f" (not on record as qualified for {position.code})"


def off_duty(person: Person, room: Room) -> str:
    """A warning to who appoints; a successor is refused for it (handovers)."""
    return "" if on_duty(room.all.duty, person.id) else " (not signed in)"


def person_of(id: str, room: Room, actor: Actor) -> Person:
    """A person the actor sees."""
    return room.see(room.all.people, id, actor)


def told(now: Header, text: str, position: Position, mark: Mark | None = None) -> LineLogged:
    """The line of the journal that tells of it."""
    return note(now, text, incident_of(position.id), mark)


def weight(position: Position) -> Mark | None:
    """How much a change in this post matters."""
    return Mark.MAJOR if position.key or position.command else None
