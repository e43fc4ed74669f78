"""What a command class declares about its phrase, read once and held to its promises.

    usage = verb *( SP item )
    item  = word                      a word that must stand there
          | {name}   | [{name}]       one word, or one value in double quotes
          | {name+}  | [{name+}]      one word of several values parted by commas (a tuple)
          | {text...} | [{text...}]   free text to the end of the line; only last
          | key={…}  | [key={…}]      an option, anywhere before the free text

A type says the rest: ``On``, ``Here``, ``When`` and ``Spelt`` (schemas/base.py) are found however
deep they stand. What cannot be read unambiguously is refused when the pattern is built, with the
command's name, so a noun that is wrong cannot be imported into a grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Literal, get_args, get_origin

from pydantic import StringConstraints

from schemas.base import Command, Instant
from schemas.phrase.excuses import CHOICES_MAX, listed
from schemas.phrase.meaning import Meaning, marks, meaning
from schemas.phrase.times import how_written

HOLE = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z_]+)?)\}")
BRACKET = re.compile(r"\[([^\[\]]*)\]")

_VERB = re.compile(r"[a-z][a-z-]*")
_SHORT = re.compile(r"[a-z]{1,3}")
_ITEM = re.compile(
    r"(?:(?P<key>[a-z][a-z_]*)=)?\{(?P<name>[a-z][a-z0-9_]*)(?P<how>\+|\.\.\.)?\}"
    r"|(?P<word>[a-z][a-z-]*)"
)
_NEEDS_QUOTES = re.compile(r'[\s;",=]')


class Unsayable(TypeError):
    """A command's declaration cannot work as a phrase; the message names the command."""


# -- the pattern ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slot:
    """Where one field stands in a phrase."""

    name: str
    means: Meaning
    key: str | None = None
    optional: bool = False
    text: bool = False

    @property
    def label(self) -> str:
        """What it is, in words."""
        return self.means.label

    @property
    def written(self) -> str:
        """How it is written, in words."""
        means = self.means
        if means.when:
            return how_written(means.when)
        if 0 < len(means.choices) <= CHOICES_MAX:
            return listed(means.choices)
        return "" if means.shelves or means.closed else 'one word, or "several in quotes"'


# Two options that every phrase knows. They are no fields: they travel beside the command.
Hat = Annotated[str, StringConstraints(pattern=r"^@?[A-Za-z0-9][A-Za-z0-9./-]{0,59}$")]
_MOMENT = Meaning(Instant, closed=True, when="past", label="time it happened")
_POST = Meaning(Hat, closed=True, label="post you speak for")
AT = Slot("at=", _MOMENT, key="at", optional=True)
AS = Slot("as=", _POST, key="as", optional=True)
_UNIVERSAL = {"at": AT, "as": AS}


@dataclass(frozen=True)
class Pattern:
    """One command's phrase: what stands where, and the options by their keys."""

    command: type[Command]
    verb: str
    places: tuple[Slot | str, ...]  # a str is a word that must stand there
    options: Mapping[str, Slot]  # the universal ones too
    slots: tuple[Slot, ...]  # every field's slot: the places in order, then the options

    @property
    def text(self) -> Slot | None:
        """The free text the phrase ends in, when it does."""
        last = self.places[-1] if self.places else None
        return last if isinstance(last, Slot) and last.text else None


@cache
def pattern(command: type[Command]) -> Pattern:
    """The pattern of a command; Unsayable when its declaration cannot work."""
    verb, *rest = command.usage.split()
    _demand(command, _VERB.fullmatch(verb) is not None, f"{verb!r} is not a verb")
    items = [_item(command, part) for part in rest]
    placed = [item for item in items if isinstance(item, str) or not item.key]
    keyed = {item.key: item for item in items if isinstance(item, Slot) and item.key}
    slots = (*(item for item in placed if isinstance(item, Slot)), *keyed.values())
    _demand(command, len(placed) + len(keyed) == len(items), "a key stands twice")
    texts = [item for item in items if isinstance(item, Slot) and item.text]
    _demand(command, texts in ([], items[-1:]), "free text stands once and last")
    names = [slot.name for slot in slots]
    _demand(command, len(set(names)) == len(names), "a field stands twice")
    for slot in slots:
        _hold(command, slot, free=bool(texts))
    for name, info in command.model_fields.items():
        reached = name in names or name == "kind" or not info.is_required()
        _demand(command, reached, f"{name} has no default and no place in the usage")
    _hold_templates(command)
    beside = {} if command.grant == "none" else _UNIVERSAL  # what is never sent has no hat
    options = {**keyed, **{key: slot for key, slot in beside.items() if key not in keyed}}
    return Pattern(command, verb, tuple(placed), options, slots)


