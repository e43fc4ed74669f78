"""Whose work it is: who may set it in a room, who has it, and what is said when it is late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from schemas.agencies import Grant
from schemas.base import By, Header, is_post
from schemas.incidents import Incident
from schemas.journal import LineLogged, Mark
from schemas.roles import incident_of, keeper
from schemas.tasks import ENDED_MAX, Work
from server.rules.base import Actor, Refused, Room, listed, note, oldest, refuse, said_late, to_come
from server.rules.incidents import is_incident, open_incident, who_commands

NAMED = 12  # posts in one sentence


# -- rooms ---------------------------------------------------------------------------------------


def works_in(id: str, room: Room, actor: Actor) -> bool:
    """Whether the actor says what is done in a room: its command, its posts, its coordinator."""
    incident = room.all.incidents.get(id)
    if incident:
        return is_incident(actor, incident)
    posts = (post for post in actor.positions if "." not in post)  # not an agency's own
    return actor.is_(Grant.COORDINATOR) or any(post.startswith(f"{id}/") for post in posts)


def must_work_in(id: str, room: Room, actor: Actor) -> Incident | None:
    """An open room the actor works in; the incident, when it is one."""
    incident = open_incident(id, room, actor) if incident_of(id) else None
    if incident is None:
        room.see(room.all.centers, id, actor)
    if not works_in(id, room, actor):
        raise _not_there(id, incident)
    return incident


def _not_there(id: str, incident: Incident | None) -> Refused:
    if incident:
        return refuse(
            "not-yours",
            f"{id} is commanded by {who_commands(incident)}: they or who holds a post in it say "
            "what is done there.",
            ask=listed(incident.command) or None,
        )
    because = f"In {id} a coordinator or who holds a post there says what is done."
    return refuse("not-yours", because, ask="an EOC coordinator")


def in_future(due: datetime | None, now: Header) -> None:
    """What is to come is due later than now."""
    if due:
        to_come(due, now, f"{due:%H:%M}Z is past: say a later due=.")


def full(open_ones: int, most: int, what: str, where: str) -> None:
    """Not more than a room can look after."""
    if open_ones >= most:
        raise refuse("too-many", f"{where} has {most} open {what}: done or cancel some first.")


def not_ended(work: Work) -> None:
    """Done once, or cancelled once."""
    if work.ended:
        raise refuse(
            "ended",
            f"{work.id} was {work.ended.how} by {work.ended.by.person} at "
            f"{work.ended.at:%H:%M}Z: {work.ended.text}.",
            ask=work.ended.by.person,
            touched=work.touched,
        )


def oldest_ended(shelf: Iterable[Work], where: str) -> list[str]:
    """What goes off the board so that a room shows at most so many that are ended."""
    ended = ((work.ended.at, work.id) for work in shelf if work.room == where and work.ended)
    return oldest(ended, ENDED_MAX)


# -- whose ---------------------------------------------------------------------------------------


def must_be_there(party: str, room: Room, actor: Actor) -> None:
    """A post or an agency that the actor sees."""
    if not is_post(party):
        room.see(room.all.agencies, party, actor)
        return
    where, slash, _ = party.partition("/")
    if not slash:
        raise refuse("which-room", f"Say where {party} is: @INC-4/{party} or @EOC/{party}.")
    if incident_of(where):
        open_incident(where, room, actor)
    else:
        room.see(room.all.centers, where, actor)
    if party not in room.all.roles:
        codes = [p.id.partition("/")[2] for p in room.all.roles.values() if p.room == where]
        raise refuse(
            "unknown-post",
            f"{where} has no post {party.partition('/')[2]} now: it has {listed(codes, NAMED)}; "
            f"appoint {party} PERSON fills one.",
        )
    room.see(room.all.roles, party, actor)


def has_it(party: str, room: Room, actor: Actor) -> bool:
    """Whether the actor acts for who has it now: the holder, a deputy, the agency's people."""
    if not is_post(party):
        return actor.speaks(party)
    post = room.all.roles.get(party)
    deputies = post.deputies if post else ()
    has = keeper(room.all.roles, party)
    return bool(has and has.id in actor.positions) or actor.person in deputies


def set_it(by: By, actor: Actor) -> bool:
    """Whether the actor set it: the same person, or who holds that post now."""
    return actor.person == by.person or (by.position or "") in actor.positions


# -- lines ---------------------------------------------------------------------------------------


def told(now: Header, text: str, where: str, mark: Mark | None = None) -> LineLogged:
    """The line of the journal that tells of it."""
    return note(now, text, incident_of(where), mark)


def overdue(work: Work, since: datetime, who: str, now: Header) -> str:
    """Who owes what since when; late where the hub was away when it fell due."""
    late = said_late(work.due or now.at, now)
    return f"{work.id} OVERDUE since {since:%H:%M}Z{late}: {who}: {work.text}"


def must_be_due(id: str, look: datetime | None, now: Header) -> None:
    """The clock asks again what it asked for before something changed."""
    if look is None or look > now.at:
        raise refuse("not-due", f"{id} is not due.")
