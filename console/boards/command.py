"""Who was in command of an incident at each minute, and when nobody was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from console.boards.base import Look, brief, lasted
from console.widgets.rows import Cell, Row
from schemas.incidents import Incident
from schemas.roles import Held, How, Left, remembered_since

_CAME = {How.TAKEN: "took it", How.HANDED_OVER: "by hand-over"}
_LEFT = frozenset({Left.RELIEVED, Left.STEPPED_DOWN, Left.SHUT_OUT})  # said: nobody came after


@dataclass(frozen=True)
class Time:
    """A time in which one command post was held, or was not."""

    post: str  # IC, IC.fire
    since: datetime
    until: datetime
    held: Held | None = None  # None: nobody held it
    others: tuple[str, ...] = ()  # who commanded meanwhile in other posts, where nobody held it


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
        for held in self.history:
            if held.since > at:
                yield Time(self.code, at, held.since)
            at = held.until or self.ended
            yield Time(self.code, held.since, at, held)
        if at < self.ended:
            yield Time(self.code, at, self.ended)


def rows(look: Look, incident: Incident) -> list[Row]:
    """The times in order; a gap in which nobody at all commanded stands out."""
    end = incident.closed.at if incident.closed else look.now
    found = times(look, incident, end)
    now = None if incident.closed else end
    out = [_row(look, at, time, now) for at, time in enumerate(found)]
    if found and found[0].since > incident.opened_at:
        until = brief(found[0].since, look)
        out.insert(0, Row(".command.before", (f"to {until}", "more than is kept here: 2 Log")))
    return out


def times(look: Look, incident: Incident, end: datetime) -> list[Time]:
    """The times of all command posts of an incident up to its end, oldest first."""
    found = [time for post in _posts(look, incident, end) for time in post.times()]
    held = [time for time in found if time.held]
    vacant = [part for time in found if not time.held for part in _parts(time, held)]
    return sorted([*held, *vacant], key=lambda time: (time.since, time.until))


def _posts(look: Look, incident: Incident, end: datetime) -> Iterator[_Post]:
    for past in incident.commanded:
        code = past.post.partition("/")[2]
        yield _Post(code, past.opened, past.ended, past.held)
    for post in look.posts.get(incident.id, ()):
        if post.command:
            code = post.id.partition("/")[2]
            begins = remembered_since(post.opened, post.history)
            yield _Post(code, begins, end, post.history)


def _parts(vacant: Time, held: Sequence[Time]) -> Iterator[Time]:
    """A vacant time in parts, each with who commanded in another post meanwhile."""
    meanwhile = [t for t in held if t.since < vacant.until and vacant.since < t.until]
    edges = {edge for t in meanwhile for edge in (t.since, t.until)}
    cuts = sorted(edge for edge in edges if vacant.since < edge < vacant.until)
    for since, until in zip([vacant.since, *cuts], [*cuts, vacant.until], strict=True):
        there = [t for t in meanwhile if t.since <= since and until <= t.until]
        names = tuple(f"{t.held.person} {t.post}" for t in there if t.held)
        yield Time(vacant.post, since, until, others=names)


def _row(look: Look, at: int, time: Time, now: datetime | None) -> Row:
    until = "now" if time.until == now else brief(time.until, look)
    span = f"to {until:<5} {lasted(time.since, time.until):>5}"
    line = f"#{time.held.seq}" if time.held else ""
    # The same line stands among the incident's lines, too.
    id = f"lines/{line} .command.{at}" if line in look.board.lines else f".command.{at}"
    return Row(id, (brief(time.since, look), _text(span, time)))


def _text(span: str, time: Time) -> str | Cell:
    held = time.held
    if held:
        left = f", {held.left}" if held.left in _LEFT else ""
        came = _CAME.get(held.how, held.how.value)
        return f"{span}  {held.person} {held.agency.upper()}  {time.post} {came} #{held.seq}{left}"
    if time.others:
        return Cell(f"{span}  {time.post} vacant; {', '.join(time.others)}", "warning")
    return Cell(f"{span}  NOBODY IN COMMAND: {time.post} vacant", "danger")
