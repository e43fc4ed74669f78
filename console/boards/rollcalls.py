"""The board of roll calls: who was asked, who has answered, who is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from console.boards.base import Look, Pane, age, brief, creations, few, mark
from console.boards.fields import opens_entry
from console.widgets.columns import Column
from console.widgets.rows import Cell, Row, Tone
from schemas.rollcalls import Count, RollCall, Supervisor

NAMED = 3  # supervisors or units said in one row of Now

COLUMNS = (
    Column("", 1, keep=9),
    Column("CALL", 14, keep=9),
    Column("HELD BY", 10, share=1, keep=8),
    Column("EXPECT", 6, keep=6, align="right"),
    Column("COUNTED", 7, keep=9, align="right"),
    Column("MISSING", 7, keep=9, align="right"),
    Column("NOTE", 22, share=3, keep=8),
)


def rows(look: Look) -> list[Row]:
    """The open ones with each supervisor, then the closed ones, the newest first."""
    calls = sorted(look.board.rollcalls.values(), key=lambda c: (c.closed_at is None, c.at))
    out = creations("rollcalls", look, len(COLUMNS) - 1, len(COLUMNS))
    for call in reversed(calls):
        out.append(_head(look, call))
        if call.closed_at is None:
            out += [_supervisor(look, call, one) for one in call.supervisors]
    return out


def _head(look: Look, call: RollCall) -> Row:
    known = [one.people for one in call.supervisors if one.people is not None]
    cells = (
        mark(call.id, look),
        call.id,
        call.incident,
        str(sum(known)) if known else "",
        str(sum(one.counted for one in call.answers)),
        _missing(sum(one.missing for one in call.answers)),
        _standing(look, call),
    )
    return Row(call.id, cells, tone="dim" if call.closed_at else "normal")


def _missing(people: int) -> str | Cell:
    return Cell(f"! {people}", "danger") if people else ""


def _standing(look: Look, call: RollCall) -> str | Cell:
    """Closed and why; overdue; or until when, and how many have answered."""
    if call.closed_at:
        return f"closed {brief(call.closed_at, look)}: {call.reason}"
    far = f"{len(call.answers)} of {len(call.supervisors)} answered"
    if _is_late(look, call):
        return Cell(f"OVERDUE {age(call.due, look)}, {far}", "danger")
    return f"due {brief(call.due, look)}, {far}" if call.unanswered else far


def _is_late(look: Look, call: RollCall) -> bool:
    return bool(call.unanswered) and call.due <= look.now


def _supervisor(look: Look, call: RollCall, one: Supervisor) -> Row:
    said = _said(call, one)
    cells = (
        "",
        f"  {_code(one)}",
        _holder(look, one),
        "" if one.people is None else str(one.people),
        str(said.counted) if said else "",
        _missing(said.missing if said else 0),
        _answer(look, call, said),
    )
    mine = look.me and _holder(look, one) == look.me
    return Row(f"roles/{one.position}", cells, tone="mine" if mine else "normal")


def _said(call: RollCall, one: Supervisor) -> Count | None:
    return next((c for c in call.answers if c.position == one.position), None)


def _answer(look: Look, call: RollCall, said: Count | None) -> str | Cell:
    if said is None:
        return Cell("no answer", "danger") if _is_late(look, call) else "no answer yet"
    return " ".join(filter(None, (f"{brief(said.at, look)} {said.by.person}", said.text)))


def _code(one: Supervisor | Count) -> str:
    return one.position.partition("/")[2]


def _holder(look: Look, one: Supervisor) -> str:
    """Who holds the post now."""
    post = look.board.roles.get(one.position)
    return (post.holder if post else None) or "vacant"


# -- on Now --------------------------------------------------------------------------------------


def needs(look: Look) -> list[Row]:
    """What I have to answer, and who is missing or silent in an incident I am in."""
    out: list[Row] = []
    held = look.held.get(look.me, ())
    for call in look.board.rollcalls.values():
        if call.closed_at:
            continue
        if _concerns(look, call, held):
            out += _alarm(look, call)
        mine = [one for one in call.unanswered if one.position in held]
        asked = [one for one in call.supervisors if one.position in held]
        if mine:
            out.append(_ask(look, call, mine[0], several=len(asked) > 1))
    return out


def _concerns(look: Look, call: RollCall, held: Sequence[str]) -> bool:
    """My agency takes part, or I hold a post in the incident or in its center."""
    incident = look.board.incidents.get(call.incident)
    if incident is None:
        return False
    rooms = {id.partition("/")[0] for id in held}
    return look.agency in incident.agencies or not rooms.isdisjoint((incident.id, incident.center))


def _alarm(look: Look, call: RollCall) -> list[Row]:
    said = []
    for one in call.missing:
        units = _units(call.asks(one.position))
        said.append(f"{one.missing} missing of {_code(one)}{f' ({units})' if units else ''}")
    if _is_late(look, call):
        who = few([f"{_code(one)} {_holder(look, one)}" for one in call.unanswered], NAMED)
        said.append(f"OVERDUE {age(call.due, look)}: no answer from {who}")
    if not said:
        return []
    cells = (
        "!!",
        call.id,
        age(call.at, look),
        Cell(f"{call.incident} {'; '.join(said)}", "danger"),
    )
    return [Row(f"rollcalls/{call.id}", cells)]


def _ask(look: Look, call: RollCall, one: Supervisor, *, several: bool) -> Row:
    late = call.due <= look.now
    due = f"OVERDUE {age(call.due, look)}" if late else f"due {brief(call.due, look)}"
    whose = f" for={one.position}" if several else ""
    expected = "" if one.people is None else f"  ({one.people} on {_units(one)})"
    tone: Tone = "danger" if late else "warning"
    text = Cell(f"ANSWER {due}: answer {call.id} COUNT{whose}{expected}", tone)
    return Row(call.id, ("!", call.id, age(call.at, look), text))


def _units(one: Supervisor | None) -> str:
    return few([id.rpartition(".")[2] for id in one.units], NAMED) if one else ""


# -- below its record ----------------------------------------------------------------------------


def of_roll_call(look: Look, call: RollCall, room: int) -> Iterator[tuple[str, list[Row]]]:
    """Who was asked, what they answered, and what that replaced."""
    asked = [(s.position, f"{s.holder}  {', '.join(s.units)}") for s in call.supervisors]
    yield "ASKED", [Row(f"roles/{id}", (id.partition("/")[2], text)) for id, text in asked]
    for heading, counts in (("ANSWERS", call.answers), ("REPLACED", call.history)):
        yield heading, [_count(look, one) for one in reversed(counts)]


def _count(look: Look, one: Count) -> Row:
    short = f", {one.missing} MISSING" if one.missing else ""
    text = f"{_code(one)} {one.counted} counted{short}  {one.text or ''}"
    row = f"{opens_entry(look, one.seq)} .count.{one.seq}".strip()
    return Row(row, (brief(one.at, look), f"{text.rstrip()}  #{one.seq} {one.by.person}"))


def without_rows(look: Look) -> str:
    """How to ask for one, where there is an incident to ask it of."""
    incident = next((one.id for one in look.board.incidents.values() if not one.closed), None)
    if incident is None:
        return "No roll call yet, and no incident is open to ask one of."
    return f"No roll call yet.  : par {incident} due=10m  asks every supervisor for a count."


PANE = Pane("rollcalls", "ROLL CALLS", COLUMNS, rows, without_rows)
