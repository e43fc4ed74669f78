"""The board of posts: who holds which, what is vacant, who is to be relieved, what waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from console.boards.base import Look, Pane, age, clock, mark, section
from console.widgets.columns import Column
from console.widgets.rows import Cell, Row, Tone
from schemas.roles import SPAN_MAX, HandOver, Position, is_vacant

DEPTH_MAX = 12  # posts under each other that are still indented

COLUMNS = (
    Column("", 1, keep=9),
    Column("POST", 32, share=4, keep=9),
    Column("HELD BY", 13, share=1, keep=9),
    Column("SINCE", 5, keep=7, align="right"),
    Column("REACHED BY, NOTE", 15, share=5, keep=8),
)


def rows(look: Look) -> list[Row]:
    """Room by room, each as a chart: who reports to whom."""
    out: list[Row] = []
    for room, posts in look.posts.items():
        out.append(section(room, _heading(look, room)))
        out += _chart(look, posts)
    return out


def _chart(look: Look, posts: Sequence[Position]) -> Iterator[Row]:
    """One room's posts, each below the one it reports to."""
    there = {post.id for post in posts}
    below: dict[str | None, list[Position]] = {}
    for post in posts:
        up = post.reports_to if post.reports_to in there else None
        below.setdefault(up, []).append(post)

    def under(up: str | None, depth: int) -> Iterator[Row]:
        for post in below.get(up, ()) if depth < DEPTH_MAX else ():
            yield _row(look, post, depth, len({p.holder for p in below.get(post.id, ())} - {None}))
            yield from under(post.id, depth + 1)

    return under(None, 0)


def room_said(look: Look, room: str) -> str:
    """``INC-1 Mill Creek``, ``the center EOC``: a room in words."""
    if room in look.board.centers:
        return f"the center {room}"
    incident = look.board.incidents.get(room)
    return f"{room} {incident.name}" if incident else room


def _heading(look: Look, room: str) -> str:
    named = look.board.incidents.get(room) or look.board.centers.get(room)
    return f"{room} {named.name}" if named and named.name != room else room


def _row(look: Look, post: Position, depth: int, leads: int) -> Row:
    cells = (
        mark(post.id, look),
        f"{'  ' * depth}{post.id.partition('/')[2]} {post.title}",
        _holder(post),
        age(post.since, look),
        _note(look, post, leads),
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
    return person.reached if person else ""


def _note(look: Look, post: Position, leads: int) -> str | Cell:
    """By what it is reached, and what somebody should know or do about it, in words."""
    said = list(notes(look, post, leads))
    text = "  ".join(filter(None, (_reached(look, post), "; ".join(text for text, _ in said))))
    tone: Tone | None = next((tone for _, tone in said if tone), None)
    return Cell(text, tone) if tone else text


def notes(look: Look, post: Position, leads: int) -> Iterator[tuple[str, Tone | None]]:
    """Handover, relief due, span, and what a representative may commit."""
    if post.handover:
        yield waiting(look, post.handover)
    if post.relief:
        late = post.relief <= look.now
        since = f", {age(post.relief, look)} ago" if late else ""
        yield f"relief {clock(post.relief, look)}{since}", "warning" if late else None
    if leads > SPAN_MAX:
        yield f"leads {leads}, more than {SPAN_MAX}", "warning"
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
