"""Phrases: what people type, read into commands; and commands, said back in words.

One declaration (``usage``, ``says``, ``short`` and the fields' types) makes a command readable,
completable, explained and documented. The same phrase works in the console, over ``ssh … say``,
in scripts and in exercises.

    log urgent at=0212 from=E12 via=radio Second shot heard
    s E12 onscene; assign E12,E14 INC-4

Options stand before the free text; from its first word to the end of the line nothing is parsed,
not even ``;``. Double quotes around the whole text are taken off, so a text may begin like an
option. ``key=`` with nothing after it says "none", where leaving it out would mean something.
Nothing here raises on what people type: the answer is commands, or a Misread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain

from schemas.base import Command
from schemas.phrase.completion import Completion, Completions, at_cursor, read_to_cursor, verbs
from schemas.phrase.context import Context, Misread, call_signs
from schemas.phrase.meant import NEAREST_MAX, nearest
from schemas.phrase.reading import Misreading, Reading, Said
from schemas.phrase.saying import consequence, echo, outline, render, sentence
from schemas.phrase.usage import Pattern, Unsayable, check, pattern
from schemas.phrase.words import shown

__all__ = [
    "Completion",
    "Completions",
    "Context",
    "Grammar",
    "Misread",
    "Said",
    "Unsayable",
    "call_signs",
    "check",
    "consequence",
    "echo",
    "outline",
    "render",
    "sentence",
]

LINE_MAX = 16_384  # bytes of one line: no command may be longer either
COMMANDS_MAX = 64  # commands in one line

_VERB = re.compile(r"[^\s;]+")
_BETWEEN = re.compile(r"[\s;]*+")


class Grammar:
    """The phrases of these commands. Building one holds each command to its promises."""

    def __init__(self, commands: Iterable[type[Command]]) -> None:
        every = tuple(commands)
        check(every)
        self._patterns: dict[str, list[Pattern]] = {}
        self._said: dict[str, list[Pattern]] = {}  # by verb and by short form
        for made in map(pattern, every):
            self._patterns.setdefault(made.verb, []).append(made)
            for word in filter(None, (made.verb, made.command.short)):
                self._said.setdefault(word, []).append(made)

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every option there is, of any phrase."""
        return frozenset(key for made in chain(*self._patterns.values()) for key in made.options)

    def read(self, line: str, context: Context) -> list[Said] | Misread:
        """The commands of a line, all of them or none."""
        if len(line.encode("utf-8", "surrogatepass")) > LINE_MAX:
            return Misread(0, len(line), f"A line has at most {LINE_MAX:,} bytes.")
        said: list[Said] = []
        at = _between(line, 0)
        while at < len(line):
            if len(said) == COMMANDS_MAX:
                return Misread(at, len(line), f"A line has at most {COMMANDS_MAX} commands.")
            answer, at = self._read_one(line, at, context)
            if isinstance(answer, Misread):
                return answer
            said.append(answer)
            at = _between(line, at)
        return said or Misread(0, 0, "Type a verb.")

    def complete(self, line: str, context: Context) -> Completions:
        """What may stand at the end of the line."""
        if len(line) > LINE_MAX:
            return Completions()
        at = 0
        while True:
            at = _between(line, at)
            head = _VERB.match(line, at)
            if head is None or head.end() == len(line):
                return verbs(self._patterns, line[at:], at)
            found = self._said.get(head[0].lower(), [])
            came, following = read_to_cursor(found, line, head.end(), context)
            if following is None:
                return at_cursor(came, len(line))
            at = following

    def _read_one(self, line: str, at: int, context: Context) -> tuple[Said | Misread, int]:
        """The command at this place and where it ends; the id picks among those of one verb."""
        head = _VERB.match(line, at)
        assert head, "only blanks and semicolons are no verb, and they were skipped"
        found = self._said.get(head[0].lower())
        if found is None:
            return self._no_verb(head), at
        failed: list[Misreading] = []
        for made in found:
            reading = Reading(made, line, head.end(), context)
            try:
                reading.run()
                return reading.finish(at), reading.at
            except Misreading as misreading:
                failed.append(misreading)
        return _furthest(failed), at

    def _meant(self, begun: str) -> list[str]:
        """The verbs that do what somebody calls otherwise, as far as the word goes."""
        words = (word for word in _MEANT if len(begun) >= MEANT_MIN and word.startswith(begun))
        return [verb for word in words for verb in _MEANT[word] if verb in self._patterns]

    def _no_verb(self, head: re.Match[str]) -> Misread:
        begun = head[0].lower()
        near = sorted(verb for verb in self._patterns if verb.startswith(begun))
        near += self._meant(begun)
        near += nearest(begun, [self._patterns])
        first = tuple(dict.fromkeys(near))[:NEAREST_MAX]
        return Misread(head.start(), head.end(), f"There is no verb {shown(head[0])}.", first)


MEANT_MIN = 3  # letters of such a word
# Words that people try, and the verbs that do it.
_MEANT: Mapping[str, Sequence[str]] = {
    "request": ("need",),
    "ask": ("need", "tell"),
    "order": ("direct", "need"),
    "promise": ("commit", "offer"),
    "bring": ("commit",),
    "acknowledge": ("ack",),
    "read": ("ack",),
    "answer": ("reply",),
    "message": ("tell",),
    "say": ("tell", "log"),
    "note": ("log",),
    "write": ("log",),
    "send": ("assign", "tell"),
    "arrived": ("checkin", "receive"),
    "received": ("receive",),
    "agree": ("approve", "sign"),
    "refuse": ("deny",),
    "reject": ("deny",),
    "complete": ("done",),
    "finish": ("done",),
    "finished": ("done",),
    "secret": ("log",),
    "undo": ("strike", "cancel"),
    "withdraw": ("cancel",),
    "change": ("amend", "correct"),
    "edit": ("amend", "correct"),
    "delete": ("strike", "cancel"),
}


def _between(line: str, at: int) -> int:
    found = _BETWEEN.match(line, at)
    return found.end() if found else at


def _furthest(failed: list[Misreading]) -> Misread:
    """The misread that got furthest; of equals the first, with the hints of all."""

    def far(one: Misreading) -> tuple[int, int]:
        return one.misread.start, one.depth

    best = max(failed, key=far)
    hints = [hint for one in failed if far(one) == far(best) for hint in one.near()]
    return replace(best.misread, nearest=tuple(dict.fromkeys(hints))[:NEAREST_MAX])
