"""The log as people read it: significant events with both times, struck lines still readable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

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
)
SIGN = {Mark.URGENT: "!!", Mark.MAJOR: "!"}
TONE: Mapping[Mark, Tone] = {Mark.URGENT: "danger", Mark.MAJOR: "warning"}
SORT = {
    Sort.DECISION: "DECIDED",
    Sort.HAZARD: "HAZARD",
    Sort.REFUSAL: "REFUSED",
    Sort.CHAT: "CHAT",
}
NEAR = timedelta(hours=12)  # a time of day needs no day
QUIET = (Sort.CHAT, Sort.REFUSAL)  # read by whoever looks


def rows(look: Look) -> list[Row]:
    """The lines of the last entries in the order of the log, one that was shared later too."""
    ordered = sorted(look.board.lines.values(), key=lambda line: int(line.id[1:]))
    lines = ((line.at, _row(look, line)) for line in ordered)
    beyond = Row("=beyond", ("", "", "", "", look.beyond), tone="dim", selectable=False)
    more = [beyond] if look.beyond else []
    return by_day(look, lines) + creations("lines", look, 4, len(COLUMNS)) + more


def _row(look: Look, line: Line) -> Row:
    text = told(line, look)
    cells = (
        hour(line.at, look),
        line.id,
        "x" if line.struck else SIGN.get(line.mark, "") if line.mark else "",
        line.by.agency.upper(),
        f"{line.incident} {text}" if _must_say_where(line, text, look) else text,
        line.incident or "",  # behind the last column: a filter finds it, and no text is cut for it
    )
    return Row(line.id, cells, tone=_tone(line))


def _must_say_where(line: Line, text: str, look: Look) -> bool:
    """It is about another incident than the one I am in, and its words do not name it."""
    here = look.room if len(look.board.incidents) > 1 else line.incident
    return line.incident not in (None, here) and str(line.incident) not in text


def _tone(line: Line) -> Tone:
    if line.struck or line.sort in QUIET:
        return "dim"
    return TONE.get(line.mark, "normal") if line.mark else "normal"


def told(line: Line, look: Look) -> str:
    """The line in words: whether it stands, when it happened if not now, from whom, and what."""
    source = "/".join(filter(None, (line.said_by, line.via.value if line.via else "")))
    corrects = f"corrects {line.corrects}" if line.corrects else ""
    sort = SORT.get(line.sort, "")
    head = " ".join(filter(None, (corrects, _happened(line, look), sort, source)))
    head += "" if not head else ": " if source or not sort else " "
    words = line.text if line.sort is not Sort.EVENT else on_the_wall(line.text, line.at, look.zone)
    text = f"{circles(line)}{head}{words}"
    text += f" because {line.because}" if line.because else ""
    text += f" ({line.certainty.value})" if line.certainty else ""
    if line.corrected_by:
        return f"STRUCK ({line.corrected_by}): {text}"
    return f"STRUCK: {text} ({line.struck.reason})" if line.struck else text


def _happened(line: Line, look: Look) -> str:
    """``at 23:55``, where that was another minute than it was written; the day where it is far."""
    when = line.occurred_at
    if when is None or clock(when, look) == clock(line.at, look):
        return ""
    return f"at {hour(when, look) if abs(line.at - when) <= NEAR else clock(when, look)}"


PANE = Pane(
    "log",
    "LOG",
    COLUMNS,
    rows,
    "Nothing is written yet. To write:  : log from=E12 via=radio Gas at the school door",
    tail=True,
)
