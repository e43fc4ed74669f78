"""From a post to all boards, beside the raw reference: at a steady pace, and as fast as it goes."""

from __future__ import annotations

import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.crowd import assemble
from bench.load import Found
from bench.pairs import Figure, Rounds, Side, crowd_file, hub_side, percentile, raw_side
from bench.rows import Plan, Table

RATE = 20.0  # posts a second of all consoles together
PACED_S = 5.0
SATURATED_S = 3.0
SMOKE_S = 0.5
SETTLED_S = 0.01  # after joining, for each console: until everybody was told who is here
ALONE = 1  # the console beside which many consoles are judged


@dataclass(frozen=True)
class Size:
    """So many consoles, and so many posts in flight when it goes as fast as it can."""

    consoles: int
    in_flight: int
    least: float


SIZES = (Size(200, 128, 0.6), Size(1_000, 64, 0.7))
SMALL = (Size(8, 4, 0.6),)


def ack_p50(found: Found) -> float:
    """Milliseconds until half of all posts were answered."""
    return percentile(found.acks, 0.5)


def boards_p50(found: Found) -> float:
    """Milliseconds until half of all posts were on all boards."""
    return percentile(found.boards, 0.5)


def boards_p99(found: Found) -> float:
    """The same of nearly all posts."""
    return percentile(found.boards, 0.99)


def delivered(found: Found) -> float:
    """Entries on boards a second."""
    return found.deliveries / found.wall_s if found.wall_s else float("nan")


def cpu_us(found: Found) -> float:
    """Microseconds of the server's CPU for one entry on one board."""
    return found.server_cpu_s / max(found.deliveries, 1) * 1e6


def table(plan: Plan) -> Table:
    """All figures of posts and boards."""
    found = Table()
    sizes = SMALL if plan.smoke else SIZES
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        crowd = crowd_file(folder, assemble(folder / "room.log", sizes[-1].consoles))
        with raw_side(folder, crowd) as raw, hub_side(folder, crowd) as hub:
            for size in sizes:
                _paced(plan, size, raw, hub, found)
            _alone(plan, sizes[-1].consoles, raw, hub, found)
            for size in sizes:
                _saturated(plan, size, raw, hub, found)
    return found


def _rounds(plan: Plan, size: Size, raw: Side, hub: Side, by: list[Figure], **job: float) -> Rounds:
    """Rounds of the same job on both sides."""
    rounds = Rounds(wanted=1 if plan.smoke else plan.rounds, tries=1 if plan.smoke else 2)
    hold_s = size.consoles * SETTLED_S
    rounds.play(
        lambda: raw.load("raw", consoles=size.consoles, **job),
        lambda: hub.load("hub", consoles=size.consoles, hold_s=hold_s, **job),
        by,
    )
    return rounds


def _paced(plan: Plan, size: Size, raw: Side, hub: Side, found: Table) -> None:
    seconds = SMOKE_S if plan.smoke else PACED_S
    by: list[Figure] = [boards_p50, boards_p99]
    rounds = _rounds(plan, size, raw, hub, by, seconds=seconds, rate=RATE)
    what = f"post to all of {size.consoles:,} boards, {RATE:.0f}/s"
    for named, figure, most in (("p50", boards_p50, 1.25), ("p99", boards_p99, 1.5)):
        note = f"ms: {rounds.note(figure)}"
        found.add(f"{what}, {named}", rounds.ratio(figure), "× raw", most=most, note=note)
    note = f"µs: {rounds.note(cpu_us)}"
    found.add(f"{what}, CPU of a delivery", rounds.ratio(cpu_us), "× raw", note=note)
    found.wrong += rounds.wrong


def _alone(plan: Plan, consoles: int, raw: Side, hub: Side, found: Table) -> None:
    """The answer alone: one console beside many, in turn; and what the reference takes for one."""
    job = {"seconds": SMOKE_S if plan.smoke else PACED_S, "rate": RATE}
    many_job = {"consoles": consoles, "hold_s": consoles * SETTLED_S, **job}
    pairs = [
        (hub.load("one", consoles=ALONE, **job), hub.load("all", **many_job))
        for _ in range(1 if plan.smoke else plan.rounds)
    ]
    least = raw.load("one", consoles=ALONE, **job)
    many = statistics.median(ack_p50(all_) for _, all_ in pairs)
    ratio = statistics.median(ack_p50(all_) / ack_p50(one) for one, all_ in pairs)
    alone = statistics.median(ack_p50(one) for one, _ in pairs)
    found.add(f"answer with {consoles:,} consoles, p50", many, "ms", most=2.0)
    note = f"ms: {many:.3g} beside {alone:.3g}; the reference with {ALONE}: {ack_p50(least):.3g}"
    what = f"answer, p50, from {ALONE} to {consoles:,} consoles"
    found.add(what, ratio, "×", most=1.2, note=note)
    found.wrong += [said for pair in pairs for one in (*pair, least) for said in one.wrong]


def _saturated(plan: Plan, size: Size, raw: Side, hub: Side, found: Table) -> None:
    job = {"seconds": SMOKE_S if plan.smoke else SATURATED_S, "in_flight": size.in_flight}
    rounds = _rounds(plan, size, raw, hub, [delivered], **job)
    what = f"saturated, {size.consoles:,} consoles, {size.in_flight} in flight"
    note = f"deliveries/s: {rounds.note(delivered)}"
    found.add(what, rounds.ratio(delivered), "× raw", least=size.least, note=note)
    note = f"µs: {rounds.note(cpu_us)}"
    found.add(f"{what}, CPU of a delivery", rounds.ratio(cpu_us), "× raw", note=note)
    found.wrong += rounds.wrong
