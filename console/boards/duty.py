"""The board of people on duty: who is there, with which posts, where, until when, for how long."""

from __future__ import annotations

from datetime import timedelta

from console.boards.base import Look, Pane, age, brief, mark
from console.widgets.columns import Column
from console.widgets.rows import Cell, Row
from schemas.duty import SignIn, SignInPerson, on_duty
from schemas.grants import may

REST = timedelta(hours=8)  # for so long nobody who signed out is asked to sign in again

COLUMNS = (
    Column("", 1, keep=9),
    Column("PERSON", 10, share=1, keep=9),
    Column("AGENCY", 8, keep=7),
    Column("POSTS", 12, share=3, keep=8),
    Column("WHERE", 10, share=2, keep=6),
    Column("SINCE", 7, keep=7, align="right"),
    Column("UNTIL", 14, share=1, keep=8),
    Column("HOURS", 6, keep=5, align="right"),
)


def rows(look: Look) -> list[Row]:
    """Who is there, who holds a post and did not sign in, then who went home."""
    duty = look.board.duty.values()
    there = [_row(look, one) for one in duty if one.out is None]
    gone = [_row(look, one) for one in duty if one.out]
    return [*there, *_not_signed_in(look), *gone] if duty else []


def _not_signed_in(look: Look) -> list[Row]:
    """Holders of posts who did not sign in, as soon as anybody here does."""
    holders = {p.holder: p.agency for p in look.board.roles.values() if p.holder}
    out = []
    for person, agency in holders.items():
        if not on_duty(look.board.duty, person):
            posts = _posts(look, person)
            cells = ("", person, (agency or "").upper(), posts, "", "", "not signed in", "")
            out.append(Row(f"people/{person}", cells))
    return out


def _row(look: Look, one: SignIn) -> Row:
    cells = (
        mark(one.id, look),
        one.id,
        one.agency.upper(),
        _posts(look, one.id),
        one.place or "",
        brief(one.since, look),
        f"out {brief(one.out, look)}" if one.out else _until(look, one),
        hours(one, look),
    )
    mine = one.id == look.me
    return Row(f"duty/{one.id}", cells, tone="dim" if one.out else "mine" if mine else "normal")


def _posts(look: Look, person: str) -> str:
    return " ".join(look.held.get(person, ()))


def _until(look: Look, one: SignIn) -> str | Cell:
    """A shift that is over is said and alarms nobody."""
    if one.until and one.until <= look.now:
        return Cell(f"over {age(one.until, look)}", "warning")
    return brief(one.until, look)


def hours(one: SignIn, look: Look) -> str:
    """``7:05`` on duty on this log."""
    minutes = one.worked_s(look.now) // 60
    return f"{minutes // 60}:{minutes % 60:02}"


def needs(look: Look) -> list[Row]:
    """For Now: I am not signed in, where others are or I hold a post."""
    me = look.board.people.get(look.me)
    if me is None or not may(me.grants, SignInPerson.grant) or on_duty(look.board.duty, me.id):
        return []
    if look.me not in look.held:
        duty = look.board.duty
        gone = duty[me.id].out if me.id in duty else None
        rests = gone is not None and look.now - gone <= REST
        if rests or not any(one.out is None for one in duty.values()):
            return []
    text = Cell("you are not signed in: Enter begins it, or  : signin until=1800", "warning")
    return [Row(":signin ", ("!", look.me, "", text))]


PANE = Pane(
    "duty",
    "ON DUTY",
    COLUMNS,
    rows,
    "Nobody has signed in.  : signin until=1800  says that you are here.",
)
