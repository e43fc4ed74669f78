"""Why a word does not fit, as one sentence for people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from schemas.phrase.words import shown

if TYPE_CHECKING:
    from schemas.phrase.usage import Pattern

CHOICES_MAX = 8  # a type of at most so many words is told whole
EXAMPLES_MAX = 2  # names told as examples of a longer list

Details = Mapping[str, Any]


def because(error: ValueError, label: str, text: str, like: str = "") -> str:
    """The sentence for a value that does not validate. ``like``: what would, from ``such_as``."""
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False)[0]
    said = _SENTENCES.get(first["type"])
    details: Details = {**first.get("ctx", {}), "input": first["input"]}
    if said:
        return said(label, details)
    return f"{shown(text)} cannot be the {label}{like}."


def _own_words(label: str, details: Details) -> str:
    said = str(details["error"]).rstrip(".")
    if not label:  # a rule of the whole command
        return f"{said[:1].upper()}{said[1:]}."
    return f"{shown(str(details['input']))} cannot be the {label}: {said}."


def _whole_number(label: str, details: Details) -> str:
    return f"{shown(str(details['input']))} cannot be the {label}: it is a whole number."


def _too_many(label: str, details: Details) -> str:
    # A constraint beside a validator counts characters too, and calls them items.
    what = "characters" if isinstance(details["input"], str) else label
    return f"That is {len(details['input']):,} {what}; {details['max_length']:,} at most."


def _too_few(label: str, details: Details) -> str:
    what = "characters" if isinstance(details["input"], str) else "values"
    return f"The {label} has at least {details['min_length']:,} {what}."


_SENTENCES: Mapping[str, Callable[[str, Details], str]] = {
    "string_too_long": _too_many,
    "string_too_short": _too_few,
    "too_long": _too_many,
    "too_short": _too_few,
    "int_parsing": _whole_number,
    "int_parsing_size": _whole_number,
    "int_from_float": _whole_number,
    "greater_than_equal": lambda label, c: f"The {label} is at least {c['ge']:,}.",
    "greater_than": lambda label, c: f"The {label} is more than {c['gt']:,}.",
    "less_than_equal": lambda label, c: f"The {label} is at most {c['le']:,}.",
    "less_than": lambda label, c: f"The {label} is less than {c['lt']:,}.",
    "value_error": _own_words,
    "assertion_error": _own_words,
    "string_unicode": lambda label, c: "That holds half a character; type it again.",
}


def listed(words: Sequence[str]) -> str:
    """Words in a row for people: ``E12, E14 or M21``."""
    return " or ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def such_as(choices: Sequence[str], names: Iterable[str]) -> str:
    """The end of a sentence that says what fits: all of a few choices, or two examples."""
    if 0 < len(choices) <= CHOICES_MAX:
        return f": {listed(choices)}"
    some = tuple(islice(choices or names, EXAMPLES_MAX))
    return f", such as {listed(some)}" if some else ""


def stands_late(
    line: str, key: str | None, made: Pattern, where: Mapping[str, tuple[int, int]]
) -> tuple[int, int, str] | None:
    """Where an option stands in the text, in which it is words, and what to do about it."""
    found = re.search(rf"\s({re.escape(key)}=)", line) if key else None
    began = where.get(made.text.name) if made.text else None
    if found is None or began is None:
        return None
    first = line[began[0] :].split()[0]
    few = (p for p in made.places if not isinstance(p, str) and p.name not in where)
    none = [f"no {p.label}: {listed(p.means.choices)}" for p in few if p.means.choices]
    meant = f", which is {none[0]}" if none and first.islower() else ""
    why = f"{key}= stands after the text and is read as words: put it before {shown(first)}{meant}."
    return found.start(1), found.end(1), why


def say_which(label: str, key: str | None, one: str | None) -> str:
    """What to say when no room is named and the person is in none; ``one`` that there is."""
    go = f": go {one}" if one else ""
    where = f"for which {label}" if key else f"which {label}"
    like = f", as in {key}={one}" if key and one else ""
    return f"Say {where}{like}, or go to one first{go}."
