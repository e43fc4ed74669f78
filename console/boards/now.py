"""Now: the one board to keep open. What is open, what the units do, what was last said."""

from __future__ import annotations

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
from console.boards.roles import waiting
from console.boards.units import counted, sign, units_on
from console.widgets.columns import Column
from console.widgets.rows import Cell, Row
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
    return [
        *_attention(look),
        *hazards.rows(look),
        *_mine(look),
        *_others(look),
        *_room(look),
        *_incidents(look),
        *_log(look),
    ]


def _attention(look: Look) -> list[Row]:
    """What is not read, what does not agree, and who is not heard: somebody must act."""
    out = [*hazards.needs(look), *alarms.rows(look)]
    out += [*rollcalls.needs(look), *requests.needs(look), *messages.needs(look)]
    out += [*tasks.needs(look), *expectations.needs(look), *agreements.needs(look)]
    units = [u for u in look.board.resources.values() if u.conflict]
    for unit in units[:CONFLICTS]:
        how = f"resolve {sign(look, unit)} {unit.conflict[0]}"
        text = f"{CONFLICT} CONFLICT {' and '.join(unit.conflict)}: {how}"
        out.append(
            Row(unit.id, ("!", sign(look, unit), age(unit.since, look), Cell(text, "danger")))
        )
    out += [*_posts(look), *duty.needs(look)]
    taking_part = {a for i in look.board.incidents.values() if not i.closed for a in i.agencies}
    for agency in sorted(taking_part):
        said = presence(look, agency)
        if isinstance(said, Cell):
            text = f"{said.text}: takes part in an incident and has no console here"
            out.append(Row(f"@{agency}", ("!", agency.upper(), "", Cell(text, "warning"))))
    # A row and no heading: the cursor rests on it, so what comes below it stays in sight.
    text = "somebody must act on these:" if out else "nothing needs somebody now"
    return [Row("=needs", ("", "NEEDS", str(len(out)), text), tone="mine"), *out]


def _posts(look: Look) -> list[Row]:
    """Duties handed to me or waiting on a post of mine, those nobody owns, and vacant key posts."""
    out: list[Row] = []
    vacant: dict[str, list[Position]] = {}
    mine = look.held.get(look.me, ())
    for post in look.board.roles.values():
        if is_vacant(post):
            vacant.setdefault(post.room, []).append(post)
        offered = post.handover
        if offered and (offered.to == look.me or offered.waits_on in mine or offered.due is None):
            text, tone = waiting(look, offered)
            if offered.to == look.me:
                text = f"{offered.by.person} hands it to you: Enter reads it, take {post.id}"
            words = Cell(text, tone or "warning")
            out.append(Row(post.id, ("!", post.id, age(offered.at, look), words)))
    for room, posts in vacant.items():
        codes = [post.id.partition("/")[2] for post in posts]
        named = f"{codes[0]} {posts[0].title}" if len(posts) == 1 else few(codes, VACANT)
        text = f"VACANT {named}: Enter begins take {room}/{codes[0]}"
        since = min(post.since for post in posts)
        tone = "danger" if room in look.board.incidents else "warning"
        # Enter begins the phrase; the record is on the Roles board.
        row = f":take {room}/{codes[0]}"
        out.append(Row(row, ("!", room, age(since, look), Cell(text, tone))))
    return out


def _mine(look: Look) -> list[Row]:
    """The posts I hold, each the way to what was handed over with it."""
    out = []
    for id in look.held.get(look.me, ()):
        post = look.board.roles[id]
        told = ": Enter reads the briefing" if post.briefing else ""
        cells = ("", id, age(post.since, look), f"you are {post.title}{told}")
        out.append(Row(f"roles/{id}", cells, tone="mine"))
    return [section("mine", "YOUR POSTS"), *out] if out else []


def _others(look: Look) -> list[Row]:
    """What I asked or said and others have to settle."""
    out = [*requests.waiting(look), *messages.waiting(look)]
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
