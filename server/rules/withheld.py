"""Rules of what is withheld: a room's own people say whether it is counted for everybody."""

from __future__ import annotations

from schemas.base import Header
from schemas.incidents import IncidentArchived
from schemas.withheld import (
    COUNTED,
    Tell,
    TellWithheld,
    WithheldCounted,
    WithheldHidden,
    room_of_some,
)
from server.rules.base import Actor, Events, Room, follows, note, refuse, rule
from server.rules.tasks.rooms import must_work_in


@rule.register
def tell(ask: TellWithheld, room: Room, actor: Actor, now: Header) -> Events:
    """Counted once here; from then on each entry that changes it says the new count."""
    incident = must_work_in(ask.room, room, actor)
    told = ask.room in room.all.withheld
    if told is (ask.tell is Tell.SHOWN):
        raise refuse("nothing-new", f"How many there are in {ask.room} is {ask.tell} already.")
    line = note(
        now,
        f"how many things of {ask.room} are for some alone is {ask.tell}",
        incident.id if incident else None,
    )
    if told:
        return [WithheldHidden(id=ask.room), line]
    counts = {
        shelf: sum(room_of_some(record) == ask.room for record in room.all.on(shelf).values())
        for shelf in COUNTED
    }
    return [WithheldCounted.model_validate({"id": ask.room, **counts}), line]


@follows.register
def incident_archived(event: IncidentArchived, room: Room, now: Header) -> Events:
    """What is off the boards counts nothing."""
    return [WithheldHidden(id=event.id)] if event.id in room.all.withheld else []
