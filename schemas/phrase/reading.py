"""One command's pattern going through a line, word by word, and why it may stop.

Used to read a phrase and to complete one, so both understand the same words the same way. A word's
own type decides (pydantic, with the field's validators); a sentence points at what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

from pydantic import ValidationError

from schemas.base import Command
from schemas.phrase.context import LINES, RESOURCES, Context, Misread
from schemas.phrase.excuses import because, say_which, stands_late, such_as
from schemas.phrase.meaning import Meaning
from schemas.phrase.meant import NEAREST_MAX, meant_by, nearest
from schemas.phrase.times import AHEAD, read_time
from schemas.phrase.usage import AS, AT, Pattern, Slot
from schemas.phrase.words import Part, Word, named, shown, skip_blanks, unquoted, word_at

Names = tuple[str, ...]


class Misreading(Exception):
    """The reading stops here. ``depth``: 1 when the word had the right form at least, else 0."""

    def __init__(
        self,
        start: int,
        end: int,
        because: str,
        near: Callable[[], Names] = tuple,
        depth: int = 0,
        unknown: bool = False,
    ) -> None:
        super().__init__(because)
        self.misread = Misread(start, end, because, unknown=unknown)
        self.near = near  # asked only when this is the answer: looking names up takes a while
        self.depth = depth


@dataclass(frozen=True)
class Said:
    """One command as it was said, with what travels beside it."""

    command: Command
    at: datetime | None  # at=: when it happened
    as_: str | None  # as=: the hat it is said under
    text: str  # this command's piece of the line


def typed(means: Meaning, text: str, context: Context) -> Any:
    """The value a text stands for, by its type alone; ValueError when it fits not."""
    if means.when:
        moment = read_time(text, means.when, context.now, context.zone)
        return means.adapter.validate_python(moment)
    bare_number = LINES in means.shelves and text.isascii() and text.isdigit()
    return means.adapter.validate_strings(f"#{text}" if bare_number else text)


@dataclass
class Reading:
    """A pattern part way through a line. ``at`` is where the next word may begin."""

    made: Pattern
    line: str
    at: int
    context: Context
    place: int = 0  # the first of the pattern's places not yet taken or passed by
    values: dict[str, Any] = field(default_factory=dict)
    where: dict[str, tuple[int, int]] = field(default_factory=dict)
    unknown: list[tuple[str, Misreading]] = field(default_factory=list)  # until it is said what

    def run(self, cursor: int = -1) -> Word | None:
        """Read to the end of the command; a word that ends at the cursor is left and returned."""
        while True:
            word = word_at(self.line, self.at)
            if word is None or word.end == cursor:
                self.at = skip_blanks(self.line, self.at)
                return word
            self.at = word.end
            try:
                self._take(word)
            except Misreading as misreading:
                raise self._option_without_sign(word) or misreading from None

    def _option_without_sign(self, word: Word) -> Misreading | None:
        """``until 18:00`` where ``until=18:00`` was meant; None for any other word."""
        key = word.value.lower()
        slot = None if word.key else self.made.options.get(key)
        if slot is None or slot.name in self.values:
            return None
        value = word_at(self.line, word.end)
        if value and not value.key and fits(slot, value, self.context):
            said = f"Write {key}={value.value}, in one word."
            return Misreading(word.start, value.end, said, depth=1)
        said = (
            f"{key} is written {key}=, and what it is right behind: {slot.written or slot.label}."
        )
        return Misreading(word.start, word.end, said, depth=1)

    def _take(self, word: Word) -> None:
        option = self.made.options.get(word.key) if word.key else None
        place = option or self._due(word)
        if isinstance(place, Slot) and place.text:
            self._take_text(place, word)
            return
        if not word.closed:
            raise Misreading(word.start, word.end, _open_quote(word))
        if word.key and option is None:
            raise self._unknown_option(word, f"{word.key}=")
        if place is None:
            raise Misreading(word.start, word.end, f"{shown(word.text)} is one word too many.")
        if isinstance(place, str):
            _same_word(place, word)
            return
        if place.name in self.values:
            raise Misreading(word.start, word.end, f"{place.key}= is there twice.")
        self.where[place.name] = (word.start, word.end)
        self.values[place.name] = self._value(place, word)

    def _unknown_option(self, word: Word, key: str) -> Misreading:
        known = [f"{option}=" for option in self.made.options]
        said = f"{self.made.verb} knows no {key}"
        near = partial(nearest, key, [known])
        return Misreading(word.start, word.start + len(key), f"{said}.", near)

    def _due(self, word: Word) -> Slot | str | None:
        """The place a word goes to; the optional ones it does not fit are passed by."""
        for number in range(self.place, len(self.made.places)):
            place = self.made.places[number]
            if isinstance(place, str) or not place.optional or self._fits(number, place, word):
                self.place = number + 1
                return place
        return None

    def _fits(self, number: int, slot: Slot, word: Word) -> bool:
        if slot.text:
            return True
        if word.key or not word.closed:
            return False
        # Quotes say "not an optional word": one in quotes goes as far as another may take it.
        rest = range(number + 1, len(self.made.places))
        if word.quoted and any(self._could(later, word) for later in rest):
            return False
        return fits(slot, word, self.context)

    def _could(self, number: int, word: Word) -> bool:
        place = self.made.places[number]
        if isinstance(place, str):
            return False
        return place.text or not place.optional or fits(place, word, self.context)

    def _take_text(self, slot: Slot, word: Word) -> None:
        text = self.line[word.start :].rstrip()
        self.at = len(self.line)
        self.where[slot.name] = (word.start, word.start + len(text))
        self.values[slot.name] = self._one(slot, unquoted(text), *self.where[slot.name])

    def _value(self, slot: Slot, word: Word) -> Any:
        if slot.key and not word.value:
            return self._nothing(slot, word)
        if not slot.means.many:
            return self._one(slot, word.text, word.end - len(word.value), word.end)
        return tuple(self._among(slot, part) for part in word.parts())

    def _among(self, slot: Slot, part: Part) -> Any:
        if not part.given:
            raise Misreading(part.start, part.end, "There is a comma with nothing beside it.")
        return self._one(slot, part.text, part.start, part.end)

    def _nothing(self, slot: Slot, word: Word) -> Any:
        """``in=`` with nothing after it says "none", where none is a value."""
        if slot.means.many:
            return ()
        if slot.means.nullable:
            return None
        written = f": {slot.written}" if slot.written else ""
        said = f"Say the {slot.label} right after {slot.key}={written}."
        raise Misreading(word.start, word.end, said)

    def _one(self, slot: Slot, text: str, start: int, end: int) -> Any:
        means = slot.means
        try:
            value = typed(means, text, self.context)
        except ValueError as error:
            near = partial(meant_by, text, means, self.context)
            said = because(error, slot.label, text, self._like(means))
            raise Misreading(start, end, said, near) from None
        if not means.shelves or not isinstance(value, str) or "?" in value:
            return value
        return self._found(means, value, start, end)

    def _found(self, means: Meaning, id: str, start: int, end: int) -> str:
        """The id as it stands on its shelf."""
        if any(id in self.context.shelves.get(shelf, ()) for shelf in means.shelves):
            return id
        if LINES in means.shelves:
            return id
        meant = self.context.meant(means.shelves, id)
        if len(meant) == 1:
            return meant[0]
        whose = "agencies" if RESOURCES in means.shelves else "rooms"
        said = f"{len(meant)} {whose} have {id}." if meant else f"Nothing is called {named(id)}."
        near = (
            partial(meant_by, id, means, self.context) if not meant else lambda: meant[:NEAREST_MAX]
        )
        if means.new is None or meant:
            raise Misreading(start, end, said, near, depth=1, unknown=not meant)
        key = next(slot.key for slot in self.made.slots if slot.name == means.new)
        said = f"{said[:-1]}; {key}= makes it a new one."
        self.unknown.append((means.new, Misreading(start, end, said, near, depth=1, unknown=True)))
        return id

    def _like(self, means: Meaning) -> str:
        shelves = (self.context.shelves.get(shelf, {}) for shelf in means.shelves)
        return such_as(means.choices, chain.from_iterable(shelves))

    # -- the end of the command --------------------------------------------------------------

    def finish(self, start: int) -> Said:
        """The command, when nothing is missing. ``start``: where its piece of the line began."""
        for what, misreading in self.unknown:
            if what not in self.values:
                raise misreading
        self._ask_for_the_missing()
        values = self.values
        at, hat = values.pop(AT.name, None), values.pop(AS.name, None)
        if at is not None and at > self.context.now + AHEAD:
            raise Misreading(*self.where[AT.name], "at= is when it happened, and that is to come.")
        try:
            command = self.made.command(**values)
        except ValidationError as error:
            raise self._unfit(error, start) from None
        return Said(command, at, hat, self.line[start : self.at].strip())

    def _ask_for_the_missing(self) -> None:
        for place in self.made.places[self.place :]:
            if isinstance(place, str):
                raise self._missing(f"The word {place} is missing.")
            if not place.optional:
                raise self._missing(f"Say the {place.label}{self._like(place.means)}.")
        for slot in self.made.slots:
            if slot.name in self.values:
                continue
            if not slot.optional:
                raise self._missing(f"Say {slot.key}=, the {slot.label}.")
            if slot.means.here is not None:
                self._fill_in(slot, slot.means.here)

    def _fill_in(self, slot: Slot, shelf: str) -> None:
        room = self.context.here(shelf, self.values.get(AS.name))
        if room is not None:
            self.values[slot.name] = room
        elif slot.means.required:
            one = next(iter(self.context.shelves.get(shelf, ())), None)
            if late := stands_late(self.line, slot.key, self.made, self.where):
                raise Misreading(*late)
            raise self._missing(say_which(slot.label, slot.key, one))

    def _missing(self, said: str) -> Misreading:
        return Misreading(self.at, self.at, said)

    def _unfit(self, error: ValidationError, start: int) -> Misreading:
        """A rule over several values, or over the whole command."""
        name = str(next(iter(error.errors()[0]["loc"]), ""))
        there = self.where.get(name, (start, self.at))
        text = self.line[slice(*there)]
        return Misreading(*there, because(error, name.replace("_", " "), text))


def fits(slot: Slot, word: Word, context: Context) -> bool:
    """Whether every value of a word is of the slot's type."""
    texts = [part.text for part in word.parts()] if slot.means.many else [word.text]
    try:
        for text in texts:
            typed(slot.means, text, context)
    except ValueError:
        return False
    return True


def _open_quote(word: Word) -> str:
    inside = word.value.count('"') > 1
    return "Put a blank after the closing quote." if inside else "This quote has no end."


def _same_word(place: str, word: Word) -> None:
    if word.text.lower() != place or word.quoted:
        raise Misreading(word.start, word.end, f"The word {place} stands here.")
