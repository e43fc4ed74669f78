"""Rules of orders: who commands whom, what stands for the same place, what replaces what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from schemas.agencies import Grant
from schemas.base import Header, is_post
from schemas.centers import EOC
from schemas.circles import meets
from schemas.incidents import Incident
from schemas.journal import Mark
from schemas.messages import GiveOrder, Message, MessageEnded, MessageSent, Want
from schemas.roles import Position, incident_of
from server.rules.base import Actor, Events, Refused, Room, listed, note, refuse, rule
from server.rules.incidents import who_commands
from server.rules.messages.addressees import is_own, names, sent_to, standing
from server.rules.messages.sending import in_time, making_room, room_for, until, who
from server.rules.roles.posts import own_agency

DUE = timedelta(minutes=5)  # to acknowledge an order, unless ack= says otherwise


# -- who commands whom ---------------------------------------------------------------------------


def _commanded(room: Room, actor: Actor) -> list[Position]:
    """The posts of the actor that command: an incident, or a department's own center."""
    return [room.all.roles[id] for id in actor.positions if _commands(room.all.roles[id])]


def _commands(post: Position) -> bool:
    """An EOC coordinates: it asks and commits, and orders nobody."""
    if incident_of(post.id):
        return post.command
    return post.room != EOC and post.reports_to is None


def _is_under(id: str, room: Room, actor: Actor, led: Sequence[Position]) -> bool:
    """Whether this addressee takes orders from the actor."""
    rooms = {post.room for post in led}
    represents = actor.is_(Grant.REPRESENTATIVE)
    if is_post(id):
        post = room.all.roles.get(id)
        own = own_agency(post) if post else None
        return id.partition("/")[0] in rooms or bool(own and represents and actor.speaks(own))
    agency = id if id in room.all.agencies else room.all.people[id].agency
    if actor.speaks(agency) and (represents or led):
        return True
    incidents = (room.all.incidents[id] for id in rooms if id in room.all.incidents)
    if any(agency in incident.agencies for incident in incidents):
        return True
    return any(post.partition("/")[0] in rooms for post in room.held.get(id, ()))


def _not_under(denied: Sequence[str], text: str, room: Room, actor: Actor) -> Refused:
    """Kept for review, and says what there is instead."""
    spelt = ",".join(f"@{id}" if is_post(id) else id for id in denied)
    there = [room.all.incidents.get(id.partition("/")[0]) for id in denied]
    incident = next((one for one in there if one), None)
    asks = f"tell {spelt} {text} asks them"
    if actor.is_(Grant.COORDINATOR) or any(id.startswith(f"{EOC}/") for id in actor.positions):
        because = f"An EOC coordinates and gives no orders: {asks}."
    else:
        whose = f"; {incident.id} is commanded by {who_commands(incident)}" if incident else ""
        because = f"You do not command {listed(denied)}{whose}: {asks}."
    return refuse("not-yours", because, ask=_whom(denied[0], incident, room), record=True)


def _whom(id: str, incident: Incident | None, room: Room) -> str | None:
    """Who does command them, or speaks for them."""
    if incident:
        return listed(incident.command) or None
    person = room.all.people.get(id)
    return person.agency if person else None if is_post(id) else id


def _must_command(to: Sequence[str], text: str, room: Room, actor: Actor) -> list[Position]:
    led = _commanded(room, actor)
    denied = [id for id in to if not _is_under(id, room, actor, led)]
    if denied:
        raise _not_under(denied, text, room, actor)
    return led


def _incident(to: Sequence[str], led: Sequence[Position]) -> str | None:
    """The incident it is ordered in: that of the posts, else the one that is commanded."""
    posts = {incident_of(id) for id in to if is_post(id)} - {None}
    commanded = {incident_of(post.id) for post in led} - {None}
    found = posts or commanded
    if len(found) > 1:
        raise refuse(
            "which-position",
            f"You command {listed([post.id for post in led])}: say which with as=, one at a time.",
        )
    return found.pop() if found else None


# -- giving an order -----------------------------------------------------------------------------


def _replaced(id: str, text: str, room: Room, actor: Actor) -> Message:
    """An order that stands, and that the actor may take from who follows it."""
    old = standing(id, room, actor)
    if not old.order:
        raise refuse("not-an-order", f"{id} is a message and no order: cancel {id} takes it back.")
    if not is_own(old, actor):
        _must_command([one.to for one in old.to], text, room, actor)
    return old


def _beside(ask: GiveOrder, room: Room, actor: Actor) -> list[Message]:
    """The orders that stand for the same place, as the asker sees them."""
    place = (ask.place or "").casefold()
    return [
        one
        for one in room.all.messages.values()
        if place
        and one.stands
        and one.id != ask.replaces
        and (one.place or "").casefold() == place
        and meets(one.audience, actor.view)
    ]


@rule.register
def direct(ask: GiveOrder, room: Room, actor: Actor, now: Header) -> Events:
    """What it replaces asks nobody any more; what else stands for the place is said, never barred.

    An order that replaces another is a new one and may be replaced once, so there is no ring.
    """
    in_time(ask.ack, now)
    due = ask.ack or now.at + DUE
    to = sent_to(ask.to, Want.ACK, room, actor, now)
    ids = [one.to for one in to]
    led = _must_command(ids, ask.text, room, actor)
    incident = _incident(ids, led)
    old = _replaced(ask.replaces, ask.text, room, actor) if ask.replaces else None
    room_for(incident, Want.ACK, room)
    id = room.all.next_id("M")
    sent = MessageSent(
        id=id,
        incident=incident,
        order=True,
        text=ask.text,
        place=ask.place,
        want=Want.ACK,
        due=due,
        to=to,
        replaces=old.id if old else None,
    )
    where = f" in {ask.place}" if ask.place else ""
    instead = f" instead of {old.id} of {who(old.by)}" if old else ""
    beside = [f"{one.id} of {who(one.by)}" for one in _beside(ask, room, actor)]
    too = f" (for {ask.place} {listed(beside)} stands too)" if beside else ""
    head = f"order {id} of {who(now.by)} to {names(ids, room)}{where}{instead}"
    line = note(now, f"{head}{until(Want.ACK, due)}{too}: {ask.text}", incident, Mark.MAJOR)
    quiet = making_room(incident, room)
    if old is None:
        return [sent, *quiet, line]
    ended = MessageEnded(
        id=old.id, incident=old.incident, reason=f"replaced by {id}", replaced_by=id
    )
    return [sent, ended, *quiet, line]
