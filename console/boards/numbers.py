"""The numbers of the room one is in, for Now: each of what is on the board, bad ones with a sign.

A number whose noun is not on the board is not said. What is bad has a word and a sign, and its
line stands out; nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta

from console.boards.agencies import SILENT, last_heard
from console.boards.base import Look, age, brief, few, lasted, span
from console.boards.owed import Debt, debts, worst_first
from console.boards.units import counted
from console.widgets.rows import Cell, Row, Tone
from schemas.incidents import Incident
from schemas.requests import Counts, Priority, Request
from schemas.resources import Resource, Status
from schemas.roles import SPAN_MAX, Position, is_vacant

STAGED = timedelta(minutes=30)  # from then on a unit that waits in staging is told of
NAMED = 3  # said by name in one line
SOON = timedelta(hours=1)  # before its end a period is told of


@dataclass(frozen=True)
class Number:
    """One number in words; ``tone`` says that it is bad."""

    text: str
    tone: Tone | None = None

    @property
    def said(self) -> str:
        """With its sign, where it is bad."""
        return f"! {self.text}" if self.tone else self.text


def rows(look: Look) -> list[Row]:
    """A line for each thing that is counted; none for what is not there."""
    rooms = scope(look)
    said = (
        ("waits", _waits(look, rooms)),
        ("requests", _requests(look, rooms)),
        ("units", _units(look, rooms)),
        ("posts", _posts(look, rooms)),
        ("agencies", _agencies(look, rooms)),
        ("period", _period(look, rooms)),
    )
    lines = ((name, list(numbers)) for name, numbers in said)
    return [_row(name, numbers) for name, numbers in lines if numbers]


def title(look: Look) -> str:
    """Whose numbers these are."""
    named = look.board.incidents.get(look.room or "") or look.board.centers.get(look.room or "")
    return f"ROOM {named.id} {named.name}" if named else "ALL ROOMS"


def _row(name: str, numbers: Sequence[Number]) -> Row:
    text = "  ".join(one.said for one in numbers)
    tones = {one.tone for one in numbers}
    bad: Tone | None = next((tone for tone in _WORST if tone in tones), None)
    return Row(f"={name}", ("!" if bad else "", name, "", Cell(text, bad) if bad else text))


_WORST: tuple[Tone, ...] = ("danger", "warning")


def scope(look: Look) -> Set[str] | None:
    """The rooms that are counted: an incident alone, a center with its incidents; None: all."""
    incidents = look.board.incidents
    if look.room in incidents:
        return {str(look.room)}
    if look.room not in look.board.centers or len(look.board.centers) == 1:
        return None
    return {str(look.room), *(i.id for i in incidents.values() if i.center == look.room)}


def _is_in(rooms: Set[str] | None, room: str | None) -> bool:
    return rooms is None or room in rooms


def _waits(look: Look, rooms: Set[str] | None) -> Iterator[Number]:
    """What waits on me, wherever it is; and here the overdue of others, the worst by name."""
    every = debts(look)
    mine = [one for one in every if one.is_mine(look)]
    if mine:
        late = any(one.late(look.now) for one in mine)
        text = f"{len(mine)} on you, oldest {age(mine[0].since, look)}"
        yield Number(text, "danger" if late else "warning")
    others = [
        one
        for one in every
        if one.late(look.now) and not one.is_mine(look) and _is_in(rooms, one.room)
    ]
    if others:
        worst = worst_first(look, others)[0]
        whose = f"{worst.id} {_who(worst)} {age(worst.due, look)}"
        yield Number(f"{len(others)} OVERDUE on others: {whose}", "danger")


def _who(debt: Debt) -> str:
    return debt.person or debt.by.upper() or debt.on


def _requests(look: Look, rooms: Set[str] | None) -> Iterator[Number]:
    """The open ones that cannot wait, and the kind that is missing most."""
    running = [r for r in look.board.requests.values() if not r.end and _is_in(rooms, r.room)]
    for priority, tone in _URGENT.items():
        urgent = [r for r in running if r.priority is priority]
        if urgent:
            found = all(r.missing == 0 for r in urgent)
            yield Number(f"{len(urgent)} {priority.value}", None if found else tone)
    if running:
        kind, counts = scarcest(running)
        yield Number(f"{kind} {counts}")


_URGENT: dict[Priority, Tone | None] = {
    Priority.LIFESAVING: "danger",
    Priority.SUSTAINING: "warning",
    Priority.HIGH: None,
}


def scarcest(running: Iterable[Request]) -> tuple[str, Counts]:
    """The kind of which most is neither here nor coming."""
    kinds: dict[str, Counts] = {}
    for r in running:
        sums = map(sum, zip(kinds.get(r.resource_kind, (0, 0, 0, 0)), r.counts, strict=True))
        kinds[r.resource_kind] = Counts(*sums)
    kind = max(kinds, key=lambda k: (kinds[k].need, kinds[k].required))
    return kind, kinds[kind]


def _units(look: Look, rooms: Set[str] | None) -> Iterator[Number]:
    """Those that wait in staging for long; and each once, by its state."""
    units = _units_in(look, rooms)
    staging, before = Status.STAGING, look.now - STAGED
    staged = sum(1 for u in units if u.status is staging and u.since < before)
    if staged:
        yield Number(f"{staged} STAGED > {span(STAGED)}", "warning")
    if units:
        yield Number(counted(units))


def _units_in(look: Look, rooms: Set[str] | None) -> list[Resource]:
    if rooms is None:
        return list(look.board.resources.values())
    units = [u for room in rooms for u in look.jobs.get(room, ())]
    return units if len(rooms) == 1 else list({u.id: u for u in units}.values())


def _posts(look: Look, rooms: Set[str] | None) -> Iterator[Number]:
    """Key posts that nobody holds, and who leads more people than one can."""
    posts = [p for room, there in look.posts.items() if _is_in(rooms, room) for p in there]
    vacant = [p for p in posts if is_vacant(p)]
    if vacant:
        command = any(p.command for p in vacant)
        yield Number(
            f"{len(vacant)} VACANT: {_few(look, vacant)}", "danger" if command else "warning"
        )
    below: dict[str, set[str]] = {}
    for post in posts:
        if post.holder and post.reports_to:
            below.setdefault(post.reports_to, set()).add(post.holder)
    wide = [p for p in posts if len(below.get(p.id, ())) > SPAN_MAX]
    if wide:
        yield Number(f"{len(wide)} LEADS > {SPAN_MAX}: {_few(look, wide)}", "warning")
    if posts and not vacant and not wide:
        yield Number("all key posts held")


def _few(look: Look, posts: Sequence[Position]) -> str:
    """In an incident by their codes; where there are several rooms, with the room."""
    alone = look.room in look.board.incidents
    return few([p.id.partition("/")[2] if alone else p.id for p in posts], NAMED)


def _agencies(look: Look, rooms: Set[str] | None) -> Iterator[Number]:
    """Who has said nothing for long, who takes part, and of whom somebody or a unit is here."""
    open_ = [i for i in look.board.incidents.values() if not i.closed and _is_in(rooms, i.id)]
    expected = dict.fromkeys(agency for incident in open_ for agency in incident.agencies)
    if not expected:
        return
    on_duty = {one.agency for one in look.board.duty.values() if one.out is None}
    units = {u.owner for i in open_ for u in look.jobs.get(i.id, ()) if u.under}
    present = [agency for agency in expected if agency in on_duty | units]
    silent = [agency for agency in expected if _is_silent(look, agency, open_)]
    if silent:
        names = few([agency.upper() for agency in silent], NAMED)
        yield Number(f"{len(silent)} SILENT > {span(SILENT)}: {names}", "warning")
    take = "takes" if len(expected) == 1 else "take"
    yield Number(f"{len(expected)} {take} part, {len(present)} with people or units here")


def _is_silent(look: Look, agency: str, incidents: Sequence[Incident]) -> bool:
    """Nothing of theirs for long; who was never heard, since an incident they are in was opened."""
    heard = last_heard(look, agency)
    since = heard or min(i.opened_at for i in incidents if agency in i.agencies)
    return look.now - since > SILENT


def _period(look: Look, rooms: Set[str] | None) -> Iterator[Number]:
    """How long the operational period of the center still lasts."""
    incident = look.board.incidents.get(look.room or "")
    of = incident.center if incident else look.room
    for center in look.board.centers.values():
        now = center.period
        if now is None or not (rooms is None or center.id == of):
            continue
        where = f"{center.id} OP{now.number}"
        if now.until <= look.now:
            text = f"{where} ENDED {age(now.until, look)} ago, at {brief(now.until, look)}"
            yield Number(text, "warning")
        else:
            left = lasted(look.now, now.until)
            soon: Tone | None = "warning" if now.until - look.now <= SOON else None
            yield Number(f"{where} ends in {left}, at {brief(now.until, look)}", soon)
