"""Rules of expectations: who waits for a report, who makes it, and what silence comes to."""

from __future__ import annotations

from schemas.base import Header
from schemas.expectations import (
    EXPECTATIONS_MAX,
    CancelExpectation,
    Expectation,
    ExpectationArchived,
    ExpectationCancelled,
    ExpectReport,
    LapseExpectation,
    MakeReport,
    ReportExpected,
    ReportMade,
    ReportOverdue,
    spelt,
)
from schemas.journal import Mark
from server.rules.base import Actor, Events, Room, refuse, rule, unknown
from server.rules.closeouts import ends
from server.rules.tasks.rooms import (
    full,
    has_it,
    in_future,
    must_be_due,
    must_be_there,
    must_work_in,
    not_ended,
    oldest_ended,
    overdue,
    set_it,
    told,
    works_in,
)


def _open(where: str, room: Room) -> list[Expectation]:
    return [x for x in room.all.expectations.values() if x.room == where and not x.ended]


def _archived(where: str, room: Room) -> Events:
    gone = oldest_ended(room.all.expectations.values(), where)
    return [ExpectationArchived(id=old, room=where) for old in gone]


@rule.register
def expect(ask: ExpectReport, room: Room, actor: Actor, now: Header) -> Events:
    """By those who say what is done in the room; from anybody who is there."""
    must_be_there(ask.who, room, actor)
    must_work_in(ask.room, room, actor)
    in_future(ask.due, now)
    full(len(_open(ask.room, room)), EXPECTATIONS_MAX, "expectations", ask.room)
    made = ReportExpected(
        id=room.all.next_id("X"),
        room=ask.room,
        who=ask.who,
        text=ask.text,
        due=ask.due,
        every=ask.every,
    )
    again = f", then every {spelt(ask.every)}" if ask.every else ""
    text = f"{made.id} {room.named(ask.who)} reports by {ask.due:%H:%M}Z{again}: {ask.text}"
    return [made, told(now, text, ask.room)]


@rule.register
def report(ask: MakeReport, room: Room, actor: Actor, now: Header) -> Events:
    """By who owes it, once for each time it is due."""
    found = room.see(room.all.expectations, ask.expectation, actor)
    not_ended(found)
    if not has_it(found.who, room, actor):
        raise refuse(
            "not-yours",
            f"{found.id} is owed by {room.named(found.who)}: they report it. What they told "
            "you is a line: log from=THEM via=phone TEXT.",
            ask=found.who,
        )
    last = found.reports[-1] if found.reports else None
    if last and found.late is None and now.at < last.due:
        raise refuse(
            "reported",
            f"{found.id} for {last.due:%H:%M}Z was reported at {last.at:%H:%M}Z by "
            f"{last.by.person} (#{last.seq}); the next, due {found.due:%H:%M}Z, is reported after "
            "that.",
            ask=last.by.person,
            touched=found.touched,
        )
    due = found.due if found.late else found.after(found.due)[0]
    again = f" (next due {due:%H:%M}Z)" if found.every else ""
    text = f"{found.id} {found.who} reports, {found.text}{again}: {ask.outcome}"
    made = ReportMade(
        id=found.id, room=found.room, text=ask.outcome, due=due if found.every else None
    )
    old = [] if found.every else _archived(found.room, room)
    return [made, *old, told(now, text, found.room)]


@rule.register
def cancel(ask: CancelExpectation, room: Room, actor: Actor, now: Header) -> Events:
    """By who asked for it, or who says what is done in its room."""
    found = room.see(room.all.expectations, ask.expectation, actor)
    not_ended(found)
    if not (set_it(found.by, actor) or works_in(found.room, room, actor)):
        raise refuse(
            "not-yours",
            f"{found.id} was asked for by {found.by.person}: they or who works in {found.room} "
            "end it.",
            ask=found.by.person,
        )
    text = f"{found.id} {found.who} {found.text}: waited for no longer: {ask.reason}"
    return [
        ExpectationCancelled(id=found.id, room=found.room, reason=ask.reason),
        *_archived(found.room, room),
        told(now, text, found.room),
    ]


@rule.register
def lapse(ask: LapseExpectation, room: Room, actor: Actor, now: Header) -> Events:
    """Said once each time, however many fell due while the hub was away; the next waits."""
    found = room.all.expectations.get(ask.expectation)
    if found is None:
        raise unknown(ask.expectation)
    must_be_due(found.id, found.next_look(), now)
    if found.ended:
        return [ExpectationArchived(id=found.id, room=found.room)]
    due, fell = found.after(now.at)
    missed = found.missed + fell
    text = overdue(found, found.waits, room.named(found.who), now)
    if missed > 1:
        text = f"{text} (missed {missed})"
    made = ReportOverdue(
        id=found.id, room=found.room, missed=missed, due=due if found.every else None
    )
    return [made, told(now, text, found.room, Mark.MAJOR)]


@ends
def expectations_end(incident: str, reason: str, room: Room) -> Events:
    """Nobody waits for a report to a closed incident."""
    return [
        ExpectationCancelled(id=x.id, room=incident, reason=reason) for x in _open(incident, room)
    ]
