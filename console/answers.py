"""The one line that says what became of what was said, until something else is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic

from console.sending import Told

ANSWER_S = 20.0  # an answer stands so long; a refusal until the person looks elsewhere
REFS_MAX = 64  # of one line: it holds no more commands


@dataclass
class Answers:
    """The answers to the last line, gathered; and what else was told since."""

    clock: Callable[[], float] = monotonic
    at: float = 0.0  # when something was told last
    idle: str = ""  # what stands there while there is nothing else to tell
    words: str = ""
    alone: bool = False  # the line holds one command
    waiting: dict[str, None] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)  # ids of the records that came of it
    led: int = 0  # the entry that the cursor is to follow when it is on the board; 0: none
    bad: list[str] = field(default_factory=list)
    note: str = ""  # the last that was told and is no answer to the last line
    grave: bool = False  # of the note

    def said(self, refs: list[str], words: str) -> None:
        """A line went out, or was queued."""
        self.at = self.clock()
        self.words = words
        self.alone = len(refs) == 1
        self.waiting = dict.fromkeys(refs[:REFS_MAX])
        self.done, self.made, self.bad, self.note = [], [], [], ""
        self.led = 0

    def say(self, note: str, *, grave: bool = False) -> None:
        """Something to tell that is no answer."""
        self.at = self.clock()
        self.note, self.grave = note, grave

    def told(self, told: Told, words: str = "") -> None:
        """An answer came; ``words`` are those of its ask, with the ids it has by now."""
        ref = told.ask.ref if told.ask else None
        ours = ref is not None and ref in self.waiting
        text = _TEXT.get(told.kind, _note)(told)
        if not ours or ref is None:
            self.say(text, grave=told.kind in _GRAVE)
            return
        self.note, self.at = "", self.clock()
        if told.kind in _GRAVE:
            self.bad.append(f"{told.kind.upper()}: {told.sentence}")
        else:
            self.done.append(_number(told))
            self.made += told.made
            self.led = told.seq or 0
            # What overwrote something is told as it was said: on the board it is so already.
            anew = self.alone and words and told.ask and told.ask.command.edits is None
            self.words = words if anew else self.words
        del self.waiting[ref]

    def leave(self) -> None:
        """The person looks elsewhere: what was answered is read. The rest is still said."""
        self.done, self.made, self.bad, self.note = [], [], [], ""
        self.words = self.words if self.waiting else ""

    def read(self) -> None:
        """The person goes on: what was accepted is read, what was refused is still said."""
        if not self._bad:
            self.leave()

    @property
    def left_s(self) -> float:
        """Seconds until the answer goes by itself; 0 when nothing does."""
        stands = self.done or self.note
        return max(0.0, self.at + ANSWER_S - self.clock()) if stands and not self._bad else 0.0

    @property
    def _bad(self) -> bool:
        return bool(self.bad or (self.grave and self.note))

    def line(self, *, live: bool) -> tuple[str, bool]:
        """The line, and whether something on it is bad; that does not go by itself."""
        if self.clock() - self.at >= ANSWER_S:
            self.read()
        if self.note:
            return self.note, self.grave
        if self.bad:
            done = f"{' '.join(self.done)} done; " if self.done else ""
            return done + " ".join(self.bad), True
        if self.waiting:
            how = "… sent, not answered yet: " if live else "… queued, goes out with the hub: "
            return f"{how}{self.words}", False
        if self.done:
            return f"{' '.join(self.done)} accepted: {self.words}", False
        return self.words or self.idle, False


def _number(told: Told) -> str:
    made = [id for id in told.made if not id.startswith("#")]
    return " ".join((f"#{told.seq}", *made)) if told.seq else "done"


def _accepted(told: Told) -> str:
    return f"{_number(told)} accepted: {_said(told)}"


def _refused(told: Told) -> str:
    return f"REFUSED {_said(told)}: {told.sentence}"


def _held(told: Told) -> str:
    return f"HELD {_said(told)}: {told.sentence}"


def _note(told: Told) -> str:
    return told.sentence


def _said(told: Told) -> str:
    return f"“{told.ask.text}”" if told.ask else ""


_GRAVE = ("refused", "held")
_TEXT: Mapping[str, Callable[[Told], str]] = {
    "accepted": _accepted,
    "refused": _refused,
    "held": _held,
}
