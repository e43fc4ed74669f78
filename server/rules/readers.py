"""Who reads what: each fact of an answer for the readers of its record, and who would see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from schemas.base import Command, Event, Header, Record
from schemas.board import SHELVES, Board
from schemas.circles import FOR_PARTNERS, PARTNERS, View, common, meets
from schemas.journal import LineLogged, Mark, Sort
from schemas.naming import named
from schemas.sharing import Shared, Withdrawn
from schemas.text import cut
from schemas.withheld import COUNTED, Withheld, WithheldCounted, room_of_some


def for_their_readers(
    events: Sequence[Event[Any]], more: Sequence[Event[Any]], board: Board, now: Header
) -> list[Event[Any]]:
    """Audience belongs to the record: every later fact about it is for the same readers.

    What is shared anew has new ones. A line that tells of facts is for who sees all of them; what
    followed from them for other nouns (``more``) it does not tell of.
    """
    anew = {(event.shelf, event.id) for event in events if isinstance(event, Shared)}
    audiences: dict[tuple[str, str], tuple[str, ...]] = {}
    out: list[Event[Any]] = []
    for event in (*events, *more):
        key = (event.shelf, event.id)
        record = None if key in anew else board.on(event.shelf).get(event.id)
        given = record.audience if record else audiences.setdefault(key, event.audience)
        out.append(_for(event, event.audience if key in anew else given))
    own, followed = out[: len(events)], out[len(events) :]
    return [*_with_lines(own, board, now), *_with_lines(followed, board, now)]


def _with_lines(events: list[Event[Any]], board: Board, now: Header) -> list[Event[Any]]:
    """The same, the lines that tell of these facts for who sees them."""
    if all(PARTNERS in event.audience for event in events) or not any(map(_tells, events)):
        return events  # nearly always
    facts = [e for e in events if not (_tells(e) or isinstance(e, Shared | Withdrawn))]
    stay = [e for e in facts if e.onto(board.on(e.shelf).get(e.id), now) is not None]
    readers = common(fact.audience for fact in stay or facts)  # what only leaves is not told of
    return [_for(event, readers) if _tells(event) else event for event in events]


def in_one_line(events: Sequence[Event[Any]]) -> list[Event[Any]]:
    """What rules write beside their facts is one line an entry, with the most urgent of the marks.

    It is for one audience: of what follows for other readers their records tell.
    """
    lines = [e for e in events if isinstance(e, LineLogged) and e.sort is Sort.EVENT]
    if len(lines) < 2:
        return list(events)
    alike = [line for line in lines if line.audience == lines[0].audience]
    marks = [mark for mark in Mark if any(line.mark is mark for line in alike)]
    text = cut("; ".join(line.text for line in alike))
    said = lines[0].model_copy(update={"text": text, "mark": next(iter(marks), None)})
    kept = [event for event in events if not any(event is line for line in lines[1:])]
    return [said if event is lines[0] else event for event in kept]


def _for(event: Event[Any], readers: tuple[str, ...]) -> Event[Any]:
    same = event.audience == readers
    return event if same else event.model_copy(update={"audience": readers})


def _tells(event: Event[Any]) -> bool:
    """Whether it is a line that a rule wrote beside its facts, and for nobody in particular."""
    told = isinstance(event, LineLogged) and event.sort is Sort.EVENT
    return told and event.audience == FOR_PARTNERS


def counted(events: Sequence[Event[Any]], board: Board, now: Header) -> list[Event[Any]]:
    """The new counts of what is withheld, of the rooms that tell them and where these change."""
    if not board.withheld:
        return []
    before: dict[tuple[str, str], Record | None] = {}
    after: dict[tuple[str, str], Record | None] = {}
    for event in events:
        if event.shelf in COUNTED:
            key = (event.shelf, event.id)
            was = after.get(key, before.setdefault(key, board.on(event.shelf).get(event.id)))
            if event.concerns(was):
                made = event.onto(was, now)
                after[key] = made and made.but(audience=event.audience)
    more: dict[str, Counter[str]] = {}
    for (shelf, _), sign, record in [
        *((key, -1, record) for key, record in before.items()),
        *((key, 1, record) for key, record in after.items()),
    ]:
        room = room_of_some(record)
        if room in board.withheld:
            more.setdefault(room, Counter())[shelf] += sign
    return [_more(board.withheld[room], by) for room, by in more.items() if any(by.values())]


def _more(was: Withheld, by: Mapping[str, int]) -> WithheldCounted:
    counts = {shelf: getattr(was, shelf) + by.get(shelf, 0) for shelf in COUNTED}
    return WithheldCounted.model_validate({"id": was.id, **counts})


def of_all_named(ask: Command, board: Board, view: View) -> tuple[str, ...]:
    """Who sees every record that a command names, as far as the asker sees them.

    One that is there and not for them makes no difference, or it would tell that it is there.
    """
    there = (board.on(shelf).get(id) for shelf, id in named(ask) if shelf in SHELVES)
    return common(one.audience for one in there if one and meets(one.audience, view))
