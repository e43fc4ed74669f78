"""Who is at a console now, and how else somebody is reached: whom to call, and on which number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from schemas.agencies import Person
from schemas.base import is_post
from schemas.board import Board
from schemas.duty import on_duty
from schemas.grants import may
from schemas.messages import AcknowledgeMessage
from schemas.roles import Position, keeper
from schemas.wire import PRESENT_MAX, Present


def at_consoles(here: Sequence[Present] | None, me: str) -> frozenset[str] | None:
    """The people who have a console open, and their agencies; None where that is not known.

    Who asks has one open themselves: a list without them is none, and a full one is cut.
    """
    if here is None or len(here) >= PRESENT_MAX or all(one.person != me for one in here):
        return None
    return frozenset(name for one in here for name in (one.person, one.agency))


def is_away(roles: Mapping[str, Position], at: frozenset[str] | None, to: str) -> bool:
    """Whether no console is open where a post, an agency or a person would read something."""
    return at is not None and _holder(roles, to) not in at


def _holder(roles: Mapping[str, Position], to: str) -> str | None:
    post = keeper(roles, to) if is_post(to) else None
    return post.holder if post else None if is_post(to) else to


def to_call(board: Board, to: str) -> str:
    """``call Sam Reed 555-0103``; nothing where no number is known.

    Of an agency somebody who is on duty or in a post comes first.
    """
    post = keeper(board.roles, to) if is_post(to) else None
    held = {each.holder for each in board.roles.values()}
    found = sorted(
        _people(board, post, to),
        key=lambda one: one.id not in held and on_duty(board.duty, one.id) is None,
    )
    desk = post.phone if post else None
    reached = ((person.name, desk or person.reached) for person in found)
    return next((f"call {name} {number}" for name, number in reached if number), "")


def _people(board: Board, post: Position | None, to: str) -> Iterator[Person]:
    """Who could say something for a post, an agency or a person."""
    holder = post.holder if post else None
    for person in board.people.values():
        named = person.id == holder if is_post(to) else to in (person.id, person.agency)
        if named and not person.revoked and may(person.grants, AcknowledgeMessage.grant):
            yield person
