"""Who was in command of an incident at each minute, and when nobody was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from console.boards.base import Look, brief, by_day, hour, span
from console.widgets.rows import Cell, Row
from schemas.incidents import Incident
from schemas.roles import Held, How, Left, remembered_since

GAP = timedelta(minutes=1)  # a shorter one, that is over, alarms nobody
_CAME = {How.TAKEN: "took it", How.HANDED_OVER: "by hand-over"}
_LEFT = frozenset({Left.RELIEVED, Left.STEPPED_DOWN, Left.SHUT_OUT})  # and nobody came after


@dataclass(frozen=True)
class Time:
    """A time in which one command post was held, or was not."""

    post: str  # IC, IC.fire
    since: datetime
    until: datetime
    held: Held | None = None  # None: nobody held it
    giver: str = ""  # who handed it over to the holder


@dataclass(frozen=True)
class Interval:
    """A time in which the same people commanded."""

    since: datetime
    until: datetime
    held: tuple[Time, ...]
    vacant: tuple[str, ...]  # posts that nobody held meanwhile

    @property
    def lasts(self) -> timedelta:
        """How long."""
        return self.until - self.since


@dataclass(frozen=True)
class _Post:
    """A command post, there or not there any more."""

    code: str
    opened: datetime
    ended: datetime
    history: Sequence[Held]

    def times(self) -> Iterator[Time]:
        """When it was held and when it was not, in order."""
        at = self.opened
        before: Held | None = None
        for held in self.history:
            if held.since > at:
                yield Time(self.code, at, held.since)
            follows = before and before.until == held.since and before.left is Left.SUCCEEDED
            at = held.until or self.ended
            yield Time(self.code, held.since, at, held, before.person if before and follows else "")
            before = held
        if at < self.ended:
            yield Time(self.code, at, self.ended)


def section(look: Look, incident: Incident) -> tuple[str, list[Row]]:
    """The heading, with how long nobody commanded, and a row for each time in its order."""
    # What is so now counts, however lately it became so: at its own entry it is an instant old.
    end = incident.closed.at if incident.closed else look.now + timedelta.resolution
    every = intervals(times(look, incident, end))
    standing = None if incident.closed else end
    found = [one for one in every if one.held or one.until == standing or one.lasts >= GAP]
    gaps = [one for one in found if not one.held]
    without = sum((_minutes(one.since, one.until) for one in gaps), timedelta())
    many = f"nobody for {span(without)} of {span(_minutes(incident.opened_at, end))}"
    last = "" if incident.closed else "now"
    out = by_day(
        look, ((one.since, _row(look, at, one, found, last)) for at, one in enumerate(found))
    )
    if every and every[0].since > incident.opened_at:
        until = brief(every[0].since, look)
        out.insert(0, Row(".command.before", (f"to {until}", "more than is kept here: 2 Log")))
    return f"COMMAND, oldest first{f'; {many}' if without else ''}", out


def _minutes(since: datetime, until: datetime) -> timedelta:
    """From one minute on the clock to another: so the times add up to the whole."""
    first, last = (at.replace(second=0, microsecond=0) for at in (since, until))
    return last - first


def times(look: Look, incident: Incident, end: datetime) -> list[Time]:
    """When each command post of an incident was held and was not, up to its end."""
    return [time for post in _posts(look, incident, end) for time in post.times()]


def intervals(found: Sequence[Time]) -> list[Interval]:
    """The times cut wherever somebody else commands; where no post was, there is none."""
    begins: dict[datetime, list[int]] = {}
    ends: dict[datetime, list[int]] = {}
    for at, time in enumerate(found):
        lasts = time.since < time.until
        begins.setdefault(time.since, []).extend([at] if lasts else ())
        ends.setdefault(time.until, []).append(at)
    out = []
    there: set[int] = set()
    for since, until in pairwise(sorted({*begins, *ends})):
        there = (there | set(begins.get(since, ()))) - set(ends.get(since, ()))
        now = [found[at] for at in sorted(there)]
        held = tuple(sorted((time for time in now if time.held), key=lambda time: time.since))
        vacant = tuple(time.post for time in now if not time.held)
        if now:
            out.append(Interval(since, until, held, vacant))
    return out


def _posts(look: Look, incident: Incident, end: datetime) -> Iterator[_Post]:
    for past in incident.commanded:
        code = past.post.partition("/")[2]
        yield _Post(code, past.opened, past.ended, past.held)
    for post in look.posts.get(incident.id, ()):
        if post.command:
            code = post.id.partition("/")[2]
            begins = remembered_since(post.opened, post.history)
            yield _Post(code, begins, end, post.history)


def _row(look: Look, at: int, one: Interval, found: Sequence[Interval], last: str) -> Row:
    until = (last if one is found[-1] else "") or hour(one.until, look)
    came = next((f"#{t.held.seq}" for t in one.held if t.held and t.since == one.since), "")
    # The same line stands among the incident's lines, too.
    id = f"lines/{came} .command.{at}" if came in look.board.lines else f".command.{at}"
    lasts = f"{span(_minutes(one.since, one.until)):>5}"
    text = _text(lasts, one, found[at - 1] if at else None)
    return Row(id, (f"{hour(one.since, look)}-{until}", text))


def _text(lasts: str, one: Interval, before: Interval | None) -> str | Cell:
    if not one.held:
        left = [t.held for t in before.held if t.held] if before else []
        why = ", ".join(f"{held.person} {held.left}" for held in left if held.left in _LEFT)
        return Cell(f"{lasts}  NOBODY IN COMMAND{f': {why}' if why else ''}", "danger")
    text = f"{lasts}  {' + '.join(_who(time, one) for time in one.held)}"
    if one.vacant:
        return Cell(f"{text}; {', '.join(one.vacant)} vacant", "warning")
    return text


def _who(time: Time, one: Interval) -> str:
    """``lee FIRE IC``; where the time begins, how the post came to them."""
    held = time.held
    assert held, "somebody holds it"
    name = f"{held.person} {held.agency.upper()} {time.post}"
    if time.since != one.since:
        return name
    giver = f" from {time.giver}" if time.giver and held.how is How.HANDED_OVER else ""
    return f"{name} {_CAME.get(held.how, held.how.value)}{giver} #{held.seq}"
