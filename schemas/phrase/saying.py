"""Commands said back: in words (``echo``), in the docs (``sentence``), as a line (``render``)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from schemas.base import Command, stamp
from schemas.phrase.context import Context
from schemas.phrase.meaning import Meaning, meaning
from schemas.phrase.reading import fits
from schemas.phrase.times import show_time
from schemas.phrase.usage import BRACKET, HOLE, Pattern, Slot, pattern
from schemas.phrase.words import is_quoted, quoted, safe, word_at

# For asking whether a word has the form of a value, when it matters to no board and no clock.
_NOWHERE = Context({}, datetime(2000, 1, 1, tzinfo=UTC), UTC)
_PLAIN = Meaning(str)


def echo(command: Command, context: Context, at: datetime | None = None) -> str:
    """What will be sent, in words: ``says`` with its fields. Times by the wall clock.

    ``at``: when it happened, if that was said; a time that the record has is not kept then.
    """
    return _filled(command.says, command, context, at)


def consequence(command: Command, context: Context) -> str | None:
    """The effect in words, where Enter alone is not enough; None where it is."""
    return _filled(command.confirm, command, context) if command.confirm else None


def sentence(command: type[Command]) -> tuple[str, str]:
    """For ``--help`` and the docs: the usage (with its short form), and what it says, in words."""
    verb, blank, rest = command.usage.partition(" ")
    short = f" ({command.short})" if command.short else ""
    says = HOLE.sub(lambda hole: hole[1].rpartition(".")[2].replace("_", " "), command.says)
    return f"{verb}{short}{blank}{rest}", says


def outline(command: type[Command]) -> str:
    """The phrase by the names of its parts: ``log (l) [mark] [from=] [in=] text…``."""
    made = pattern(command)
    short = [f"({command.short})"] if command.short else []
    places = [each if isinstance(each, str) else each.label for each in made.places]
    optional = {each.label for each in made.slots if each.optional}
    keys = [(slot, f"{slot.key}=") for slot in made.slots if slot.key]
    text = [f"{places.pop()}…"] if made.text else []
    said = [f"[{place}]" if place in optional else place for place in places]
    said += [f"[{key}]" if slot.optional else key for slot, key in keys]
    return " ".join([made.verb, *short, *said, *text])


def _filled(template: str, command: Command, context: Context, at: datetime | None = None) -> str:
    def word(name: str) -> str:
        field, dot, of_record = name.partition(".")
        value, means = getattr(command, field), meaning(type(command), field)
        if dot:
            return _on_board(value, means, of_record, context, at)
        return _worded(value, means, context)

    worded = {name: word(name) for name in HOLE.findall(template)}
    kept = BRACKET.sub(
        lambda found: found[1] if all(worded[name] for name in HOLE.findall(found[1])) else "",
        template,
    )
    return HOLE.sub(lambda hole: worded[hole[1]], kept)


def _on_board(id: str, means: Meaning, name: str, context: Context, at: datetime | None) -> str:
    """What the board holds of the record with this id; nothing when it is not on the board."""
    shelves = (context.shelves.get(shelf, {}) for shelf in means.shelves)
    record = next((shelf[id] for shelf in shelves if id in shelf), None)
    values = getattr(record, name, ())
    kept = (each for each in values if at is None or not isinstance(each, datetime))
    return ", ".join(_worded(each, _PLAIN, context) for each in kept)


def _worded(value: Any, means: Meaning, context: Context) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(_worded(one, means, context) for one in value)
    if isinstance(value, datetime):
        return show_time(value, context.now, context.zone)
    spelt = _spelt(value, means)
    return context.called(means.shelves[0], spelt) if means.shelves else spelt


def _spelt(value: Any, means: Meaning) -> str:
    """A value as it is typed."""
    if means.spelt:
        return means.spelt(value)
    if isinstance(value, datetime):
        return stamp(value)
    return str(value.value if isinstance(value, Enum) else value)


# -- a command as a line -------------------------------------------------------------------------


def render(command: Command) -> str:
    """The line that reads back as this very command, in any room and at any time."""
    return " ".join(_Writing(command, pattern(type(command))).words())


class _Writing:
    """A command on its way to being a line: what must be quoted depends on what was left out."""

    def __init__(self, command: Command, made: Pattern) -> None:
        self._command = command
        self._made = made
        self._passed: list[Slot] = []  # optional places left out since the last word

    def words(self) -> Iterator[str]:
        """The words of the line: verb, places, options, free text."""
        yield self._made.verb
        text = self._made.text
        for place in self._made.places:
            yield from self._place(place) if place is not text else ()
        for key, slot in self._made.options.items():
            yield from self._option(key, slot)
        if text:
            yield from self._text(text)

    def _value(self, slot: Slot) -> Any:
        return getattr(self._command, slot.name)

    def _place(self, place: Slot | str) -> Iterator[str]:
        if isinstance(place, str):
            self._passed.clear()
            yield place
        elif self._value(place) in (None, ()):
            self._passed.append(place)
        else:
            word = self._word(place)
            yield self._word(place, always=True) if self._taken(word) else word
            self._passed.clear()

    def _option(self, key: str, slot: Slot) -> Iterator[str]:
        if slot.name not in self._made.command.model_fields:  # at= and as= are no fields
            return
        value = self._value(slot)
        if value not in (None, ()):
            yield f"{key}={self._word(slot)}"
        elif slot.means.here or value != slot.means.default:
            yield f"{key}="

    def _text(self, slot: Slot) -> Iterator[str]:
        if self._value(slot) is None:
            return
        text = _spelt(self._value(slot), slot.means)
        first = word_at(text, 0)
        plain = (
            first
            and text == text.strip()
            and not is_quoted(text)
            and first.key not in self._made.options
            and not self._taken(text)
        )
        yield text if plain else quoted(text)

    def _word(self, slot: Slot, always: bool = False) -> str:
        """The value as one word; ``always``: in quotes even when nothing in it needs them."""
        value, means = self._value(slot), slot.means
        spelt = [_spelt(one, means) for one in (value if means.many else (value,))]
        return ",".join(quoted(one) if always else safe(one, means.many) for one in spelt)

    def _taken(self, text: str) -> bool:
        """Whether a place that was left out would take the first word of this."""
        word = word_at(text, 0)
        if word is None or word.quoted or not word.closed:
            return False
        return any(fits(slot, word, _NOWHERE) for slot in self._passed)
