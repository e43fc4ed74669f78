"""What offers, changes or ends a duty: found in a log one after the other, and said in short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from console.tell import sentence
from schemas.base import Event
from schemas.board import facts
from schemas.entry import Entry
from schemas.incidents import (
    CommandUnified,
    IncidentClosed,
    IncidentOpened,
    IncidentReopened,
)
from schemas.roles import (
    HandoverEnded,
    HandoverEscalated,
    HandoverOffered,
    Position,
    PositionClosed,
    PositionHeld,
    PositionVacated,
)

DUTIES: tuple[type[Event[Any]], ...] = (
    IncidentOpened,
    PositionHeld,
    PositionVacated,
    PositionClosed,
    HandoverOffered,
    HandoverEscalated,
    HandoverEnded,
    CommandUnified,
    IncidentReopened,
    IncidentClosed,
)
LOOKED_MAX = 5_000  # entries, for a duty in one room
SAID_MAX = 4  # facts of one entry; closing an incident ends a hundred posts


def about(shown: Entry, room: str | None) -> list[Event[Any]]:
    """The facts of an entry that touch a duty, of one room or of any."""
    events = [] if shown.is_stub else facts(shown)[1]
    of = (event for event in events if isinstance(event, DUTIES))
    return [event for event in of if room in (None, event.id.partition("/")[0])]


def first(shown: Iterable[Entry], room: str | None) -> Entry | None:
    """The first entry that touches a duty of this room."""
    return next((entry for entry in islice(shown, LOOKED_MAX) if about(entry, room)), None)


def said(shown: Entry, room: str | None, after: Mapping[str, Position]) -> str:
    """``INC-1/IC.pd is vacant, pia relieved``; ``after``: the posts as they are after it."""
    header, _ = facts(shown)
    every = about(shown, room)
    # Why posts end says more than a sentence for each of them.
    found = [event for event in every if not isinstance(event, PositionClosed)] or every
    told = [_named(sentence(header, event), event, after) for event in found[:SAID_MAX]]
    more = [f"{len(found) - SAID_MAX} more"] if len(found) > SAID_MAX else []
    return "; ".join([*told, *more])


def _named(words: str, event: Event[Any], after: Mapping[str, Position]) -> str:
    """Who held a post before it was vacant."""
    post = after.get(event.id)
    if isinstance(event, PositionVacated) and post and post.history:
        return words.replace("its holder", post.history[-1].person)
    return words
