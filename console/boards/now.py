"""Now: the one board to keep open. What is open, what the units do, what was last said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from console.boards import (
    agreements,
    alarms,
    calls,
    duty,
    expectations,
    hazards,
    messages,
    numbers,
    requests,
    rollcalls,
    tasks,
    you,
)
from console.boards.agencies import presence
from console.boards.base import (
    CONFLICT,
    Look,
    Pane,
    age,
    by_day,
    creations,
    few,
    hour,
    mark,
    section,
)
from console.boards.centers import level, period
from console.boards.journal import QUIET, SIGN, told
from console.boards.roles import room_said, waiting
from console.boards.units import counted, sign, units_on
from console.widgets.columns import Column
from console.widgets.rows import Cell, Row, Tone
from schemas.journal import Line, Sort
from schemas.roles import Position, is_vacant

LINES = 40  # of the log on Now; the Log board has them all
VACANT = 8  # posts of a room named on Now; the Roles board has them all
CONFLICTS = 20  # named on Now; the Resources board has them all

COLUMNS = (
    Column("", 2, keep=9),
    Column("", 9, keep=9),
    Column("", 6, keep=8, align="right"),
    Column("", 30, share=1, keep=9),
)


def rows(look: Look) -> list[Row]:
    """Sections, those with something to act on first."""
    asked = messages.waiting(look)
    left = you.unanswered(look, asked)
    return [
        *_attention(look, left),
        *hazards.rows(look),
        *you.rows(look),
        *_others(look, [row for row in asked if row not in left]),
        *_room(look),
        *_incidents(look),
        *_log(look),
    ]


def _attention(look: Look, left: Sequence[Row]) -> list[Row]:
    """What needs me, what nobody is left to ask for last; then what anybody may do."""
    mine = [*_at_once(look), *alarms.rows(look), *_asked(look), *left]
    anybodys = [*_conflicts(look), *_not_taken(look), *_silent(look), *_vacant(look)]
    text = "you must act on these" if mine else "nothing needs you now"
    out = [section("needs", f"NEEDS {len(mine)}  {text}"), *mine]
    if anybodys:
        out += [section("anybody", f"ANYBODY {len(anybodys)}  whoever can must act on these")]
    return [*out, *anybodys]


def needs_me(look: Look) -> list[Row]:
    """What waits on me, on a post of mine, or on my agency."""
    return [*_at_once(look), *_asked(look)] if look.me else []


def _at_once(look: Look) -> list[Row]:
    return [*duty.needs(look), *you.handed(look), *hazards.needs(look)]


def _asked(look: Look) -> list[Row]:
    out = [*rollcalls.needs(look), *requests.needs(look), *messages.needs(look)]
    return [*out, *tasks.needs(look), *expectations.needs(look), *agreements.needs(look)]


def _conflicts(look: Look) -> Iterator[Row]:
    """Units that two sources say different things of."""
    units = [u for u in look.board.resources.values() if u.conflict]
    for unit in units[:CONFLICTS]:
        how = f"resolve {sign(look, unit)} {unit.conflict[0]}"
        text = f"{CONFLICT} CONFLICT {' and '.join(unit.conflict)}: {how}"
        cells = ("!", sign(look, unit), age(unit.since, look), Cell(text, "danger"))
        yield Row(unit.id, cells)


def _not_taken(look: Look) -> Iterator[Row]:
    """Duties that were handed over and that nobody took or is left to take."""
    for post in look.board.roles.values():
        offered = post.handover
        if offered and offered.due is None and look.me not in (offered.to, offered.by.person):
            words = Cell(waiting(look, offered)[0], "danger")
            yield Row(post.id, ("!", post.id, age(offered.at, look), words))


def _silent(look: Look) -> Iterator[Row]:
    """Agencies that take part and are not heard."""
    taking_part = {a for i in look.board.incidents.values() if not i.closed for a in i.agencies}
    for agency in sorted(taking_part):
        said = presence(look, agency)
        if isinstance(said, Cell):
            text = f"{said.text}: takes part in an incident and has no console here"
            yield Row(f"@{agency}", ("!", agency.upper(), "", Cell(text, "warning")))


def _vacant(look: Look) -> Iterator[Row]:
    """Key posts that nobody holds, room by room. Enter opens one: nobody takes a post by a slip."""
    vacant: dict[str, list[Position]] = {}
    for post in look.board.roles.values():
        if is_vacant(post):
            vacant.setdefault(post.room, []).append(post)
    rooms = Counter(_code(post) for post in look.board.roles.values())
    for room, posts in vacant.items():
        codes = [_code(post) for post in posts]
        only = codes[0] if len(posts) == 1 else ""
        named = f"{only} {posts[0].title}" if only else few(codes, VACANT)
        # The same code is another post elsewhere: EOC/OSC coordinates, INC-1/OSC is a section.
        twice = any(rooms[code] > 1 for code in codes)
        where = f" of {room_said(look, room)}" if twice else ""
        tone: Tone = "danger" if room in look.board.incidents else "warning"
        how = f": take {room}/{only or codes[0]} takes it" if look.asks else ""
        text = Cell(f"VACANT {named}{where}{how}", tone)
        since = age(min(post.since for post in posts), look)
        yield Row(f"roles/{posts[0].id}", ("!", room, since, text))


def _code(post: Position) -> str:
    return post.id.partition("/")[2]


def _others(look: Look, told: Sequence[Row]) -> list[Row]:
    """What I asked or said and others have to settle."""
    out = [*requests.waiting(look), *told]
    return [section("others", "WAITING ON OTHERS"), *out] if out else []


def _room(look: Look) -> list[Row]:
    """The numbers of the room, the centers and the calls, in one line each."""
    out = [section("room", numbers.title(look)), *numbers.rows(look)]
    for center in look.board.centers.values():
        text = "  ".join(p for p in (level(center), period(center, look), center.reason) if p)
        out.append(Row(f"={center.id}", ("", center.id, age(center.since, look), text)))
    out.append(Row("=calls", ("", "calls", "", calls.line(look).removeprefix("calls: "))))
    return out


def _incidents(look: Look) -> list[Row]:
    out = [section("incidents", "INCIDENTS")]
    for incident in look.board.incidents.values():
        if incident.closed:
            continue
        lead = incident.lead.upper() if incident.lead else "no lead"
        posts = look.posts.get(incident.id, ())
        holders = [post.holder for post in posts if post.command and post.holder]
        lead = f"{lead} IC {', '.join(holders)}" if holders else lead
        kind = f"{incident.incident_kind.value} {incident.name}"
        units = counted(units_on(look, incident.id)) or "no units"
        text = f"{kind}  {lead}  {units}"
        cells = (mark(incident.id, look), incident.id, age(incident.opened_at, look), text)
        out.append(Row(incident.id, cells))
    out += creations("incidents", look, 3, len(COLUMNS))
    if len(out) == 1:
        out.append(
            Row("=none", ("", "", "", "none open.  : open fire Oak St  opens one"), tone="dim")
        )
    return out


def _log(look: Look) -> list[Row]:
    """The newest first, so that the top of the section is what just happened."""
    lines = [line for line in look.board.lines.values() if line.sort is not Sort.REFUSAL]
    newest = ((line.at, _line(look, line)) for line in reversed(lines[-LINES:]))
    return [section("log", "LOG  newest first"), *by_day(look, newest)]


def _line(look: Look, line: Line) -> Row:
    sign_ = SIGN.get(line.mark, "") if line.mark else ""
    text = f"{line.by.agency.upper()}  {told(line, look)}"
    cells = (sign_, hour(line.at, look), line.id, text)
    return Row(line.id, cells, tone="dim" if line.struck or line.sort in QUIET else "normal")


PANE = Pane("now", "NOW", COLUMNS, rows, "")
