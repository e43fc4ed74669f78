"""What a board of 10 000 rows costs on a real terminal: ``python -m bench.boardview [ROWS]``.

Bytes are exact. Times are this machine's, from writing a key to the first byte of the answer.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from itertools import cycle

from tests.terminal import ANSWER_S, Terminal

APP = "tests.board_app"
ROWS = "10000"
SIZES = [(80, 24), (120, 40), (200, 60)]
KEYS = 200  # presses timed
APART_S = (0.08, 0.16)  # a person's pace, and longer than one frame
CHANGES = 12
IDLE_S = 10


def key_to_paint(terminal: Terminal) -> list[float]:
    """Milliseconds from a key to the first byte of its paint, sorted."""
    took: list[float] = []
    for _, key in zip(range(KEYS), cycle("jjjjk"), strict=False):
        terminal.during(random.uniform(*APART_S))
        began = time.perf_counter()
        terminal.type(key)
        terminal.read(ANSWER_S)
        took.append((time.perf_counter() - began) * 1_000)
    terminal.until_quiet()
    return sorted(took)


def measure(rows: str, size: tuple[int, int]) -> list[tuple[str, str]]:
    """Each figure of one size, in words."""
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
        changed = [len(terminal.press("1")) for _ in range(CHANGES)]
        above = len(terminal.press("2"))
        idle = len(terminal.during(IDLE_S)) / IDLE_S
        took = key_to_paint(terminal)
        step = len(terminal.press("k"))
        page = len(terminal.press("\x1b[6~"))
        end = len(terminal.press("G"))
    p95 = took[int(len(took) * 0.95)]
    return [
        ("start to first bytes of the board (two boards)", f"{live:.2f} s"),
        ("everything sent until quiet (two boards)", f"{len(first):,} B"),
        ("key to paint p50", f"{statistics.median(took):.1f} ms"),
        ("key to paint p95", f"{p95:.1f} ms"),
        ("one changed row, mean and most", f"{statistics.mean(changed):.0f}, {max(changed)} B"),
        ("three rows arriving above", f"{above:,} B"),
        ("cursor one row on", f"{step:,} B"),
        ("page down", f"{page:,} B"),
        ("jump to end", f"{end:,} B"),
        ("focus to the other board", f"{focus:,} B"),
        ("idle", f"{idle:.0f} B/s"),
    ]


def main() -> None:
    """Print a table for each size of a terminal."""
    rows = sys.argv[1] if len(sys.argv) > 1 else ROWS
    for size in SIZES:
        print(f"{rows} rows at {size[0]}×{size[1]}")
        for what, figure in measure(rows, size):
            print(f"  {what:<50}{figure:>16}")


if __name__ == "__main__":
    main()
