"""The log as people read it: significant events with both times, struck lines still readable."""

from __future__ import annotations

from collections.abc import Mapping

from console.boards.base import Look, Pane, by_day, clock, creations, hour
from console.boards.restricted import circles
from console.clocks import on_the_wall
from console.widgets.columns import Column
from console.widgets.rows import Row, Tone
from schemas.journal import Line, Mark, Sort

COLUMNS = (
    Column("TIME", 5, keep=9),
    Column("#", 6, keep=8),
    Column("", 2, keep=9),
    Column("WHO", 8, keep=7),
    Column("WHAT", 30, share=1, keep=9),
    Column("FOR", 6, keep=3),
)
SIGN = {Mark.URGENT: "!!", Mark.MAJOR: "!"}
TONE: Mapping[Mark, Tone] = {Mark.URGENT: "danger", Mark.MAJOR: "warning"}
SORT = {
    Sort.DECISION: "DECIDED ",
    Sort.HAZARD: "HAZARD ",
    Sort.REFUSAL: "REFUSED ",
    Sort.CHAT: "CHAT ",
}
QUIET = (Sort.CHAT, Sort.REFUSAL)  # read by whoever looks


def rows(look: Look) -> list[Row]:
    """The lines of the last entries in the order of the log, one that was shared later too."""
    ordered = sorted(look.board.lines.values(), key=lambda line: int(line.id[1:]))
    lines = ((line.at, _row(look, line)) for line in ordered)
    return by_day(look, lines) + creations("lines", look, 4, len(COLUMNS))


def _row(look: Look, line: Line) -> Row:
    cells = (
        hour(line.at, look),
        line.id,
        "x" if line.struck else SIGN.get(line.mark, "") if line.mark else "",
        line.by.agency.upper(),
        told(line, look),
        line.incident or "",
    )
    return Row(line.id, cells, tone=_tone(line))


def _tone(line: Line) -> Tone:
    if line.struck or line.sort in QUIET:
        return "dim"
    return TONE.get(line.mark, "normal") if line.mark else "normal"


def told(line: Line, look: Look) -> str:
    """The line in words: when it happened if not now, from whom, what, and whether it stands."""
    source = "/".join(filter(None, (line.said_by, line.via.value if line.via else "")))
    whence = f"{source}: " if source else ""
    happened = clock(line.occurred_at, look)
    when = f"(at {happened}) " if happened not in ("", clock(line.at, look)) else ""
    corrects = f"corrects {line.corrects}: " if line.corrects else ""
    words = line.text if line.sort is not Sort.EVENT else on_the_wall(line.text, line.at, look.zone)
    text = f"{circles(line)}{corrects}{when}{SORT.get(line.sort, '')}{whence}{words}"
    text += f" because {line.because}" if line.because else ""
    text += f" ({line.certainty.value})" if line.certainty else ""
    if line.struck:
        instead = line.corrected_by or line.struck.reason
        return f"STRUCK ({instead}): {text}"
    return text


PANE = Pane(
    "log",
    "LOG",
    COLUMNS,
    rows,
    "Nothing is written yet. To write:  : log from=E12 via=radio Gas at the school door",
    tail=True,
)
