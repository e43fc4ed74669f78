"""The boards of objectives and tasks: whose they are, until when, what they wait on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from console.boards.base import Look, Pane, age, brief, creations, mark
from console.boards.restricted import circles, hidden
from console.widgets.columns import Column, text_of
from console.widgets.rows import Cell, Row, Tone
from schemas.base import is_post
from schemas.roles import keeper
from schemas.tasks import Blocked, Objective, Work

SOON = timedelta(minutes=30)  # from then on Now tells of it
NEEDS = 20  # named on Now; the Tasks board has them all
LINKS = 40  # below a record; the boards have them all
FAR = datetime(9998, 1, 1, tzinfo=UTC)  # later than anything that is due

COLUMNS = (
    Column("", 1, keep=9),
    Column("OBJECTIVE", 9, keep=9),
    Column("OWNER", 13, share=1, keep=7),
    Column("DUE", 7, keep=8),
    Column("STATE", 14, keep=9),
    Column("TEXT", 16, share=3, keep=9),
    Column("SEEN BY", 16, share=2, keep=4),
)
TASK_COLUMNS = (
    Column("", 1, keep=9),
    Column("TASK", 6, keep=9),
    Column("TO", 11, share=1, keep=7),
    Column("DUE", 7, keep=8),
    Column("STATE", 14, keep=9),
    Column("TEXT", 16, share=3, keep=9),
    Column("WAITS ON", 12, share=1, keep=6),
    Column("FOR", 5, keep=4),
)

W = TypeVar("W", bound=Work)


def rows(look: Look) -> list[Row]:
    """The objectives: what is late first, what has ended last."""
    out = creations("objectives", look, len(COLUMNS) - 2, len(COLUMNS))
    for one in in_order(look.board.objectives.values()):
        cells = (
            mark(one.id, look),
            one.id,
            one.owner,
            brief(one.due, look),
            state(look, one),
            said(one),
            one.measure or "",
        )
        out.append(Row(one.id, cells, tone=tone(look, one, one.owner)))
    return out


def task_rows(look: Look) -> list[Row]:
    """The tasks: what is late first, what has ended last."""
    out = creations("tasks", look, 5, len(TASK_COLUMNS))
    out += hidden("tasks", look, 5, len(TASK_COLUMNS))
    for one in in_order(look.board.tasks.values()):
        cells = (
            mark(one.id, look),
            one.id,
            one.to,
            brief(one.due, look),
            state(look, one, one.blocked),
            said(one, one.blocked),
            waits_on(look, one, one.to),
            one.objective or "",
        )
        out.append(Row(one.id, cells, tone=tone(look, one, one.to)))
    return out


# -- what boards of work have in common ----------------------------------------------------------


def in_order(works: Iterable[W]) -> list[W]:
    """Open ones by the time they are due, then the ended ones, the newest first."""
    every = list(works)
    there = sorted((w for w in every if not w.ended), key=lambda w: w.due or FAR)
    gone = sorted((w for w in every if w.ended), key=_ended_at, reverse=True)
    return [*there, *gone]


def _ended_at(work: Work) -> datetime:
    return work.ended.at if work.ended else FAR


def state(look: Look, work: Work, blocked: Blocked | None = None) -> str | Cell:
    """Glyph and word: overdue and for how long, blocked, due soon, open; or how it ended."""
    if work.ended:
        return f"{'●' if work.ended.how.value == 'done' else '✕'} {work.ended.how.value}"
    if work.due and work.due <= look.now:
        return Cell(f"! OVERDUE {age(work.due, look)}", "danger")
    if blocked:
        return Cell(f"- BLOCKED {age(blocked.at, look)}", "warning")
    if work.due and work.due <= look.now + SOON:
        return Cell("! due soon", "warning")
    return "○ open"


def said(work: Work, blocked: Blocked | None = None) -> str:
    """What is to be done, and what came of it or what it waits on."""
    more = work.ended.text if work.ended else blocked.reason if blocked else ""
    text = f"{circles(work)}{work.text}"
    return f"{text}: {more}" if more else text


def waits_on(look: Look, work: Work, party: str) -> str:
    """Whom it is with now, and since when it was set."""
    if work.ended:
        return ""
    if not is_post(party):
        return f"{party.upper()} {age(work.at, look)}"
    has = keeper(look.board.roles, party)
    if has is None:
        return f"nobody {age(work.at, look)}"
    code = "" if has.id == party else f"{has.id.partition('/')[2]} "
    return f"{code}{has.holder} {age(work.at, look)}"


def is_mine(look: Look, party: str) -> bool:
    """Whether it is with a post of mine now, or with my agency."""
    if not is_post(party):
        return party == look.agency
    has = keeper(look.board.roles, party)
    return has is not None and has.holder == look.me


def tone(look: Look, work: Work, party: str) -> Tone:
    """What ended steps back; what is mine stands out."""
    if work.ended:
        return "dim"
    return "mine" if is_mine(look, party) else "normal"


# -- on Now --------------------------------------------------------------------------------------


def needs(look: Look) -> list[Row]:
    """Tasks of my posts and my agency that are due soon or overdue, with what to type."""
    return list(asked(look, ((t, t.to, "TASK") for t in look.board.tasks.values())))


def asked(look: Look, works: Iterable[tuple[Work, str, str]]) -> Iterator[Row]:
    """Of these what is mine and due soon or late, the oldest first."""
    mine = [
        (work.due, work, what)
        for work, party, what in works
        if work.due and not work.ended and work.due <= look.now + SOON and is_mine(look, party)
    ]
    for due, work, what in sorted(mine, key=lambda one: one[0])[:NEEDS]:
        late = due <= look.now
        when = f"OVERDUE {age(due, look)}" if late else f"due {brief(due, look)}"
        text = f"{what} {when}: done {work.id} OUTCOME  ({circles(work)}{work.text})"
        words = Cell(text, "danger" if late else "warning")
        yield Row(work.id, ("!", work.id, age(work.at, look), words))


# -- below a record ------------------------------------------------------------------------------


def links(look: Look, room: str) -> list[Row]:
    """The objectives and tasks that are open in a room."""
    objectives = in_order(o for o in look.board.objectives.values() if o.room == room)
    found = in_order(t for t in look.board.tasks.values() if t.room == room)
    return [*_links(look, "objectives", objectives), *_links(look, "tasks", found)]


def of_objective(look: Look, one: Objective, room: int) -> Iterator[tuple[str, list[Row]]]:
    """The tasks for it."""
    found = in_order(t for t in look.board.tasks.values() if t.objective == one.id)
    yield "TASKS FOR IT", _links(look, "tasks", found)


def _links(look: Look, shelf: str, works: Iterable[Work]) -> list[Row]:
    open_ones = [work for work in works if not work.ended][:LINKS]
    return [
        Row(f"{shelf}/{work.id}", (work.id, f"{text_of(state(look, work))}  {work.text}"))
        for work in open_ones
    ]


PANE = Pane(
    "tasks",
    "TASKS",
    TASK_COLUMNS,
    task_rows,
    "No task yet.  : task @LSC due=0500 Find 40 cots  gives one to a post.",
)
OBJECTIVES = Pane(
    "objectives",
    "OBJECTIVES",
    COLUMNS,
    rows,
    "No objective yet.  : objective due=1800 Evacuate 200 m  sets one for this room.",
)
