"""A thousand consoles coming in at once, and what each costs the hub in memory."""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from bench.crowd import assemble, board_bytes, write_lines
from bench.load import memory
from bench.members import Crowd
from bench.pairs import crowd_file, hub_side
from bench.rows import Plan, Table
from schemas.logtape import LogTape

CONSOLES = 1_000
PEOPLE = 250  # several consoles of one person each, so that the board is as big as is aimed at
BOARD_BYTES = 200_000
JOIN_S = 1.5
MEMORY_KB = 25.0
KB = 1_024
QUIET_S = 6.0  # after all are in: heartbeats come, and what only joining needed is given back


def table(plan: Plan) -> Table:
    """The figures of joining."""
    found = Table()
    consoles, people = (8, 4) if plan.smoke else (CONSOLES, PEOPLE)
    took, grown = list[float](), list[float]()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        log = folder / "room.log"
        crowd = assemble(log, people)
        size = board_bytes(log, crowd.members[0]) if plan.smoke else filled(log, crowd)
        file = crowd_file(folder, crowd)
        for _ in range(1 if plan.smoke else plan.rounds):
            with hub_side(folder, file) as hub:
                hub.load("first", consoles=1)  # so that what the first one costs is not counted
                before, hub.seq = memory(hub.pid), None
                hold_s = 0.2 if plan.smoke else QUIET_S
                run = hub.load("join", consoles=consoles, all_at_once=True, hold_s=hold_s)
                took.append(run.joined_s)
                grown.append((run.memory - before) / consoles / KB)
                found.wrong += run.wrong
    what = f"{consoles:,} consoles of {people} people join at once"
    note = f"a board of {size / KB:,.0f} kB; best {min(took):.2f} s"
    found.add(what, statistics.median(took), "s", most=JOIN_S, note=note)
    note = "without TLS; what the process grew by"
    found.add("hub memory for a console", statistics.median(grown), "kB", most=MEMORY_KB, note=note)
    return found


def filled(log: Path, crowd: Crowd) -> int:
    """Lines until the board is as big as is aimed at; its bytes."""
    member = crowd.members[0]
    with LogTape(log) as tape:
        head = tape.head.seq
    bare = board_bytes(log, member)
    write_lines(log, member, head + 10)
    each = (board_bytes(log, member) - bare) / 10
    write_lines(log, member, head + int((BOARD_BYTES - bare) / each))
    return board_bytes(log, member)
