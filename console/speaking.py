"""From a line as typed to what it means: its echo in words, what is wrong with it, what fits next.

The same grammar as everywhere, and the few phrases that are done here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain, islice
from typing import Literal

from console.amiss import amiss
from console.local import LOCAL, Local
from console.shown import Shown
from console.unseen import unreached, unseen
from schemas.base import Command
from schemas.nouns import COMMANDS, ordered
from schemas.phrase import (
    Completion,
    Completions,
    Context,
    Grammar,
    Misread,
    Said,
    consequence,
    echo,
)
from schemas.phrase.context import Signs, call_signs
from schemas.phrase.reading import fits
from schemas.phrase.times import show_time
from schemas.phrase.usage import Slot, pattern
from schemas.phrase.words import word_at
from schemas.reach import at_consoles
from schemas.roles import hat, held_by

Tone = Literal["plain", "dim", "danger"]

OFFERS_SHOWN = 20  # candidates said under the line
AS_IN_MAX = 80  # characters, with an example: one line of a small terminal
EXPLAINED_MAX = 150  # characters of candidates with what each is: two lines of a small terminal
WILL_SEND = "→"
SENDS = "Enter says it"
CLEARS = "ctrl+u clears the line"


@dataclass(frozen=True)
class Echo:
    """What stands under the line being typed."""

    text: str = ""
    tone: Tone = "plain"
    wrong: tuple[int, int] | None = None  # the word an error points at
    caret: str = ""
    whole: bool = False  # it is a question or an answer: shown whole, on several lines if need be
    more: tuple[str, ...] = ()  # what may still be said, in ever fewer words
    keys: str = ""  # what a key does now: always in sight, and never parted


class Speaker:
    """Reads lines against the room as it stands."""

    def __init__(self, room: Shown) -> None:
        self._room = room
        self._signs: tuple[int, int, Signs] = (0, -1, {})

    @cached_property
    def grammar(self) -> Grammar:
        """Every phrase. Made at first use: the first paint does not need it."""
        return Grammar([*ordered(COMMANDS.values()), *self._local])

    @property
    def _local(self) -> tuple[type[Local], ...]:
        return (*self._room.words, *LOCAL)

    def context(self) -> Context:
        """What a phrase is read against; whose the call signs are is kept until the board moves."""
        room = self._room
        board = room.board
        if self._signs[:2] != (id(board), board.seq):
            self._signs = (id(board), board.seq, call_signs(board.resources))
        held = held_by(board.roles, room.person)
        me = board.people.get(room.person)
        own = frozenset((me.agency, *me.speaks_for) if me else ())
        signs = self._signs[2]
        return Context(board.shelves(), room.now(), room.zone, room.place, signs, held, own)

    def read(self, line: str, *, entered: bool = False) -> list[Said] | Misread:
        """The commands of a line, or what is wrong with it; ``entered``: or why it is not done."""
        context = self.context()
        read = self.grammar.read(line, context)
        if isinstance(read, Misread):
            return read
        if len(read) == 1:
            word = read[0].command if entered else None
            no = self._room.objects(word) if isinstance(word, Local) else ""
            said = read[0].text
            start = line.find(said) + len(said.split()[0]) + 1
            return Misread(start, line.find(said) + len(said), no) if no else read
        alone = next((said for said in read if isinstance(said.command, Local)), None)
        if alone:
            start = line.find(alone.text)
            because = f"“{alone.text}” is done here and stands alone on its line."
            return Misread(start, start + len(alone.text), because)
        return read

    def complete(self, line: str) -> Completions:
        """What may stand at the end of the line."""
        grammar = Grammar(self._local) if self._room.closed else self.grammar
        return grammar.complete(line, self.context())

    # -- in words --------------------------------------------------------------------------------

    def words(self, read: Sequence[Said]) -> str:
        """What will be done, in words."""
        context = self.context()
        return "; then ".join(echo(said.command, context, said.at) for said in read)

    def answer(self, read: Sequence[Said]) -> str:
        """The same for when it is done: it must say by itself when that was."""
        context = self.context()
        return "; then ".join(stated(said.command, said.at, context) for said in read)

    def effect(self, read: Sequence[Said]) -> str:
        """What follows from it, where Enter alone is not enough."""
        if self._room.closed:
            return ""
        context = self.context()
        effect = " ".join(filter(None, (consequence(said.command, context) for said in read)))
        away = self._unreached(read) if effect else ""
        return f"{effect} {away}." if away else effect

    def _unreached(self, read: Sequence[Said]) -> str:
        """Who would not read it, since they have no console open."""
        room = self._room
        at = at_consoles(room.presence, room.person) if room.is_in else None
        return unreached((said.command for said in read), room.board, at)

    def echo(self, line: str, at: int, *, entered: bool = False) -> Echo:
        """What stands under a line; ``at`` is the cursor, ``entered``: Enter was pressed on it."""
        if not line.strip():
            return Echo("Type what to do; Tab shows what fits, ? every phrase", "dim")
        if self._room.closed and _verb(line) in _VERBS:
            return Echo(self._room.closed, "danger")
        read = self.read(line, entered=entered)
        offers = self.complete(line) if at == len(line) else Completions()
        if offers.wants and line.endswith("=") and not entered:
            return self._wanted(offers)
        if isinstance(read, Misread):
            return _pointing(line, read, True) if entered else self._misread(line, read, offers)
        hint = self._words_like_options(read)
        said = f"{WILL_SEND} {hint}{self._beside(read)}{self.words(read)}"
        more = self._may_follow(line) if at == len(line) else ()
        return Echo(said, more=more, keys=SENDS)

    def _words_like_options(self, read: Sequence[Said]) -> str:
        """What looks like an option and stands in the text, where it is words."""
        for said in read:
            made = pattern(type(said.command))
            text = (getattr(said.command, made.text.name) if made.text else None) or ""
            first, *rest = text.split() or [""]
            late = (word.partition("=")[0] for word in rest if "=" in word)
            key = next((key for key in late if key in made.options), None)
            if key:
                return f"({key}= stands before the text; it is read as words here) "
            key, sign, _ = first.partition("=")
            if sign and key in self.grammar.keys:
                return f"({key}= is read as words here) "
            if rest and self._is_value(made.options.get(first), rest[0]):
                return f"({first} is read as words here; {first}={rest[0]} would be the option) "
        return ""

    def _is_value(self, slot: Slot | None, text: str) -> bool:
        """Whether a word is surely meant for an option: not every text would fit it."""
        word, context = word_at(text, 0), self.context()
        if slot is None or word is None:
            return False
        likely = slot.means.closed or (slot.means.like and text.upper() in context.every_sign)
        return bool(likely) and fits(slot, word, context)

    def _beside(self, read: Sequence[Said]) -> str:
        """As whom, when it happened, and that it will wait: first, for the words may be long."""
        room, context = self._room, self.context()
        if isinstance(read[0].command, Local):
            return ""
        exercise = "EXERCISE, " if exercise_of(room) is not None else ""
        held = held_by(room.board.roles, room.person)
        worn = (said.as_ or hat(held, said.command) for said in read)
        hats = ", ".join(sorted({f"{room.person}, {one}" for one in worn if one}))
        when = [f", happened {show_time(s.at, context.now, room.zone)}" for s in read if s.at]
        queued = "" if room.is_in else ", queued until the hub is back"
        agency = room.board.people[room.person].agency if room.person in room.board.people else ""
        asked = [said.command for said in read]
        told = f"{unseen(asked, room.board, agency)}{amiss(asked, room.board, room.person)}"
        away = self._unreached(read)
        told += f" ({away})" if away else ""
        return f"{exercise}as {hats or room.who}{''.join(when[:1])}{queued}{told}: "

    def _misread(self, line: str, misread: Misread, offers: Completions) -> Echo:
        """An unfinished word gets what it may become; a wrong one is pointed at."""
        end = len(line.rstrip())
        if misread.start >= end:
            said = f"{misread.sentence()}{self._as_in(line)}"
            short = said if len(said) <= AS_IN_MAX else misread.sentence()
            return Echo(short, "dim", more=self._may_follow(line))
        if offers.wants and misread.end >= end:
            return self._wanted(offers)
        if offers.offers and misread.end >= end and misread.start >= offers.start:
            return Echo(self.offered(offers), "dim")
        return _pointing(line, misread, False)

    def _wanted(self, offers: Completions) -> Echo:
        return Echo(offers.wants, "dim", more=self._rows(offers))

    def _may_follow(self, line: str) -> tuple[str, ...]:
        rows = self._rows(self.complete(f"{line.rstrip()} "))
        return tuple(f"Tab: {row}" for row in rows if row)

    def offered(self, offers: Completions, chosen: str | None = None) -> str:
        """The candidates in a row, with what each is when there is room: options before ids."""
        rows = self._rows(offers, chosen)
        return next((row for row in rows if len(row) <= EXPLAINED_MAX), rows[-1])

    def _rows(self, offers: Completions, chosen: str | None = None) -> tuple[str, ...]:
        """The same row with ever less explained: at last only the one that is taken."""
        shown = offers.offers[:OFFERS_SHOWN]
        options = [offer for offer in shown if offer.text.endswith("=")]
        known = [offer for offer in shown if offer.hint and offer not in options]
        some = known if known[:1] == [*shown[:1]] else []
        some.sort(key=lambda offer: offer.text != chosen)
        fewer = (some[:count] for count in range(len(some), 0, -1))
        more = offers.total - len(shown)
        end = f"  +{more}" if more > 0 else ""
        taken = [offer for offer in shown if offer.text == chosen]
        explained = (shown, *fewer, options, taken)
        return tuple(f"{_row(shown, each, chosen)}{end}" for each in explained)

    def _as_in(self, line: str) -> str:
        every = (*COMMANDS.values(), *self._local)
        found = (self._room.example(c) for c in every if _verb(line) in _verbs(c))
        return "".join(f"  As in: {example}" for example in islice(found, 1))


def _verbs(command: type[Command]) -> tuple[str | None, ...]:
    return command.usage.split()[0], command.short


def _verb(line: str) -> str:
    return line.split(maxsplit=1)[0].lower()


_VERBS = frozenset(chain.from_iterable(map(_verbs, COMMANDS.values())))


def _pointing(line: str, misread: Misread, whole: bool) -> Echo:
    there = (misread.start, misread.end)
    keys = CLEARS if whole else ""
    return Echo(misread.sentence(), "danger", there, misread.caret(line), whole, keys=keys)


def _row(shown: Sequence[Completion], explained: Sequence[Completion], chosen: str | None) -> str:
    parts: list[str] = []
    of = ""
    for offer in shown:
        text = f"[{offer.text}]" if offer.text == chosen else offer.text
        hint = f" {offer.hint}" if offer in explained and offer.hint else ""
        label = f"{offer.of}: " if offer.of != of else ""
        parts.append(f"{label}{text}{hint}")
        of = offer.of
    return (" · " if explained else "  ").join(parts)


def stated(command: Command, at: datetime | None, context: Context) -> str:
    """What was said, in words, and when it happened if that was said."""
    words = echo(command, context, at)
    return f"{words} (at {show_time(at, context.now, context.zone)})" if at else words


def exercise_of(room: Shown) -> str | None:
    """The name of the exercise this is, if it is one."""
    log = next(iter(room.board.logs.values()), None)
    return log.exercise if log else None
