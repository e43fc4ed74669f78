"""The command line as a state machine: what is typed, in which mode, and what Enter leads to.

One prompt serves all screens, so what is half typed stays when the screen changes. It knows no
screen and no socket: Enter gives an outcome, and whoever holds the prompt does it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from console.actions import Place
from console.editor import Editor, Recall, Search
from console.history import History
from console.local import Local
from console.speaking import CLEARS, Echo, Speaker
from schemas.phrase import Completions, Misread, Said

FILTER_MAX = 200  # bytes of a filter

# -- what Enter leads to -------------------------------------------------------------------------


@dataclass(frozen=True)
class Say:
    """Send this. ``seen`` is the entry that was on the screen when the phrase was begun."""

    said: Sequence[Said]
    seen: int
    words: str


@dataclass(frozen=True)
class Do:
    """Do this here."""

    command: Local


@dataclass(frozen=True)
class Narrow:
    """Show only rows with these words; empty: all."""

    words: str


@dataclass(frozen=True)
class Then:
    """The person said yes."""

    act: Callable[[], None]


Outcome = Say | Do | Narrow | Then | None

_SIGN = {Place.COMMAND: ":", Place.FILTER: "/", Place.SEARCH: "search: ", Place.CONFIRM: ":"}


class Prompt:
    """What is being typed, and what for."""

    def __init__(self, speaker: Speaker, history: History, seq: Callable[[], int]) -> None:
        self.mode = Place.COMMAND
        self.line = Editor()
        self.filter = Editor(limit=FILTER_MAX)
        self.question = ""
        self._speaker = speaker
        self._history = history
        self._seq = seq
        self._seen: int | None = None
        self._recall = Recall(history.lines)
        self._search = Search(())
        self._offers: tuple[Completions, int] | None = None  # shown now, and which is taken
        self._glued = False  # the blank before the cursor was put there by a completion
        self._entered = False  # Enter was pressed on this very line, and it does not read
        self._then: Outcome = None
        self._suggested = ""  # by a key, and nobody typed it
        self._declined = False  # a question was answered with no, and nothing typed since

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def sign(self) -> str:
        """What stands before the text."""
        return _SIGN[self.mode]

    @property
    def editor(self) -> Editor:
        """What is shown being typed."""
        if self.mode is Place.FILTER:
            return self.filter
        if self.mode is Place.SEARCH:
            return Editor(self._search.wanted, len(self._search.wanted))
        return self.line

    @property
    def is_empty(self) -> bool:
        """Whether nothing of a phrase is typed."""
        return self.mode is Place.COMMAND and not self.line.text

    def echo(self) -> Echo:
        """What stands under it."""
        return _ECHO[self.mode](self)

    def _echo_command(self) -> Echo:
        if self._offers:
            offers, taken = self._offers
            chosen = offers.offers[taken].text if taken >= 0 else None
            return Echo(self._speaker.offered(offers, chosen), "dim")
        if self._declined:
            stays = f"Not done; the text stays: {CLEARS}." if self.line.text else "Not done."
            return Echo(stays, "dim")
        return self._speaker.echo(self.line.text, self.line.at, entered=self._entered)

    def _echo_filter(self) -> Echo:
        return Echo("Only rows with these words; Enter keeps it, Esc shows all", "dim")

    def _echo_search(self) -> Echo:
        if not self._search.wanted:
            return Echo("Type a part of what was said", "dim")
        found = self._search.found
        return Echo("Nothing said here holds that", "danger") if found is None else Echo(found)

    def _echo_confirm(self) -> Echo:
        return Echo(self.question, "danger", whole=True, keys="y: yes · any other key: no")

    # -- opening and leaving ---------------------------------------------------------------------

    def begin(self, mode: Place) -> None:
        """The keys come here now, for this."""
        self._declined = self.mode is Place.CONFIRM and mode is Place.COMMAND
        self.mode = mode
        self._offers = None

    def write(self, text: str) -> None:
        """Put this on the line, to be said anew."""
        self.begin(Place.COMMAND)
        self.line.put(text)
        self._changed()

    def suggest(self, text: str) -> None:
        """Put this on the line where nothing is; gone with Esc, as long as nobody changed it."""
        if not self.line.text:
            self.write(text)
            self._suggested = text

    def ask(self, question: str, then: Callable[[], None]) -> None:
        """Ask this; ``then`` is done when the answer is yes."""
        self.begin(Place.CONFIRM)
        self.question, self._then = question, Then(then)

    def asked(self, question: str) -> bool:
        """Whether there is nothing to ask, or this is being asked."""
        return not question or (self.mode is Place.CONFIRM and self.question == question)

    def leave(self) -> bool:
        """Esc: out of the inner mode, or (True) out of the prompt. What somebody typed stays."""
        inner = self.mode in (Place.SEARCH, Place.CONFIRM) or self._offers is not None
        if self.mode is Place.SEARCH:
            self.line.put(self._search.before)
        if self.mode is Place.FILTER:
            self.filter.put("")
        if not inner and self.line.text == self._suggested:
            self.line.put("")
            self._changed()
        self.begin(Place.COMMAND)
        return not inner

    def discard(self) -> str:
        """Drop what is half typed, and say what it was; looking back finds it."""
        text = self.line.text
        self._settle()
        return text

    # -- typing ----------------------------------------------------------------------------------

    def type(self, text: str) -> bool:
        """These characters were typed or pasted; False when there is no room for them."""
        if self.mode is Place.SEARCH:
            return self._search.narrow(self._search.wanted + text)
        if self.mode is Place.CONFIRM:
            self.begin(Place.COMMAND)
            return False
        if self._glued and text[:1] in (",", ";"):
            self.line.erase(-1)
        fits = self.editor.insert(text)
        self._changed()
        return fits

    def erase(self, by: int) -> None:
        """So many characters to the left or right."""
        if self.mode is Place.SEARCH:
            self._search.narrow(self._search.wanted[:-1])
            return
        self.editor.erase(by)
        self._changed()

    def erase_word(self) -> None:
        """The word to the left."""
        if self.mode is Place.SEARCH:
            self._search.narrow("")
            return
        self.editor.erase_word()
        self._changed()

    def _changed(self) -> None:
        self._offers, self._glued, self._entered, self._declined = None, False, False, False
        if not self.line.text:
            self._seen, self._recall = None, Recall(self._history.lines)
        elif self._seen is None:
            self._seen = self._seq()

    # -- completing, looking back ----------------------------------------------------------------

    def complete(self, way: int) -> None:
        """Finish the word, or offer what may stand there and go through it."""
        if self.mode is not Place.COMMAND:
            return
        if self._offers:
            self._take_next(way)
            return
        offers = self._speaker.complete(self.line.text[: self.line.at])
        if not offers.offers:
            return
        if offers.total == 1:
            word = offers.offers[0].text
            self._replace(offers.start, word if word.endswith("=") else f"{word} ")
            self._glued = not word.endswith("=")
            return
        stem = self.line.text[offers.start : self.line.at]
        common = _common([text.lower() for text in offers.texts])
        # Of a word not begun no part is put in: on the way to free text it would become words.
        if stem and len(common) > len(stem) and offers.total == len(offers.offers):
            self._replace(offers.start, offers.texts[0][: len(common)])
        self._offers = (offers, -1)

    def _take_next(self, way: int) -> None:
        assert self._offers
        offers, taken = self._offers
        taken = (taken + way) % len(offers.offers) if taken >= 0 or way > 0 else -1
        self._replace(offers.start, offers.texts[taken])
        self._offers = (offers, taken % len(offers.offers))

    def _replace(self, start: int, word: str) -> None:
        rest = self.line.text[self.line.at :]
        self.line.put(self.line.text[:start] + word + rest, start + len(word))
        self._changed()

    def history(self, by: int) -> None:
        """What was said before, or after."""
        if self.mode is not Place.COMMAND:
            return
        recall = self._recall
        line = recall.step(by, self.line.text)
        if line is not None:
            self.line.put(line)
            self._changed()
            self._recall = recall

    def search(self) -> None:
        """Search what was said; again: the match before."""
        if self.mode is Place.SEARCH:
            self._search.older()
        elif self.mode is Place.COMMAND:
            self.begin(Place.SEARCH)
            self._search = Search(self._history.lines, before=self.line.text)

    # -- Enter -----------------------------------------------------------------------------------

    def submit(self) -> Outcome:
        """Enter was pressed."""
        return _SUBMIT[self.mode](self)

    def confirm(self) -> Outcome:
        """Yes was said."""
        if self.mode is not Place.CONFIRM:
            return None
        then, self._then = self._then, None
        self.begin(Place.COMMAND)
        self._declined = False
        if isinstance(then, Say):
            self._settle()
        return then

    def _submit_command(self) -> Outcome:
        self._offers = None
        text = self.line.text
        read = self._speaker.read(text, entered=True)
        if isinstance(read, Misread):
            self._entered = bool(text.strip())
            return None
        if isinstance(read[0].command, Local):
            self._settle()
            return Do(read[0].command)
        seen = self._seq() if self._seen is None else self._seen
        say = Say(read, seen, self._speaker.answer(read))
        effect = self._speaker.effect(read)
        if effect:
            self.begin(Place.CONFIRM)
            self.question, self._then = effect, say
            return None
        self._settle()
        return say

    def _settle(self) -> None:
        """The line is said, or dropped: remember it, and begin anew."""
        self._history.add(self.line.text)
        self.line.put("")
        self._changed()

    def _submit_search(self) -> Outcome:
        found = self._search.found
        self.begin(Place.COMMAND)
        if found is not None:
            self.line.put(found)
            self._changed()
        return None

    def _submit_filter(self) -> Outcome:
        self.begin(Place.COMMAND)
        return Narrow(self.filter.text)

    def _submit_confirm(self) -> Outcome:
        self._then = None
        self.begin(Place.COMMAND)
        return None


def _common(words: Sequence[str]) -> str:
    """What all of them begin with."""
    first, last = min(words), max(words)
    same = (at for at, letter in enumerate(first) if last[at : at + 1] != letter)
    return first[: next(same, len(first))]


_ECHO: dict[Place, Callable[[Prompt], Echo]] = {
    Place.COMMAND: Prompt._echo_command,
    Place.SEARCH: Prompt._echo_search,
    Place.FILTER: Prompt._echo_filter,
    Place.CONFIRM: Prompt._echo_confirm,
}
_SUBMIT: dict[Place, Callable[[Prompt], Outcome]] = {
    Place.COMMAND: Prompt._submit_command,
    Place.SEARCH: Prompt._submit_search,
    Place.FILTER: Prompt._submit_filter,
    Place.CONFIRM: Prompt._submit_confirm,
}
