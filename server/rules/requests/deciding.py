"""Rules of deciding: approve, give back, deny; and what the clock does when nobody decides."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.agencies import Grant
from schemas.approvals import Approve, Deny, RequestApproved, RequestAsked, RequestReturned, Return
from schemas.base import Header
from schemas.chains import able, duty_chain, fit, reads
from schemas.journal import Mark
from schemas.requests import Approval, End, LapseRequest, Request
from server.rules.base import Actor, Events, Room, listed, note, refuse, rule, said_late, unknown
from server.rules.requests.asking import ended
from server.rules.requests.chain import asked, asks, folded, in_room, open_request, who
from server.rules.requests.forwarding import unanswered


@dataclass(frozen=True)
class _Decision:
    """A step of a request that the actor may decide."""

    request: Request
    step: Approval
    sole: bool  # nobody but the requester is there to decide


def _decision(id: str, room: Room, actor: Actor, *, by_word: bool = False) -> _Decision:
    """The step the actor decides: of a post they hold or are deputy of, or of one under it."""
    request = open_request(id, room, actor)
    steps = list(request.turn)
    if request.returned:
        because = f"{id} waits on who asked for it: {request.returned}"
        raise refuse("returned", because, ask=request.by.person)
    if not steps:
        raise refuse("decided", f"{id} is approved; nothing is left to decide.")
    if by_word and (in_room(request.room, actor) or actor.is_(Grant.COORDINATOR)):
        mine = steps
    else:
        mine = [one for one in steps if _decides(one, room, actor)]
    if not mine:
        names = listed([room.named(one.asked or one.post) for one in steps])
        because = f"{id} waits on {names}: they decide, or who is over them."
        raise refuse("not-yours", because, ask=names, record=True)
    sole = actor.person in request.askers
    if sole:
        _must_be_alone(mine[0].post, request, room)
    return _Decision(request, mine[0], sole)


def _must_be_alone(post: str, request: Request, room: Room) -> None:
    """Who asks decides where nobody else could; one from whom it was kept could, and is shown it.

    Else whoever asks would choose with only= that nobody decides but themselves.
    """
    others = fit(post, request, room.all)
    if not others:
        return
    other = next(iter(able(post, request, room.all)), others[0])
    shut_out = not reads(other.id, request.audience, room.all)
    first = f", once they see it: share {request.id} {other.agency}" if shut_out else ""
    raise refuse(
        "own",
        f"You asked for {request.id} yourself: {room.named(other.id)} decides{first}.",
        ask=other.holder,
        record=True,
    )


def _decides(one: Approval, room: Room, actor: Actor) -> bool:
    posts = duty_chain(one.post, room.all)
    there = room.all.roles.get(one.post)
    deputy = bool(there and actor.person in there.deputies)
    return deputy or any(p.id in actor.positions for p in posts)


@rule.register
def approve(ask: Approve, room: Room, actor: Actor, now: Header) -> Events:
    """One step less; the last lets it be sourced."""
    made = _decision(ask.request, room, actor, by_word=ask.verbal is not None)
    request, step = made.request, made.step
    if ask.quantity and ask.quantity > request.quantity:
        raise refuse("more-than-asked", f"{request.id} asks for {request.quantity}, not more.")
    agreed = RequestApproved(
        id=request.id,
        room=request.room,
        post=step.post,
        quantity=ask.quantity,
        verbal=ask.verbal,
        sole=made.sole,
    )
    after = folded(agreed, request, now)
    agreed = agreed.model_copy(update={"asks": asks(after, room, now)})
    after = folded(agreed, request, now)
    decided = next(one for one in after.approvals if one.post == step.post)
    waiting = f"; {who(after, room)}"
    return [agreed, note(now, _said(after, decided), agreed.about(), then=waiting)]


def _said(after: Request, step: Approval) -> str:
    """The line of the journal that tells of an approval."""
    assert step.by, "it is decided"
    word = f", as {step.verbal} said by word: paper to follow" if step.verbal else ""
    sole = " (sole approver)" if step.sole else ""
    some = f" {step.quantity} of" if step.quantity else ""
    return f"{after.id}:{some} {after.what} approved by {step.by.name} for {step.post}{word}{sole}"


@rule.register
def give_back(ask: Return, room: Room, actor: Actor, now: Header) -> Events:
    """It waits on who asked for it."""
    request = _decision(ask.request, room, actor).request
    fact = RequestReturned(id=request.id, room=request.room, wanted=ask.wanted)
    text = f"{request.id} is given back to {request.by.person} by {actor.person}: {ask.wanted}"
    return [fact, note(now, text, fact.about(), Mark.MAJOR)]


@rule.register
def deny(ask: Deny, room: Room, actor: Actor, now: Header) -> Events:
    """It ends, with the reason."""
    request = _decision(ask.request, room, actor).request
    return ended(request, End.DENIED, ask.reason, now, now.by.name)


@rule.register
def lapse(ask: LapseRequest, room: Room, actor: Actor, now: Header) -> Events:
    """Overdue: the next over who was asked is asked; at the end nobody, for all to see."""
    request = room.all.requests.get(ask.request)
    if request is None or request.end:
        raise unknown(ask.request)
    late = [one for one in request.turn if one.due and one.due <= now.at]
    if not late and request.awaited and request.awaited.due <= now.at:
        return unanswered(request, room, now)
    if not late and now.at < request.look_at:
        raise refuse("not-due", f"{request.id} is not overdue.")
    fact = RequestAsked(
        id=request.id,
        room=request.room,
        asks=tuple(asked(request, _lapsed(one), room, now) for one in late),
        why=f"not decided by {late[0].asked}" if late else None,
        late=bool(late),
    )
    after = folded(fact, request, now)
    due = min((one.due for one in late if one.due), default=request.look_at)
    why = f"{fact.why} by {due:%H:%M}Z" if late else "open for a day"
    text = f"{request.id} ({request.what}) {why}{said_late(due, now)}: {who(after, room)}"
    return [fact, note(now, text, fact.about(), Mark.URGENT)]


def _lapsed(one: Approval) -> Approval:
    """The step as it is when who was asked let it lapse."""
    return one.but(lapsed=(*one.lapsed, *((one.asked,) if one.asked else ())))
