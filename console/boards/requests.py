"""The board of requests: on whom each one waits and since when, what is wanted, coming and here."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from datetime import datetime

from console.boards.base import (
    Look,
    Pane,
    age,
    brief,
    creations,
    few,
    mark,
    rank_of,
    rank_said,
)
from console.boards.restricted import circles, hidden
from console.boards.waits import does, due, numbered
from console.widgets.columns import Column
from console.widgets.rows import Cell, Row, Tone
from schemas.requests import NOBODY, For, Priority, Request, Wait
from schemas.resources import Resource

OURS_MAX = 4  # units named in one row
SHOWN = 12  # in each section of Now; the board has them all

COLUMNS = (
    Column("", 2, keep=9),
    Column("ID", 5, keep=9),
    Column("WAITS ON", 27, share=12, keep=9),
    Column("SINCE", 5, keep=9, align="right"),
    Column("AGE", 5, keep=8, align="right"),
    Column("WHAT", 15, share=2, keep=9),
    Column("TO", 6, share=1, keep=4),
    Column("  REQ HAVE COMING", 17, keep=7),
    Column("NEED", 5, keep=8, align="right"),
    Column("BY", 7, keep=5, align="right"),
    Column("FOR", 6, keep=2),
    Column("RK", 2, keep=1, align="right"),
)
_ORDER = {priority: at for at, priority in enumerate(Priority)}
_SIGN = {Priority.LIFESAVING: "!!", Priority.SUSTAINING: "!", Priority.HIGH: "·"}


def rows(look: Look) -> list[Row]:
    """By urgency; then what has ended, the newest first."""
    requests = look.board.requests.values()
    running = sorted((r for r in requests if not r.end), key=_urgency(look))
    ended = sorted((r for r in requests if r.ended_at), key=lambda r: str(r.ended_at), reverse=True)
    asked = creations("requests", look, 4, len(COLUMNS))
    rows = (_row(look, request) for request in [*running, *ended])
    return [*asked, *hidden("requests", look, 4, len(COLUMNS)), *rows]


def _urgency(look: Look) -> Callable[[Request], tuple[int, int, datetime]]:
    """By priority, by the rank of its incident, by age."""
    return lambda r: (_ORDER[r.priority], rank_of(look, r.room), r.at)


def _row(look: Look, request: Request) -> Row:
    waits = request.open_waits
    cells = (
        mark(request.id, look) or _SIGN.get(request.priority, ""),
        request.id,
        _waits_on(look, request),
        age(min((wait.since for wait in waits), default=request.ended_at), look),
        "" if request.end else age(request.at, look),
        f"{circles(request)}{_what(request)}",
        request.place or "",
        _counts(request),
        str(request.missing or ""),
        "" if request.end else brief(request.needed, look),
        request.room,
        rank_said(look, request.room),
    )
    return Row(request.id, cells, tone="dim" if request.end else "normal")


def _counts(request: Request) -> str:
    """Under the words of the heading; together they stand or go where there is no room."""
    required, have, coming, _ = (str(count or "") for count in request.counts)
    return f"{required:>5} {have:>4} {coming:>6}"


def _what(request: Request) -> str:
    """What it asks for; of what somebody asked for before, that first."""
    return f"same as {request.same_as}: {request.what}" if request.same_as else request.what


def _waits_on(look: Look, request: Request) -> str | Cell:
    """Each one by name, what for and until when; in words how it ended."""
    if request.end:
        return f"{request.end}{f': {request.reason}' if request.reason else ''}"
    on: dict[str, list[Wait]] = {}
    for wait in request.open_waits:
        whom = numbered(look, request, wait).replace(f"{request.room}/", "")
        on.setdefault(whom, []).append(wait)
    said = ", ".join(
        f"{does(waits)} {whom}{due(look, request, waits, ' by')}" for whom, waits in on.items()
    )
    if any(wait.on == NOBODY for wait in request.open_waits):
        return Cell(said.upper(), "danger")
    return said


# -- on Now --------------------------------------------------------------------------------------


def needs(look: Look) -> list[Row]:
    """What waits on me, or on nobody: the most urgent first."""
    found: dict[str, tuple[Request, list[Wait]]] = {}
    for request, wait in _open(look):
        if wait.on == NOBODY or is_mine(look, wait):
            found.setdefault(request.id, (request, []))[1].insert(0, wait)
    rows = [_need(look, request, waits) for request, waits in found.values()]
    return [*rows, *_ours(look, found)][:SHOWN]


def _ours(look: Look, mine: Container[str]) -> Iterator[Row]:
    """What others look for and my agency has free: it can be promised at once."""
    if not look.free:
        return
    for request in sorted(look.board.requests.values(), key=_urgency(look)):
        units = free_for(look, request)
        if request.id in mine or not units:
            continue
        to = f" to {request.place}" if request.place else ""
        have = f"you have it: commit {request.id} {signs(request, units)}"
        text = f"WANTED {request.what}{to}, {have}"
        cells = (_SIGN.get(request.priority, "") or "!", request.id, age(request.at, look))
        yield Row(f"requests/{request.id}", (*cells, Cell(text, "warning")))


def free_for(look: Look, request: Request) -> list[Resource]:
    """What I may promise of it: free units of my agency, as far as they are known to be such."""
    if request.missing <= 0:
        return []
    free = look.free.get(request.resource_kind.casefold(), ())
    return [u for u in free if request.takes(u.resource_kind, u.resource_type or request.type)]


def signs(request: Request, units: Sequence[Resource]) -> str:
    """As many of them as are missing, as they are typed."""
    return ",".join(unit.call_sign for unit in units[: min(request.missing, OURS_MAX)])


def waiting(look: Look) -> list[Row]:
    """What I asked for, or sent on, that waits on others."""
    asked = [(r, w) for r, w in _open(look) if _is_by_me(look, r)]
    mine = {request.id for request, wait in asked if is_mine(look, wait)}
    found = {request.id: (request, wait) for request, wait in asked if request.id not in mine}
    return [_waiting(look, request, wait) for request, wait in list(found.values())[:SHOWN]]


def _open(look: Look) -> Iterator[tuple[Request, Wait]]:
    """Every wait that runs: the most urgent request first, of one what is to be said of it last."""
    running = [r for r in look.board.requests.values() if not r.end]
    for request in sorted(running, key=_urgency(look)):
        for wait in reversed(request.open_waits):
            yield request, wait


def _is_by_me(look: Look, request: Request) -> bool:
    by = [request.by, *([request.outside.by] if request.outside else [])]
    held = look.held.get(look.me, ())
    return any(one.person == look.me or one.position in held for one in by)


def is_mine(look: Look, wait: Wait) -> bool:
    """Whether it waits on me, a post of mine or my agency."""
    return wait.on in (look.me, look.agency, *look.held.get(look.me, ()))


def _need(look: Look, request: Request, waits: list[Wait]) -> Row:
    """``R-9  17m  APPROVE 2 ambulance ALS to LINCOLN by 14:30: approve R-9``"""
    wait = waits[0]
    to = f" to {request.place}" if request.place else ""
    what = _brings(look, request) if wait.wants is For.BRING else request.what
    text = (
        f"{does(waits).upper()} {what}{to}{_gone(request)}{_HOW[wait.wants](look, request, wait)}"
    )
    if wait.on == NOBODY:
        text = f"NOBODY decides {request.what}{to}: who is over {request.approvals[0].post} does"
    tone: Tone = "danger" if wait.on == NOBODY or _is_late(look, request) else "warning"
    sign = _SIGN.get(request.priority, "")
    cells = (sign or "!", request.id, age(wait.since, look), Cell(text, tone))
    return Row(f"requests/{request.id}", cells)


def _gone(request: Request) -> str:
    """Why it is looked for again: what was promised and is out of service."""
    lost = [one.unit.partition(".")[2] for brings in request.commitments for one in brings.lost]
    return f" ({few(lost, OURS_MAX)} out of service)" if lost and request.missing else ""


def _brings(look: Look, request: Request) -> str:
    """What my agency promised and has not come yet: the units, else how many."""
    ours = [one for one in request.commitments if one.agency == look.agency]
    units = [id.partition(".")[2] for one in ours for id in one.units if id not in one.came]
    left = sum(one.quantity - one.received for one in ours if not one.units)
    return " ".join([*units, *([f"{left} {request.resource_kind}"] if left else [])])


def _decide(look: Look, request: Request, wait: Wait) -> str:
    due = request.due(wait)
    by = f", decide by {brief(due, look)}" if due else ""
    return f"{by}: approve {request.id}"


def _find(look: Look, request: Request, wait: Wait) -> str:
    asked = request.outside
    by = f", answer by {brief(asked.due, look)}: commit {request.id}" if asked else ""
    under = request.under
    lend = f", lent under {under.agreement}: commit {request.id}" if under and not asked else ""
    return f": {request.missing} of {request.wanted} wanted{by or lend}"


def _ask_again(look: Look, request: Request, wait: Wait) -> str:
    assert request.outside, "somebody outside is late"
    to = request.outside.to
    return f": nothing from {to.upper()}  forward {request.id} to={to}"


# By when, and the phrase that settles it.
_HOW: Mapping[For, Callable[[Look, Request, Wait], str]] = {
    For.APPROVE: _decide,
    For.AMEND: lambda look, request, wait: f": {request.returned}  amend {request.id}",
    For.SOURCE: _find,
    For.BRING: lambda look, request, wait: f" in {request.room}",
    For.ASK_AGAIN: _ask_again,
}


def _is_late(look: Look, request: Request) -> bool:
    return bool(request.needed and request.needed <= look.now)


def _waiting(look: Look, request: Request, wait: Wait) -> Row:
    """``R-7  47m  lee INC-1/LSC to approve 200 cot, by 14:30``; and when it was needed, if late."""
    waits = [one for one in request.open_waits if one.on == wait.on]
    by = due(look, request, waits, ", by")
    text = f"{numbered(look, request, wait)} to {does(waits)} {request.what}{by}"
    why = f" ({wait.why})" if wait.why else ""
    late: Tone = "warning" if _is_late(look, request) else "normal"
    if late != "normal":
        text += f"; was needed {brief(request.needed, look)}"
    cells = (
        _SIGN.get(request.priority, ""),
        request.id,
        age(wait.since, look),
        Cell(f"{text}{why}", late),
    )
    return Row(f"requests/{request.id}", cells)


PANE = Pane(
    "requests",
    "REQUESTS",
    COLUMNS,
    rows,
    "Nothing is asked for.  : need 2 ambulance lifesaving in=INC-1 due=+30m Two hurt  asks.",
)
