"""What a board of 10 000 rows costs on a real terminal: ``python -m bench.boardview [ROWS]``.

Bytes are exact. Times are this machine's, from writing a key to the first byte of the answer.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from itertools import cycle

from bench.rows import Plan, Table, lines
from tests.terminal import ANSWER_S, Terminal

APP = "tests.board_app"
ROWS = "10000"
SIZES = [(80, 24), (120, 40), (200, 60)]
KEYS = 200  # presses timed
SMOKE_KEYS = 5
APART_S = (0.08, 0.16)  # a person's pace, and longer than one frame
CHANGES = 12
IDLE_S = 10


def key_to_paint(terminal: Terminal, keys: int) -> list[float]:
    """Milliseconds from a key to the first byte of its paint, sorted."""
    took: list[float] = []
    for _, key in zip(range(keys), cycle("jjjjk"), strict=False):
        terminal.during(random.uniform(*APART_S))
        began = time.perf_counter()
        terminal.type(key)
        terminal.read(ANSWER_S)
        took.append((time.perf_counter() - began) * 1_000)
    terminal.until_quiet()
    return sorted(took)


def measure(rows: str, size: tuple[int, int], *, smoke: bool = False) -> Table:
    """Each figure of one size."""
    found = Table()
    at = f"{rows} rows at {size[0]}×{size[1]}"
    with Terminal(APP, rows, "two", size=size) as terminal:
        began = time.perf_counter()
        first = terminal.read(ANSWER_S)
        while len(first) < size[0]:
            first += terminal.read(ANSWER_S)
        live = time.perf_counter() - began
        first += terminal.until_quiet(1)
        focus = len(terminal.press("\t"))
    with Terminal(APP, rows, size=size) as terminal:
        terminal.started()
        changed = [len(terminal.press("1")) for _ in range(2 if smoke else CHANGES)]
        above = len(terminal.press("2"))
        idle_s = 1 if smoke else IDLE_S
        idle = len(terminal.during(idle_s)) / idle_s
        took = key_to_paint(terminal, SMOKE_KEYS if smoke else KEYS)
        step = len(terminal.press("k"))
        page = len(terminal.press("\x1b[6~"))
        end = len(terminal.press("G"))
    found.add(f"key to paint p50, {at}", statistics.median(took), "ms", most=20.0)
    found.add(f"key to paint p95, {at}", took[int(len(took) * 0.95)], "ms")
    found.add(f"one changed row, the most, {at}", max(changed), "B", most=400.0)
    found.add(f"idle, {at}", idle, "B/s", most=150.0)
    for what, figure, unit in (
        ("start to first bytes of two boards", live, "s"),
        ("everything sent until quiet, two boards", len(first), "B"),
        ("three rows arriving above", above, "B"),
        ("cursor one row on", step, "B"),
        ("page down", page, "B"),
        ("jump to end", end, "B"),
        ("focus to the other board", focus, "B"),
    ):
        found.add(f"{what}, {at}", figure, unit)
    return found


def table(plan: Plan) -> Table:
    """The figures of the smallest size; all sizes are printed by this module alone."""
    return measure("100" if plan.smoke else ROWS, SIZES[0], smoke=plan.smoke)


def main() -> None:
    """Print a table of all sizes of a terminal."""
    rows = sys.argv[1] if len(sys.argv) > 1 else ROWS
    print("\n".join(lines(row for size in SIZES for row in measure(rows, size).rows)))


if __name__ == "__main__":
    main()
