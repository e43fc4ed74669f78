"""Rules of saying something to somebody, and of taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from schemas.agencies import Grant
from schemas.base import By, Header, is_post
from schemas.circles import person_circle
from schemas.journal import Mark
from schemas.messages import (
    CancelMessage,
    Message,
    MessageArchived,
    MessageEnded,
    MessageSent,
    SendMessage,
    Sent,
    Want,
)
from schemas.roles import incident_of
from server.rules.base import Actor, Events, Room, note, oldest, refuse, rule, to_come
from server.rules.closeouts import ends
from server.rules.messages.addressees import is_own, names, sent_to, standing
from server.rules.sharing.changing import must_read, only_for

WAITING_MAX = 200  # messages of one incident, or of none, that somebody has not answered yet

QUIET_MAX = 200  # on the board that ask nobody, of each incident: one more and the oldest goes

SAYS = {Want.ACK: "acknowledge by", Want.ANSWER: "answer by"}


def who(by: By) -> str:
    """``maya INC-1/IC`` or ``rosa of redcross``: name and position, as on a form."""
    return f"{by.person} {by.position}" if by.position else f"{by.person} of {by.agency}"


def until(want: Want | None, due: datetime | None) -> str:
    """`` (acknowledge by 16:10Z)``, or nothing."""
    return f" ({SAYS[want]} {due:%H:%M}Z)" if want and due else ""


def in_time(due: datetime | None, now: Header) -> None:
    """Nobody can be asked to have answered already."""
    to_come(due, now, "Nobody answers before they are asked: say a later ack= or answer=.")


def room_for(incident: str | None, want: Want | None, room: Room) -> None:
    """Refused when too many wait already."""
    there = (m for m in room.all.messages.values() if m.incident == incident and m.waiting)
    if want and sum(1 for _ in there) >= WAITING_MAX:
        where = f"in {incident}" if incident else "outside the incidents"
        raise refuse(
            "too-many",
            f"{WAITING_MAX} messages {where} wait for somebody: answer or cancel some first.",
        )


def _incident(to: Sequence[Sent], by: By) -> str | None:
    """The incident that the posts are in, when they are all in one; else that of the sender."""
    found = {incident_of(one.to) for one in to if is_post(one.to)}
    if len(found) == 1:
        return found.pop()
    return incident_of(by.position) if by.position else None


def making_room(incident: str | None, room: Room) -> Events:
    """The oldest message that asks nobody leaves the board when there are many."""
    quiet = (m for m in room.all.messages.values() if m.incident == incident and m.is_quiet)
    gone = oldest(((m.at, m.id) for m in quiet), QUIET_MAX)
    return [MessageArchived(id=id, incident=incident) for id in gone]


@rule.register
def tell(ask: SendMessage, room: Room, actor: Actor, now: Header) -> Events:
    """By anybody who works here, to anybody."""
    if ask.ack and ask.answer:
        raise refuse("both", "Who answers has also read it: say answer= alone.")
    due = ask.answer or ask.ack
    in_time(due, now)
    want = Want.ANSWER if ask.answer else Want.ACK if ask.ack else None
    to = sent_to(ask.to, want, room, actor, now)
    readers = only_for(ask.only, room, actor)
    must_read([one.to for one in to], readers, room)
    there = ask.incident and room.see(room.all.incidents, ask.incident, actor).id
    incident = there or _incident(to, now.by)
    room_for(incident, want, room)
    id = room.all.next_id("M")
    whom = names([one.to for one in to], room)
    text = f"{id} {who(now.by)} to {whom}{until(want, due)}: {ask.text}"
    sent = MessageSent(
        id=id, incident=incident, text=ask.text, want=want, due=due, to=to, audience=readers
    )
    return [sent, *making_room(incident, room), note(now, text, incident)]


@rule.register
def cancel(ask: CancelMessage, room: Room, actor: Actor, now: Header) -> Events:
    """By who sent it or their agency; that a hazard is over, by who leads there too."""
    message = standing(ask.message, room, actor)
    if person_circle(message.by.person) in message.audience:  # no other is for its sender alone
        because = f"{message.id} tells that something was opened in need: who is told says so."
        raise refuse("notice", because)
    if not (is_own(message, actor) or (message.hazard and _leads(message, room, actor))):
        raise refuse(
            "not-yours",
            f"{message.id} is of {who(message.by)}: they or {message.by.agency} take it back.",
            ask=message.by.person,
        )
    if not (message.stands or message.waiting):
        raise refuse("closed", f"{message.id} asks nobody any more; tell says something else.")
    done = "is over" if message.hazard else "cancelled"
    text = f"{message.word}{message.id} {done}: {ask.reason}"
    mark = Mark.MAJOR if message.stands else None
    ended = MessageEnded(id=message.id, incident=message.incident, reason=ask.reason)
    return [ended, note(now, text, message.incident, mark)]


def _leads(message: Message, room: Room, actor: Actor) -> bool:
    """Who commands the incident of a hazard, or coordinates."""
    posts = (room.all.roles[id] for id in actor.positions)
    commands = any(post.command and post.room == message.incident for post in posts)
    return commands or actor.is_(Grant.COORDINATOR)


# -- what follows --------------------------------------------------------------------------------


@ends
def messages_end(incident: str, reason: str, room: Room) -> Events:
    """Nobody is asked in a closed incident, and nothing stands in it."""
    return [
        MessageEnded(id=m.id, incident=incident, reason=reason)
        for m in room.all.messages.values()
        if m.incident == incident and (m.waiting or m.stands)
    ]
