"""What one command costs the hub in CPU: read, validate, decide, seal, fold, encode. No socket and
no disk: the commit is left out, because its time is the disk's and bench.fanout has it.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from bench.crowd import assemble, line
from bench.members import Member
from bench.rows import Plan, Table
from schemas.wire import TO_HUB, Submit, decode, encode, frames
from server.batch import Asked, Happening
from server.hub import Hub
from server.start import collect_seldom, open_log

BATCH = 32  # commands of one commit: soon done, so that some are done without being disturbed
BATCHES = 400
US_MAX = 60.0


def table(plan: Plan) -> Table:
    """The figure, of one view that sees everything."""
    found = Table()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        log = Path(name) / "room.log"
        member = assemble(log, 5).members[0]
        hub = open_log(log, create=False).hub
        collect_seldom()  # as the hub's own process does
        try:
            numbers = count()
            batches = 2 if plan.smoke else BATCHES
            took = [_batch(hub, member, numbers) for _ in range(batches)]
        finally:
            hub.close()
    best, median = min(took) * 1e6, statistics.median(took) * 1e6
    note = f"the best of {batches} batches; median {median:.0f} µs"
    what = "command CPU: validate, decide, fold, encode"
    found.add(what, best, "µs", most=US_MAX, note=note)
    return found


def _batch(hub: Hub, member: Member, numbers: Iterator[int]) -> float:
    """CPU seconds of one command, the mean of a batch."""
    asks = [line(member, f"cpu:{next(numbers)}") for _ in range(BATCH)]
    said = [encode(one.submit) for one in asks]
    began = time.process_time()
    batch = hub.take([Asked("load", asks[0].actor, _read(frame)) for frame in said])
    taken = time.process_time()
    outcome = hub.append(batch)
    committed = time.process_time()
    settled = hub.settle(batch, outcome)
    for decided in settled:
        encode(decided.answer)
    _shown([decided.happening for decided in settled if decided.happening], hub)
    return (taken - began + time.process_time() - committed) / BATCH


def _read(frame: str) -> Submit:
    message = decode(frame, TO_HUB)
    assert isinstance(message, Submit), frame
    return message


def _shown(happenings: list[Happening], hub: Hub) -> None:
    digests = [one.digest.hex() for one in happenings]
    sent = [one.entry.sent for one in happenings]
    list(frames(sent, happenings[0].entry.seq - 1, hub.now(), digests, live=True))
