"""The board of posts: who holds which, what is vacant, who is to be relieved, what waits."""

from __future__ import annotations

from collections.abc import Iterator

from console.boards.base import Look, Pane, age, clock, mark, section
from console.widgets.columns import Column
from console.widgets.rows import Cell, Row, Tone
from schemas.roles import SPAN_MAX, HandOver, Position, is_vacant, led_by

DEPTH_MAX = 12  # posts under each other that are still indented

COLUMNS = (
    Column("", 1, keep=9),
    Column("POST", 13, keep=9),
    Column("HELD BY", 15, share=2, keep=9),
    Column("SINCE", 5, keep=7, align="right"),
    Column("REACHED BY", 10, share=1, keep=6),
    Column("TITLE", 16, share=3, keep=5),
    Column("NOTE", 26, share=4, keep=8),
)


def rows(look: Look) -> list[Row]:
    """Room by room, each as a chart: who reports to whom."""
    out: list[Row] = []
    rooms = dict.fromkeys(post.room for post in look.board.roles.values())
    for room in rooms:
        out.append(section(room, _heading(look, room)))
        there = {p.id: p for p in look.board.roles.values() if p.room == room}
        tops = [p for p in there.values() if p.reports_to not in there]
        for top in tops:
            out += _under(look, there, top, 0)
    return out


def _heading(look: Look, room: str) -> str:
    named = look.board.incidents.get(room) or look.board.centers.get(room)
    return f"{room} {named.name}" if named and named.name != room else room


def _under(look: Look, there: dict[str, Position], post: Position, depth: int) -> Iterator[Row]:
    yield _row(look, post, depth)
    if depth < DEPTH_MAX:
        for below in there.values():
            if below.reports_to == post.id:
                yield from _under(look, there, below, depth + 1)


def _row(look: Look, post: Position, depth: int) -> Row:
    cells = (
        mark(post.id, look),
        f"{'  ' * depth}{post.id.partition('/')[2]}",
        _holder(post),
        age(post.since, look),
        _reached(look, post),
        post.title,
        _note(look, post),
    )
    tone: Tone = "mine" if look.me and post.holder == look.me else "normal"
    return Row(post.id, cells, tone=tone if post.holder or post.key else "dim")


def _holder(post: Position) -> str | Cell:
    if post.holder is None:
        return Cell("! vacant", "danger") if is_vacant(post) else "- vacant"
    return f"{post.holder} {post.agency.upper()}" if post.agency else post.holder


def _reached(look: Look, post: Position) -> str:
    """The phone of the desk first, then that of who sits at it."""
    if post.phone:
        return post.phone
    person = look.board.people.get(post.holder or "")
    return (person.phone or person.radio or person.alternate or "") if person else ""


def _note(look: Look, post: Position) -> str | Cell:
    """What somebody should know or do about it, in words."""
    said = list(notes(look, post))
    text = "; ".join(text for text, _ in said)
    tone: Tone | None = next((tone for _, tone in said if tone), None)
    return Cell(text, tone) if tone else text


def notes(look: Look, post: Position) -> Iterator[tuple[str, Tone | None]]:
    """Handover, relief due, span, and what a representative may commit."""
    if post.handover:
        yield waiting(look, post.handover)
    if post.relief:
        late = post.relief <= look.now
        since = f", {age(post.relief, look)} ago" if late else ""
        yield f"relief {clock(post.relief, look)}{since}", "warning" if late else None
    span = led_by(look.board.roles, post.id)
    if span > SPAN_MAX:
        yield f"leads {span}, more than {SPAN_MAX}", "warning"
    if post.deputies:
        yield f"deputy {', '.join(post.deputies)}", None
    if post.may:
        yield f"may commit {post.may}", None


def waiting(look: Look, offered: HandOver) -> tuple[str, Tone | None]:
    """On whom a handover waits, and since when it should have been taken."""
    if offered.due is None:
        return f"to {offered.to}: nobody took it", "danger"
    if offered.waits_on:
        return f"to {offered.to} overdue: {offered.waits_on}", "warning"
    return f"to {offered.to} by {clock(offered.due, look)}", None


PANE = Pane(
    "roles",
    "ROLES",
    COLUMNS,
    rows,
    "No posts yet: an incident brings its command, an activated center its key posts.",
)
