"""What going through a long log costs a reviewer. A cold seek is one by a reader just opened.

Judged is the CPU of this process alone; the clock, which others on the machine move, stands beside.
"""

from __future__ import annotations

import gc
import random
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC
from functools import partial
from pathlib import Path

from bench.longlog import make
from bench.pairs import percentile
from bench.rows import Plan, Table
from console.deck import SPEEDS
from console.replay import Replay
from schemas.board import Board
from schemas.grants import agency_view
from schemas.logreel import LogReel

SEEKS = 60
STEPS = 300
TICKS = 200
REFOLDED = 50_000  # entries folded from the start; the time of a million is reckoned from it
SEEK_MS, STEP_MS, REFOLD_S = 100, 30, 8

Took = tuple[float, float]  # milliseconds by the clock, and of this process


def table(plan: Plan) -> Table:
    """Seeks, steps, hand-overs and refolding, in a log of the plan's entries."""
    found = Table()
    entries = 3_000 if plan.smoke else plan.entries
    seeks, steps = (4, 10) if plan.smoke else (SEEKS, STEPS)
    draw = random.Random(7)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        path = Path(name) / "long.log"
        make(path, entries)
        what = f"replay of {entries:,} entries"
        cold = [_cold(path, draw.randint(1, entries)) for _ in range(seeks)]
        _add(found, f"{what}: seek, cold", cold, SEEK_MS)
        with LogReel(path) as reel:
            _walk(found, Replay(reel, UTC, None, "all views"), draw, seeks, steps)
            if reel.head.seq != entries:
                found.wrong.append(f"the log ends at #{reel.head.seq}")
        with LogReel(path) as reel:
            replay = Replay(reel, UTC, agency_view("fire"), "FIRE's view")
            replay.at(f"#{entries // 2}")
            took = [_timed(lambda: replay.step(1)) for _ in range(steps)]
            _add(found, "step, in one agency's view", took, STEP_MS)
        clock, used = _refold(path, min(REFOLDED, entries))
        note = f"reckoned from {min(REFOLDED, entries):,}; by the clock {clock:.0f} s"
        found.add("a million entries refolded, CPU", used, "s", most=REFOLD_S, note=note)
    return found


def _walk(found: Table, replay: Replay, draw: random.Random, seeks: int, steps: int) -> None:
    """Steps, jumps and hand-overs in one replay, as a person makes them."""
    last = replay.deck.last
    replay.at(f"#{last // 2}")
    _add(found, "next step", [_timed(lambda: replay.step(1)) for _ in range(steps)], STEP_MS)
    _add(found, "step back", [_timed(lambda: replay.step(-1)) for _ in range(2 * steps)], STEP_MS)
    jumps = [f"#{draw.randint(1, last)}" for _ in range(seeks)]
    _add(found, "jump to an entry, warm", [_timed(partial(replay.at, to)) for to in jumps])
    span = replay.deck.ends - replay.deck.begins
    times = [(replay.deck.begins + draw.random() * span).astimezone(UTC) for _ in range(seeks)]
    took = [_timed(partial(replay.at, to.isoformat())) for to in times]
    _add(found, "jump to a time, warm", took)
    replay.at(f"#{last // 2}")
    took = [_timed(partial(replay.duty, 1)) for _ in range(seeks // 2)]
    _add(found, "to the next hand-over", took)
    replay.at(f"#{last // 3}")
    replay.faster(len(SPEEDS))
    replay.tick(0.0)
    replay.play()
    took = [_timed(partial(replay.tick, n / 10)) for n in range(1, min(TICKS, steps))]
    _add(found, f"a tick of 0.1 s at ×{replay.deck.speed}", took)


def _timed(act: Callable[[], object]) -> Took:
    began, used = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - began) * 1_000, (time.process_time() - used) * 1_000


def _cold(path: Path, seq: int) -> Took:
    """Open the file, and show the board at an entry."""
    gc.collect()
    with LogReel(path) as reel:
        return _timed(lambda: reel.board(seq))


def _refold(path: Path, count: int) -> Took:
    """Seconds for a million entries, from the start and by their digests."""
    with LogReel(path) as reel:
        clock, used = _timed(lambda: reel._folded(Board(), count))
    return clock * 1_000 / count, used * 1_000 / count


def _add(found: Table, what: str, took: Iterable[Took], most: float | None = None) -> None:
    clock, used = (sorted(each) for each in zip(*took, strict=True))
    note = f"CPU p50 {percentile(used, 0.5):.1f}; by the clock p95 {percentile(clock, 0.95):.1f} ms"
    found.add(f"{what}, CPU p95", percentile(used, 0.95), "ms", most=most, note=note)
