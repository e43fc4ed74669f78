"""Whether a long log costs more than a short one, with as many open records: to write, to join, to
hold in memory. The log is filled by the hub's own rules, and each figure is a real hub's.
"""

from __future__ import annotations

import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.crowd import assemble, write_lines
from bench.fanout import ack_p50
from bench.load import memory
from bench.members import Crowd
from bench.pairs import crowd_file, hub_side
from bench.rows import Plan, Table

SHORT = 10_000
PEOPLE = 20
FLAT = 1.2
RATE = 50.0
APPEND_S = 4.0
ROUNDS = 3
MB = 1024 * 1024


@dataclass(frozen=True)
class Cost:
    """What a log of one length costs."""

    append_us: float  # CPU of one entry, at a steady rate
    ack_ms: float
    join_ms: float
    memory: int


def table(plan: Plan) -> Table:
    """The figures of a short log, and how many times as much they are of a long one."""
    found = Table()
    short, long = (100, 400) if plan.smoke else (SHORT, plan.entries)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        crowd = assemble(folder / "room.log", PEOPLE)
        before = _cost(folder, crowd, short, plan, found)
        after = _cost(folder, crowd, long, plan, found)
    what = f"from {short:,} to {long:,} entries"
    for named, unit, one, other in (
        ("append, CPU of the hub", "µs", before.append_us, after.append_us),
        ("append, answer p50", "ms", before.ack_ms, after.ack_ms),
        (f"{PEOPLE} consoles join", "ms", before.join_ms, after.join_ms),
        ("memory", "MB", before.memory / MB, after.memory / MB),
    ):
        note = f"{unit}: {one:.4g}, then {other:.4g}"
        found.add(f"{named}, {what}", other / max(one, 1e-9), "×", most=FLAT, note=note)
    return found


def _cost(folder: Path, crowd: Crowd, entries: int, plan: Plan, found: Table) -> Cost:
    """Fill the log up to so many entries, and measure a hub that has just opened it."""
    write_lines(folder / "room.log", crowd.members[0], entries)
    file = crowd_file(folder, crowd)
    rounds = 1 if plan.smoke else ROUNDS
    runs, joins = [], []
    with hub_side(folder, file) as hub:
        hub.load("first", consoles=1)
        for _ in range(rounds):
            hub.seq = None
            joins.append(hub.load("join", consoles=PEOPLE, all_at_once=True))
            seconds = 0.5 if plan.smoke else APPEND_S
            runs.append(hub.load("grow", consoles=PEOPLE, seconds=seconds, rate=RATE))
        found.wrong += [said for run in (*runs, *joins) for said in run.wrong]
        return Cost(
            append_us=min(run.server_cpu_s / max(run.posts, 1) for run in runs) * 1e6,
            ack_ms=statistics.median(ack_p50(run) for run in runs),
            join_ms=statistics.median(run.joined_s for run in joins) * 1_000,
            memory=memory(hub.pid),
        )
