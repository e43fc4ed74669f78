"""Rules of centers."""

from __future__ import annotations

from schemas.base import Header
from schemas.centers import (
    LABELS,
    ActivateCenter,
    AddCenter,
    CenterActivated,
    CenterAdded,
    Period,
    PeriodStarted,
    StartPeriod,
)
from schemas.journal import Mark
from server.rules.base import Actor, Events, Room, note, refuse, rule

PERIODS_MAX = 9_999  # of one center


@rule.register
def add(ask: AddCenter, room: Room, actor: Actor, now: Header) -> Events:
    """A center is set up once."""
    if ask.center in room.all.centers:
        raise refuse("taken", f"There is a center {ask.center} already.")
    return [CenterAdded(id=ask.center, name=ask.name)]


@rule.register
def activate(ask: ActivateCenter, room: Room, actor: Actor, now: Header) -> Events:
    """The level may go either way; everybody reads it in the journal."""
    center = room.see(room.all.centers, ask.center, actor)
    label = ask.label or LABELS.get(ask.level, f"level {ask.level}")
    text = f"{center.id} activated at level {ask.level} ({label}): {ask.reason}"
    return [
        CenterActivated(id=center.id, level=ask.level, label=label, reason=ask.reason),
        note(now, text[:500], mark=Mark.MAJOR),
    ]


@rule.register
def start_period(ask: StartPeriod, room: Room, actor: Actor, now: Header) -> Events:
    """Periods count up, and end later than they begin."""
    center = room.see(room.all.centers, ask.center, actor)
    number = ask.number or (center.period.number + 1 if center.period else 1)
    if number > PERIODS_MAX:
        raise refuse("too-many", f"A log counts {PERIODS_MAX} operational periods; start another.")
    if ask.until <= now.when:
        raise refuse("ends-before", "An operational period ends after it begins: say a later time.")
    period = Period(number=number, start=now.when, until=ask.until)
    return [
        PeriodStarted(id=center.id, period=period),
        note(now, f"{center.id} operational period {number} until {ask.until:%H:%M}Z"),
    ]
