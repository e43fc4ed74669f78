"""The board of incidents."""

from __future__ import annotations

from console.boards.base import Look, Pane, creations, lasted, mark, rank_of, rank_said, tone_of
from console.boards.units import counted, units_on
from console.widgets.columns import Column
from console.widgets.rows import Row

COLUMNS = (
    Column("", 1, keep=9),
    Column("ID", 7, keep=9),
    Column("KIND", 8, keep=3),
    Column("NAME", 16, share=6, keep=8),
    Column("PLACE", 10, share=2, keep=2),
    Column("RK", 2, keep=7, align="right"),
    Column("TY", 2, keep=4),
    Column("LEAD", 9, keep=6),
    Column("AGE", 5, keep=5, align="right"),
    Column("UNITS", 14, share=2, keep=7),
)


def rows(look: Look) -> list[Row]:
    """Open incidents by rank, else by number, what rolls up under its parent; then closed ones."""
    incidents = look.board.incidents.values()
    top = [i for i in incidents if not i.closed and i.parent not in look.board.incidents]
    top.sort(key=lambda incident: rank_of(look, incident.id))
    out: list[Row] = []
    for incident in top:
        out.append(_row(look, incident.id, ""))
        for child in incident.children:
            if child in look.board.incidents and not look.board.incidents[child].closed:
                out.append(_row(look, child, "└ "))
    shown = {row.id for row in out}
    rest = [i.id for i in incidents if i.id not in shown]
    out += creations("incidents", look, 3, len(COLUMNS))
    return out + [_row(look, id, "") for id in rest]


def _row(look: Look, id: str, indent: str) -> Row:
    incident = look.board.incidents[id]
    closed = incident.closed
    cells = (
        mark(id, look),
        id,
        incident.incident_kind.value,
        indent + incident.name,
        incident.place or "",
        rank_said(look, id),
        str(incident.incident_type or ""),
        (incident.lead or "none").upper() if incident.lead else "none",
        lasted(incident.opened_at, closed.at if closed else look.now),
        f"closed: {closed.reason}" if closed else counted(units_on(look, id)),
    )
    return Row(id, cells, tone=tone_of(incident))


PANE = Pane(
    "incidents",
    "INCIDENTS",
    COLUMNS,
    rows,
    "No incident is open. To open one:  : open fire Oak St",
)
