"""What Now says of oneself: whether one is on duty, one's posts, and duties one is handed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from console.boards.base import Look, age, clock, section
from console.boards.duty import REST, hours
from console.boards.messages import head
from console.boards.roles import waiting
from console.widgets.rows import Cell, Row
from schemas.messages import Addressee, is_to
from schemas.roles import HandOver, Position

ORDERS = 8  # that stand, named on Now; the Messages board has them all

# -- at the top: what needs me -------------------------------------------------------------------


def handed(look: Look) -> Iterator[Row]:
    """Duties handed to me, those that wait on a post of mine, and what nobody took from me."""
    mine = look.held.get(look.me, ())
    for post in look.board.roles.values():
        if offered := post.handover:
            if offered.to == look.me:
                yield _handed_row(look, post, offered, _handed_to_me(look, post, offered))
            elif offered.waits_on in mine or is_left_with_me(look, offered):
                yield _handed_row(look, post, offered, waiting(look, offered)[0])


def is_left_with_me(look: Look, offered: HandOver) -> bool:
    """I handed it over, and nobody is left who could take it."""
    return offered.due is None and offered.by.person == look.me


def _handed_to_me(look: Look, post: Position, offered: HandOver) -> str:
    room = "the center" if post.room in look.board.centers else post.room
    return f"{offered.by.person} hands you {post.title} of {room}: Enter reads it, take {post.id}"


def _handed_row(look: Look, post: Position, offered: HandOver, text: str) -> Row:
    tone = waiting(look, offered)[1] or "warning"
    if is_left_with_me(look, offered):
        text = ": ".join(filter(None, (text, look.call(offered.to))))
    return Row(post.id, ("!", post.id, age(offered.at, look), Cell(text, tone)))


def unanswered(look: Look, waiting: Sequence[Row]) -> list[Row]:
    """Of the messages that I wait on, those where nobody is left to ask: they are mine again."""
    rows = ((row, look.board.messages.get(row.id)) for row in waiting)
    return [row for row, one in rows if one and any(each.at_the_end for each in one.waiting)]


# -- below it: who I am here ---------------------------------------------------------------------


def rows(look: Look) -> list[Row]:
    """My time on duty, the posts I hold, and the orders that stand for me."""
    out = [*_duty(look), *(_post(look, look.board.roles[id]) for id in look.held.get(look.me, ()))]
    out += islice(_orders(look), ORDERS)
    return [section("you", "YOU"), *out] if out else []


def _duty(look: Look) -> Iterator[Row]:
    one = look.board.duty.get(look.me)
    if one is None or (one.out and look.now - one.out > REST):
        return
    if one.out:
        text: str | Cell = f"you signed out at {clock(one.out, look)}, {hours(one, look)} on duty"
    else:
        where = f" in {one.place}" if one.place else ""
        until = f" until {clock(one.until, look)}" if one.until else ""
        text = f"you are on duty since {clock(one.since, look)}{where}{until}"
        if one.until and one.until <= look.now:
            text = Cell(f"{text}: over since {age(one.until, look)}", "warning")
    yield Row(f"duty/{one.id}", ("", one.id, age(one.out or one.since, look), text), tone="mine")


def _post(look: Look, post: Position) -> Row:
    told = ": Enter reads the briefing" if post.briefing else ""
    cells = ("", post.id, age(post.since, look), f"you are {post.title}{told}")
    return Row(f"roles/{post.id}", cells, tone="mine")


def _orders(look: Look) -> Iterator[Row]:
    """What I am ordered and have acknowledged, until I answer that it is done or it is over."""
    board = look.board
    for message in board.messages.values():
        mine = [one for one in message.to if _is_mine(look, one)]
        if message.order and message.stands and any(_is_open(one) for one in mine):
            text = f"{head(message)}{message.text}: reply {message.id} says that it is done"
            yield Row(f"messages/{message.id}", ("", message.id, age(message.at, look), text))


def _is_mine(look: Look, one: Addressee) -> bool:
    return is_to(one.to, look.board.roles, look.me, look.agency)


def _is_open(one: Addressee) -> bool:
    return one.acknowledged is not None and one.answered is None
