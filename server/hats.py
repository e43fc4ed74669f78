"""Which post somebody speaks for: one hat for each ask, said with ``as=`` or plain from it."""

from __future__ import annotations

from dataclasses import replace

from schemas.base import Command, Refusal
from schemas.roles import hat, is_called
from server.rules.base import Actor, Room, listed


def wear(actor: Actor, said: str | None, ask: Command, room: Room) -> Actor | Refusal:
    """The actor with the posts they hold now, and the one they speak for in this ask.

    ``as=`` names it, in full or by its code; what they may do then is what that post may. Without
    it, it is the only one they hold in the room the ask is about, else the only one they hold;
    with several they speak for none, and may do what any of them may. A post they do not hold, if
    only since just now, is refused.
    """
    held = room.held.get(actor.person, ())
    if said is None:
        if not held:
            return actor
        return replace(actor, positions=held, position=hat(held, ask))
    named = [id for id in held if is_called(id, said)]
    if len(named) > 1:
        because = f"You hold {listed(named)}: say which with as=."
        return Refusal(code="which-position", because=because)
    if not named:
        return _not_held(said, held, room)
    return replace(actor, positions=(named[0],), position=named[0])


def _not_held(said: str, held: tuple[str, ...], room: Room) -> Refusal:
    now = [p for p in room.all.roles.values() if p.holder and is_called(p.id, said)]
    whose = f"; {now[0].holder} has {now[0].id} since {now[0].since:%H:%M}Z" if now else ""
    yours = f"You hold {listed(held)}" if held else "You hold no post"
    ask = now[0].holder if now else None
    return Refusal(code="not-held", because=f"{yours}, not {said}{whose}.", ask=ask)
