"""What may stand at the cursor: verbs, words, values, ids from the board, options still unused."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any, NamedTuple

from schemas.phrase.context import AGENCIES, LINES, PEOPLE, RESOURCES, ROLES, Context
from schemas.phrase.reading import Misreading, Reading
from schemas.phrase.usage import Pattern, Slot
from schemas.phrase.words import Word, safe

OFFERS_MAX = 50  # a longer list helps nobody; the total says how many there are
HINT_MAX = 60  # characters


@dataclass(frozen=True)
class Completion:
    """One word that may stand at the cursor, and what it is."""

    text: str
    hint: str = ""
    of: str = ""  # what may be said with it, where that is seldom said


@dataclass(frozen=True)
class Completions:
    """The first of them, how many there are, and where the word begins that they replace."""

    offers: tuple[Completion, ...] = ()
    total: int = 0
    start: int = 0
    wants: str = ""  # behind ``key=``: what stands there and how it is written

    @property
    def texts(self) -> list[str]:
        """The words alone."""
        return [offer.text for offer in self.offers]


class _Source(NamedTuple):
    """Where some offers come from. Only those that are shown are made: a shelf may be long."""

    name: tuple[str, ...]  # two phrases that offer the same shelf offer it once
    found: Collection[str]
    first: Iterable[str]  # the same, in the order they are offered
    made: Callable[[str], Completion]


def verbs(patterns: Mapping[str, Sequence[Pattern]], stem: str, start: int) -> Completions:
    """The verbs that begin so; each with what is done by it."""
    found = [verb for verb in patterns if verb.startswith(stem.lower())]

    def made(verb: str) -> Completion:
        told = (" ".join((each.command.__doc__ or "").split()) for each in patterns[verb])
        return Completion(verb, _short(" / ".join(told)))

    return _bounded([_Source(("verbs",), found, found, made)], start)


def read_to_cursor(
    patterns: Sequence[Pattern], line: str, at: int, context: Context
) -> tuple[list[tuple[Reading, Word | None]], int | None]:
    """How far each phrase comes; and where ``;`` begins the next command, when one does."""
    came: list[tuple[Reading, Word | None]] = []
    for made in patterns:
        reading = Reading(made, line, at, context)
        try:
            word = reading.run(cursor=len(line))
        except Misreading:
            continue
        if reading.at < len(line) and word is None:
            return [], reading.at
        came.append((reading, word))
    return came, None


def at_cursor(came: Sequence[tuple[Reading, Word | None]], end: int) -> Completions:
    """What may stand at the end of the line, in any of the phrases that came so far."""
    sources = [source for reading, word in came for source in _offered(reading, word)]
    start = next((word.start for _, word in came if word), end)
    wants = next(filter(None, (_wanted(reading, word) for reading, word in came)), "")
    made = _bounded(list({source.name: source for source in sources}.values()), start)
    return replace(made, wants=wants)


def _wanted(reading: Reading, word: Word | None) -> str:
    slot = reading.made.options.get(word.key) if word and word.key else None
    if slot is None or slot.name in reading.values:
        return ""
    return f"{slot.key}= {slot.label}" + (f": {slot.written}" if slot.written else "")


def _bounded(sources: Sequence[_Source], start: int) -> Completions:
    made = (source.made(word) for source in sources for word in source.first)
    first = list(islice(made, OFFERS_MAX))
    offers = {offer.text: offer for offer in first}
    twice = len(first) - len(offers)
    total = sum(len(source.found) for source in sources) - twice
    return Completions(tuple(offers.values()), total, start)


def _offered(reading: Reading, word: Word | None) -> Iterator[_Source]:
    made, values = reading.made, reading.values
    if made.text and made.text.name in values:
        return
    if word and word.key:
        slot = made.options.get(word.key)
        if slot and slot.name not in values:
            yield from _values(slot, f"{word.key}=", word.value, reading)
        return
    stem = word.value if word else ""
    last: list[_Source] = []  # ids that may stand there and mostly do not: behind the options
    for place in made.places[reading.place :]:
        if isinstance(place, str):
            yield _plain([place], stem)
            break
        found = _values(place, "", stem, reading)
        if place.optional and place.means.shelves and not place.means.here:
            last += (_said_of(place.label, source) for source in found)
        else:
            yield from found
        if not place.optional:
            break
    unused = {f"{key}=": slot for key, slot in made.options.items() if slot.name not in values}
    yield _plain(unused, stem, lambda key: Completion(key, _says_more(unused[key])))
    yield from last


def _says_more(slot: Slot) -> str:
    return "" if slot.label == slot.key else slot.label


def _said_of(label: str, source: _Source) -> _Source:
    return source._replace(made=lambda word: replace(source.made(word), of=label))


def _plain(
    words: Iterable[str], stem: str, made: Callable[[str], Completion] = Completion
) -> _Source:
    found = [word for word in words if word.startswith(stem.lower())]
    return _Source(("words", *found), found, found, made)


def _values(slot: Slot, before: str, stem: str, reading: Reading) -> Iterator[_Source]:
    """The values of a slot that begin so. Of several parted by commas, the last is completed."""
    context = reading.context
    taken: set[str] = set()
    if slot.means.many:
        already, comma, stem = stem.rpartition(",")
        before += f"{already}{comma}"
        taken = _taken(already, context)
    stem = stem.lower()

    def word(value: str) -> str:
        return before + safe(value, among=slot.means.many)

    def of(shelf: str, records: Mapping[str, Any]) -> Callable[[str], Completion]:
        spelt = slot.means.spelt or str
        return lambda id: Completion(word(spelt(context.called(shelf, id))), _hint(records[id]))

    chosen = [each for each in slot.means.choices if each.lower().startswith(stem)]
    left = [each for each in chosen if each not in taken]
    yield _Source((before, *left), left, left, lambda choice: Completion(word(choice)))
    there = [each for each in _said_there(slot, context) if each.casefold().startswith(stem)]
    yield _Source((before, *there), there, there, lambda each: Completion(word(each)))
    # Of who is meant agencies come first: they are few, and their ids say what they are.
    for shelf in sorted((*slot.means.shelves, *slot.means.like), key=lambda each: each != AGENCIES):
        records = context.shelves.get(shelf, {})
        ids = [id for id in _begun(shelf, stem, context) if id not in taken]
        if slot.means.own:
            ids = [id for id in ids if _is_own(records[id], context)]
        first = _in_order(shelf, ids, records, context, _kind(slot, reading))
        yield _Source((shelf, before), ids, first, of(shelf, records))


def _said_there(slot: Slot, context: Context) -> Collection[str]:
    """What records have in that field, each once however it is spelt; the shelf with most first."""
    found: dict[str, str] = {}
    for like in slot.means.said:
        for record in context.shelves.get(like.shelf, {}).values():
            if value := getattr(record, like.field):
                found.setdefault(value.casefold(), value)
    return found.values()


def _taken(already: str, context: Context) -> set[str]:
    """What the word names already, in every spelling a shelf may know it by."""
    spelt = {each for name in already.split(",") for each in (name, name.upper(), name.lower())}
    return spelt | {id for sign in spelt for id in context.owners(sign)}


def _begun(shelf: str, stem: str, context: Context) -> Collection[str]:
    """The ids of a shelf that begin so; units by their call signs, else by their agency."""
    records = context.shelves.get(shelf, {})
    if not stem:
        return records.keys()
    stem = stem.removeprefix("@") if shelf == ROLES else stem
    signs = context.every_sign if shelf == RESOURCES else {}
    ids = [id for sign in signs if sign.lower().startswith(stem) for id in context.owners(sign)]
    return ids or [
        id
        for id in records
        if id.lower().startswith(stem) or context.called(shelf, id).lower().startswith(stem)
    ]


def _in_order(
    shelf: str, ids: Sequence[str], records: Mapping[str, Any], context: Context, kind: str
) -> Iterable[str]:
    """What is one's own first, of the kind that is asked for and free; of lines the newest."""
    if shelf == LINES:
        return reversed(ids)
    if shelf not in (RESOURCES, PEOPLE):
        return ids
    own = {id: None for id in ids if _is_own(records[id], context)}
    mine = sorted(own, key=lambda id: (_kind_of(records[id]) != kind, not _is_free(records[id])))
    others = [id for id in ids if id not in own] if own else ids
    return chain(mine, _free_first(others, records))


def _free_first(ids: Sequence[str], records: Mapping[str, Any]) -> Iterator[str]:
    for free in (True, False):
        yield from (id for id in ids if _is_free(records[id]) == free)


def _is_free(record: Any) -> bool:
    return bool(getattr(record, "free", False))


def _is_own(record: Any, context: Context) -> bool:
    """Whether a unit or a person is of an agency that the person speaks for."""
    whose = getattr(record, "owner", None) or getattr(record, "agency", None)
    return whose in context.own


def _kind(slot: Slot, reading: Reading) -> str:
    """The kind of unit that is asked for, where another field of the phrase names who asks."""
    id = str(reading.values.get(slot.means.own or "", ""))
    shelves = (shelf for shelf in reading.context.shelves.values() if id in shelf)
    return next((_kind_of(shelf[id]) for shelf in shelves), "")


def _kind_of(record: Any) -> str:
    return str(getattr(record, "resource_kind", "")).casefold()


def _hint(record: Any) -> str:
    said = (getattr(record, name, None) for name in ("name", "title", "text"))
    return _short(next((text for text in said if isinstance(text, str)), ""))


def _short(said: str) -> str:
    return said if len(said) <= HINT_MAX else f"{said[: HINT_MAX - 1]}…"
