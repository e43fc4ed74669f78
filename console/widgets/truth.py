"""How far the board can be trusted now: a word in the header, and a bar when it is not live.

LIVE is said only where the hub's heartbeat says so; a shape and a word carry it, and the colour
repeats it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from console.standing import State
from console.widgets.oneline import Bit, Bits, OneLine, glyphs

GAUGE_MIN, GAUGE_MAX = 8, 60  # cells


@dataclass(frozen=True)
class Truth:
    """How things stand."""

    state: State
    seq: int
    age_s: int = 0
    waiting: int = 0  # asks that wait for the hub
    because: str = ""
    as_of: str = ""  # the time of the last entry, as the clock on the wall says it
    receiving: tuple[int, int] | None = None  # parts of the board that are here, of how many
    notice: str = ""  # what the hub says of itself
    running: str = ""  # of a replay: how it runs and where it is
    done: float = 0.0  # of a replay: how much has passed, from 0 to 1

    @property
    def word(self) -> Bit:
        """For the header: ``LIVE #1042``."""
        return _WORD[self.state](self)

    @property
    def bar(self) -> str:
        """For the bar under the tabs; empty when there is none."""
        return _BAR.get(self.state, _notice)(self)


def passed(seconds: int) -> str:
    """``02:13``, ``1:02:13``."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


def _stale(truth: Truth) -> Bit:
    return Bit(f"STALE {truth.age_s // 60}:{truth.age_s % 60:02}", "warning")


def _connecting(truth: Truth) -> Bit:
    if truth.receiving:
        return Bit("RECEIVING {}/{}".format(*truth.receiving), "warning")
    return Bit("CONNECTING", "warning")


_WORD: Mapping[State, Callable[[Truth], Bit]] = {
    State.CONNECTING: _connecting,
    State.LIVE: lambda truth: Bit(f"LIVE #{truth.seq}", "strong"),
    State.STALE: _stale,
    State.OFFLINE: lambda truth: Bit("OFFLINE", "danger"),
    State.PARTIAL: lambda truth: Bit(f"PARTIAL #{truth.seq}", "warning"),
    State.DIFFERS: lambda truth: Bit("RECORD DIFFERS", "danger"),
    State.REPLAY: lambda truth: Bit(f"REPLAY #{truth.seq}", "warning"),
    State.REFUSED: lambda truth: Bit("SHUT OUT", "danger"),
}


def _known(truth: Truth) -> str:
    """What the screen shows meanwhile."""
    return f" · showing #{truth.seq} of {truth.as_of}" if truth.seq else ""


def _queued(truth: Truth) -> str:
    return f" · {truth.waiting} queued" if truth.waiting else ""


def _notice(truth: Truth) -> str:
    return f"THE HUB SAYS: {truth.notice}" if truth.notice else ""


def _offline(truth: Truth) -> str:
    why = f" · {truth.because}" if truth.because else ""
    return f"OFFLINE {passed(truth.age_s)}{_queued(truth)}{_known(truth)}{why}"


def _receiving(truth: Truth) -> str:
    """The header says CONNECTING; a bar that comes and goes would draw the whole screen twice."""
    if not truth.receiving:
        return ""
    return "RECEIVING THE BOARD {}/{}".format(*truth.receiving) + _queued(truth)


_BAR: Mapping[State, Callable[[Truth], str]] = {
    State.CONNECTING: _receiving,
    State.OFFLINE: _offline,
    State.PARTIAL: lambda truth: (
        "PARTIAL · a newer hub says things this console cannot show: upgrade it"
    ),
    State.DIFFERS: lambda truth: (
        "RECORD DIFFERS · trust nothing shown here, and tell who runs the hub"
    ),
    State.REPLAY: lambda truth: f"REPLAY {truth.running}",
    State.REFUSED: lambda truth: f"SHUT OUT · {truth.because}",
}


class TruthBar(OneLine):
    """The bar; not there while all is well."""

    DEFAULT_CSS = """
    TruthBar { display: none; }
    """

    def show(self, truth: Truth) -> None:
        """Say it, or be gone."""
        bar = truth.bar
        self.display = bool(bar)
        self.say_fitting(lambda width: _laid_out(truth, bar, width), fill="bar")


def _laid_out(truth: Truth, bar: str, width: int) -> tuple[Bits, Bits]:
    """The words, and in a replay how far it is where there is room to show it."""
    left = [Bit(f" {bar}", "bar")] if bar else []
    room = min(GAUGE_MAX, width - len(glyphs(left)) - 2)
    if truth.state is not State.REPLAY or room < GAUGE_MIN:
        return left, ()
    return left, [Bit(f"{gauge(truth.done, room)} ", "bar")]


def gauge(done: float, cells: int) -> str:
    """``├───●──────┤``"""
    inner = cells - 2
    at = min(inner - 1, int(done * inner))
    return f"├{'─' * at}●{'─' * (inner - at - 1)}┤"