def _item(command: type[Command], part: str) -> Slot | str:
    optional = part.startswith("[") and part.endswith("]")
    found = _ITEM.fullmatch(part[1:-1] if optional else part)
    if found is None or (optional and found["word"]):
        raise Unsayable(f"{command.__name__}: {part!r} is not an item of a usage")
    if found["word"]:
        return found["word"]
    name, how = found["name"], found["how"]
    known = name in command.model_fields and name != "kind"
    _demand(command, known, f"{{{name}}} is not a field")
    _demand(command, not (how == "..." and found["key"]), f"{part!r}: free text has no key")
    means = meaning(command, name)
    _demand(command, means.many == (how == "+"), f"{part!r}: {{name+}} is for a tuple, always")
    return Slot(name, means, found["key"], optional, text=how == "...")


def _hold(command: type[Command], slot: Slot, free: bool) -> None:
    """What one slot promises the reader. ``free``: the usage ends in free text."""
    means = slot.means
    kinds = list(marks(means.type))
    moment = any(isinstance(kind, type) and issubclass(kind, datetime) for kind in kinds)
    finite = [value for kind in kinds if get_origin(kind) is Literal for value in get_args(kind)]
    bare = slot.optional and not slot.text and not slot.key
    promises = {
        "a time says When": not moment or means.when is not None,
        "what may be left out has a default, or Here": not slot.optional
        or not means.required
        or means.here is not None,
        "what Here may fill in stands in [brackets]": means.here is None or slot.optional,
        "an optional word needs a pattern, an enum, a Literal or a number with both ends": not bare
        or means.closed,
        "no choice of an optional word before free text needs quotes": not (bare and free)
        or not any(_NEEDS_QUOTES.search(choice) for choice in means.choices),
        "a Literal is of strings": all(isinstance(value, str) for value in finite),
    }
    for promise, kept in promises.items():
        _demand(command, kept, f"{{{slot.name}}}: {promise}")


def _hold_templates(command: type[Command]) -> None:
    for template in (command.says, command.confirm or ""):
        plain = HOLE.sub("", BRACKET.sub("", template))
        _demand(command, not re.search(r"[\[\]{}]", plain), f"brackets do not match: {template!r}")
        for inside in BRACKET.findall(template):
            _demand(command, HOLE.search(inside) is not None, f"[{inside}] names no field")
        for name in HOLE.findall(template):
            known = name.partition(".")[0] in command.model_fields
            _demand(command, known, f"{{{name}}} is not a field")
        for name in HOLE.findall(BRACKET.sub("", template)):
            known = "." not in name
            _demand(command, known, f"{{{name}}} may not be there, so it stands in [brackets]")
            means = meaning(command, name)
            always = means.required or means.default not in (None, ())
            _demand(command, always, f"{{{name}}} may be empty, so it stands in [brackets]")


def _demand(command: type[Command], kept: bool, promise: str) -> None:
    if not kept:
        raise Unsayable(f"{command.__name__}: {promise}")


# -- all commands together -----------------------------------------------------------------------


def check(commands: Iterable[type[Command]]) -> None:
    """Hold these commands to what a phrase promises; Unsayable at the first that cannot keep it."""
    patterns = [pattern(command) for command in commands]
    verbs = {made.verb for made in patterns}
    shorts: dict[str, str] = {}
    for made in patterns:
        short = made.command.short
        if short is None:
            continue
        _demand(made.command, _SHORT.fullmatch(short) is not None, f"{short!r} is not a short form")
        _demand(made.command, short not in verbs, f"the short form {short!r} is a verb")
        same = shorts.setdefault(short, made.verb) == made.verb
        _demand(made.command, same, f"{short!r} is short for {shorts[short]!r} already")
