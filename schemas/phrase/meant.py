"""What a word that cannot be read was meant to be: by what people call things, or by a slip."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice
from string import ascii_letters, digits
from typing import Any

from schemas.phrase.context import RESOURCES, Context
from schemas.phrase.meaning import Meaning
from schemas.phrase.times import as_span
from schemas.phrase.words import SHOWN_MAX
from schemas.text import clean_line

NEAREST_MAX = 3  # names offered instead of a wrong one
POOL_MAX = 200  # a greater shelf is asked for the word's neighbours instead of read through
LENGTH_MAX = 60  # a longer word was no slip of the finger
NAMED_MIN = 3  # letters of a name that is looked for
NAMED_POOL = 2_000  # records of a shelf whose names are read through

_LETTERS = f"{ascii_letters}{digits}-."


def meant_by(text: str, means: Meaning, context: Context) -> tuple[str, ...]:
    """What is called so, then what is spelt nearly so; of a bare small number the minutes."""
    if means.when:
        return as_span(text, means.when)
    called: dict[str, str] = {}
    for shelf in means.shelves:
        for id, name in islice(_named_so(text, context.shelves.get(shelf, {})), NEAREST_MAX):
            said = (means.spelt or str)(context.called(shelf, id))
            called[id] = f"{said} ({name})"
    pools: list[Collection[str]]
    pools = [context.shelves.get(shelf, {}) for shelf in means.shelves]
    if RESOURCES in means.shelves and "." not in text:
        pools = [context.every_sign]
    # out-of-service is out, and not in-service, which is spelt more like it.
    more = [each for each in means.choices if text.lower().startswith(f"{each.lower()}-")]
    near = more or nearest(text, [means.choices, *pools])
    return (*called.values(), *(id for id in near if id not in called))[:NEAREST_MAX]


def nearest(word: str, pools: Sequence[Collection[str]]) -> tuple[str, ...]:
    """The names a mistyped word is closest to. Its cost does not grow with a shelf."""
    if len(word) > LENGTH_MAX:
        return ()
    near: dict[str, str] = {}
    for pool in pools:
        few = pool if len(pool) <= POOL_MAX else [each for each in _slips(word) if each in pool]
        near.update((each.lower(), each) for each in few)
    return tuple(near[each] for each in get_close_matches(word.lower(), near, NEAREST_MAX))


def _named_so(word: str, shelf: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The ids of records that people call by this word, and what each is called."""
    if not NAMED_MIN <= len(word) <= LENGTH_MAX:
        return
    begins = re.compile(rf"\b{re.escape(word)}", re.IGNORECASE)
    for id, record in islice(shelf.items(), NAMED_POOL):
        said = (getattr(record, key, None) for key in ("name", "title", "also"))
        words = [text for text in said if isinstance(text, str)]
        if any(begins.search(text) for text in words):
            yield id, clean_line(words[0][:SHOWN_MAX])


def _slips(word: str) -> Iterator[str]:
    """Every word one slip away: letters swapped, one wrong, one missing, one too many."""
    for spelt in dict.fromkeys((word, word.upper(), word.lower())):
        yield spelt
        for at in range(len(spelt) + 1):
            before, after = spelt[:at], spelt[at:]
            yield from (f"{before}{letter}{after}" for letter in _LETTERS)
            if after:
                yield f"{before}{after[1:]}"
                yield f"{before}{after[1:2]}{after[0]}{after[2:]}"
                yield from (f"{before}{letter}{after[1:]}" for letter in _LETTERS)
