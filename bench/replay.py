"""What going through a long log costs: ``python -m bench.replay [FILE] [ENTRIES]``.

Makes the log (bench/longlog.py) where FILE is not there. A cold seek is one by a reader that was
just opened; times are this machine's, of a process of its own that does nothing else.
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC
from functools import partial
from pathlib import Path

from bench.longlog import ENTRIES, make
from console.deck import SPEEDS
from console.replay import Replay
from schemas.board import Board
from schemas.grants import agency_view
from schemas.logport import KEYFRAME_EVERY
from schemas.logreel import LogReel

SEEKS = 60
STEPS = 300
REFOLDED = 50_000  # entries folded from the start; the time of all is reckoned from it


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock, and of this process alone."""
    began, used = time.perf_counter(), time.process_time()
    act()
    return (time.perf_counter() - began) * 1_000, (time.process_time() - used) * 1_000


def said(what: str, took: Iterable[tuple[float, float]]) -> None:
    """Median, p95 and worst; by the clock, and of this process where others use the machine."""
    words = [_words(sorted(each)) for each in zip(*took, strict=True)]
    print(f"{what:36} {words[0]}  CPU {words[1]}")


def _words(every: list[float]) -> str:
    p95 = every[int(len(every) * 0.95)]
    return f"p50 {statistics.median(every):7.1f}  p95 {p95:7.1f}  max {every[-1]:7.1f} ms"


def cold_seek(path: Path, seq: int) -> tuple[float, float]:
    """Open the file, and show the board at an entry."""
    gc.collect()
    with LogReel(path) as reel:
        return timed(lambda: reel.board(seq))


def refold(path: Path, count: int) -> list[float]:
    """Seconds for a million entries, from the start and by their digests: clock and process."""
    with LogReel(path) as reel:
        count = min(count, reel.head.seq)
        return [took * 1_000 / count for took in timed(lambda: reel._folded(Board(), count))]


def walk(replay: Replay, draw: random.Random) -> None:
    """Steps, jumps and hand-overs in one replay, as a person makes them."""
    last = replay.deck.last
    replay.at(f"#{last // 2}")
    said("step by entry, forward", [timed(lambda: replay.step(1)) for _ in range(STEPS)])
    said("step by entry, back", [timed(lambda: replay.step(-1)) for _ in range(2 * STEPS)])
    jumps = [f"#{draw.randint(1, last)}" for _ in range(SEEKS)]
    said("jump to an entry, one after another", [timed(partial(replay.at, to)) for to in jumps])
    span = replay.deck.ends - replay.deck.begins
    times = [replay.deck.begins + draw.random() * span for _ in range(SEEKS)]
    texts = [at.astimezone(UTC).isoformat() for at in times]
    said("jump to a time, one after another", [timed(partial(replay.at, to)) for to in texts])
    for by, way in ((1, "next"), (-1, "previous")):
        replay.at(f"#{last // 2}")
        took = [timed(partial(replay.handover, by)) for _ in range(SEEKS // 2)]
        said(f"to the {way} hand-over", took)
    replay.at(f"#{last // 3}")
    replay.faster(len(SPEEDS))
    replay.tick(0.0)
    replay.play()
    took = [timed(partial(replay.tick, n / 10)) for n in range(1, 200)]
    said(f"a tick of 0.1 s at x{replay.deck.speed}", took)


def main() -> None:
    """Print the figures."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()) / "long.log"
    if not path.exists():
        make(path, int(sys.argv[2]) if len(sys.argv) > 2 else ENTRIES)
    draw = random.Random(7)
    with LogReel(path) as reel:
        last, keyframes = reel.head.seq, reel._keyframes(reel.head.seq)
        board = reel.board()
        records = sum(1 for _ in board.records())
    gaps = [a - b for a, b in zip(keyframes, [*keyframes[1:], 0], strict=True)]
    size = path.stat().st_size / 1e6
    print(f"{last:,} entries, {size:,.0f} MB, {records} records on the board at the end")
    print(f"{len(keyframes)} keyframes (every {KEYFRAME_EVERY:,}); the widest gap {max(gaps):,}")
    said("open", [timed(lambda: LogReel(path).close()) for _ in range(20)])
    said("seek, cold", [cold_seek(path, draw.randint(1, last)) for _ in range(SEEKS)])
    with LogReel(path) as reel:
        walk(Replay(reel, UTC, None, "all views"), draw)
    with LogReel(path) as reel:
        replay = Replay(reel, UTC, agency_view("fire"), "FIRE's view")
        replay.at(f"#{last // 2}")
        said("step, in one agency's view", [timed(lambda: replay.step(1)) for _ in range(STEPS)])
    clock, used = refold(path, REFOLDED)
    print(f"a million entries refolded: {clock:.0f} s, CPU {used:.0f} s (by {REFOLDED:,} of them)")


if __name__ == "__main__":
    main()
