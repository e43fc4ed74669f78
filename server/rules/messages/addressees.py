"""Addressees as rules find them: whom a message is to, and who answers for whom."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.agencies import Person
from schemas.base import Header, is_post
from schemas.grants import may
from schemas.messages import (
    Addressee,
    AnswerMessage,
    Message,
    Sent,
    Want,
)
from schemas.roles import keeper
from server.rules.base import Actor, Room, listed, refuse
from server.rules.roles.posts import found

NAMED = 6  # addressees said in one sentence; the record has all of them


def sent_to(
    ids: Sequence[str], want: Want | None, room: Room, actor: Actor, now: Header
) -> tuple[Sent, ...]:
    """Each addressee once, as the asker may see them, and who has the post now."""
    return tuple(_sent(id, want, room, actor, now) for id in dict.fromkeys(ids))


def _sent(id: str, want: Want | None, room: Room, actor: Actor, now: Header) -> Sent:
    if is_post(id):
        _must_be_a_post(id, room, actor, now)
        post = keeper(room.all.roles, id)
        return Sent(to=id, person=post.holder if post else None)
    if id in room.all.agencies:
        return Sent(to=room.see(room.all.agencies, id, actor).id)
    person = room.see(room.all.people, id, actor)
    _must_be_reached(person, want, actor)
    return Sent(to=person.id, person=person.id)


def _must_be_a_post(id: str, room: Room, actor: Actor, now: Header) -> None:
    """One that is there, or that the room's template knows; which, where each agency has its own.

    A post is opened when it is filled: until then its mail is with who is over it.
    """
    if id in room.all.roles:
        room.see(room.all.roles, id, actor)
        return
    split = [post for post in room.all.roles if post.startswith(f"{id}.")]
    if split:
        raise refuse("which-position", f"Each agency has its own: say {listed(split)}.")
    found(id, room, actor, now)


def _must_be_reached(person: Person, want: Want | None, actor: Actor) -> None:
    if person.id == actor.person:
        raise refuse("not-oneself", "You know it already; log writes it down.")
    if person.revoked:
        raise refuse(
            "revoked",
            f"{person.id} is shut out and reads nothing: say it to {person.agency}.",
            ask=person.agency,
        )
    if want and not may(person.grants, AnswerMessage.grant):
        raise refuse(
            "cannot-answer",
            f"{person.id} may look on and not answer: say it to {person.agency}.",
            ask=person.agency,
        )


def names(ids: Sequence[str], room: Room) -> str:
    """``INC-1/OSC lee, redcross and 2 more``"""
    return listed([room.named(id) for id in ids], NAMED)


# -- who answers ---------------------------------------------------------------------------------


def answers(message: Message, one: Addressee, room: Room, actor: Actor) -> bool:
    """Whether the actor answers for this addressee: is it, or is asked since it was late.

    Who sent it answers for nobody: what one tells one's own agency, another of them reads.
    """
    if message.by.person == actor.person:
        return False
    return any(is_addressee(who, room, actor) for who in (one.to, *one.asked))


def is_addressee(who: str, room: Room, actor: Actor) -> bool:
    """Whether the actor is this post, agency or person."""
    if is_post(who):
        post = keeper(room.all.roles, who)
        return post is not None and post.id in actor.positions
    return who == actor.person or actor.speaks(who)


def is_own(message: Message, actor: Actor) -> bool:
    """Whether the actor is who sent it, or of their agency."""
    return message.by.person == actor.person or actor.speaks(message.by.agency)


def standing(id: str, room: Room, actor: Actor) -> Message:
    """A message the actor sees and that nobody took back."""
    message = room.see(room.all.messages, id, actor)
    ended = message.ended
    if ended:
        instead = f": {message.replaced_by} stands instead" if message.replaced_by else ""
        raise refuse(
            "ended",
            f"{id} asks nobody since {ended.at:%H:%M}Z, {ended.reason}{instead}.",
            ask=ended.by.person,
            touched=message.touched,
        )
    return message
