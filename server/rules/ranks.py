"""Rules of ranking incidents."""

from __future__ import annotations

from schemas.agencies import Grant
from schemas.base import Header
from schemas.chains import layout_of
from schemas.circles import meets
from schemas.incidents import RANKED_MAX, Incident
from schemas.journal import Mark
from schemas.ranks import IncidentRanked, IncidentUnranked, RankIncident, RankMoved, UnrankIncident
from server.rules.base import Actor, Events, Room, listed, note, refuse, rule
from server.rules.incidents import open_incident

POLICY = "POLICY"  # the post of the policy group, where a center has one


def _ranked_by(id: str, room: Room, actor: Actor) -> Incident:
    """An open incident of a center whose policy group or director the actor is."""
    incident = open_incident(id, room, actor)
    center = incident.center
    posts = [f"{center}/{code}" for code in (POLICY, layout_of(room.all, center).top)]
    if actor.is_(Grant.COORDINATOR) or not set(posts).isdisjoint(actor.positions):
        return incident
    because = f"{' or '.join(posts)} ranks the incidents of {center}, or an EOC coordinator."
    raise refuse("not-yours", because, ask=listed([room.named(post) for post in posts]))


@rule.register
def rank(ask: RankIncident, room: Room, actor: Actor, now: Header) -> Events:
    """Never two with the same place, which would decide nothing: who has it moves down."""
    incident = _ranked_by(ask.incident, room, actor)
    others = [i for i in room.all.incidents.values() if i.rank and i.id != incident.id]
    if len(others) >= RANKED_MAX:
        raise refuse("too-many", f"{RANKED_MAX} incidents are ranked: unrank one first.")
    moved = _moved(ask.place, others)
    seen = [one for one in moved if meets(room.all.incidents[one.id].audience, actor.view)]
    down = f"; {listed([f'{one.id} is {one.place}' for one in seen])} now" if seen else ""
    name = f"{incident.id} {incident.name}"
    text = f"{name} is number {ask.place} among the incidents, says {now.by.name}: {ask.reason}"
    ranked = IncidentRanked(id=incident.id, place=ask.place, reason=ask.reason)
    return [ranked, *moved, note(now, text, incident.id, Mark.MAJOR, then=down)]


def _moved(place: int, others: list[Incident]) -> list[RankMoved]:
    """Who has the place moves to the next, and so on until one was free."""
    has = {one.rank.place: one for one in others if one.rank}
    moved: list[RankMoved] = []
    while place in has:
        moved.append(RankMoved(id=has[place].id, place=place + 1))
        place += 1
    return moved


@rule.register
def unrank(ask: UnrankIncident, room: Room, actor: Actor, now: Header) -> Events:
    """The others keep their places."""
    incident = _ranked_by(ask.incident, room, actor)
    if incident.rank is None:
        raise refuse("not-ranked", f"{incident.id} has no place among the incidents.")
    name = f"{incident.id} {incident.name}"
    text = f"{name} has no place among the incidents any more, says {now.by.name}: {ask.reason}"
    fact = IncidentUnranked(id=incident.id, reason=ask.reason)
    return [fact, note(now, text, incident.id, Mark.MAJOR)]
