"""What the hub looks after each second: who stalls, who is here, the disk, the clock, deadlines."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import timedelta
from time import monotonic
from typing import Any

from schemas.base import stamp
from schemas.logport import Delivery, StorageFailed
from schemas.wire import HEARTBEAT_S, Happened, Notice, encode, head_bytes
from server.batch import Happening
from server.clock import Clock
from server.connection import LIVE_MAX, Connection
from server.deciding import Deciding
from server.disk import Guard
from server.hub import Hub
from server.lines import Lines
from server.metrics import Metrics
from server.presence import Presences
from server.publish import Publisher

PROBE_S = 2  # seconds between two tries to write again
NOTES_MAX = 10_000  # of connections not yet written down; the oldest go
STEP = timedelta(seconds=2)  # a wall clock that moved by more is said

log = logging.getLogger("sitroom.hub")


class Tending:
    """Everything that happens because time passes."""

    def __init__(
        self,
        hub: Hub,
        lines: Lines,
        sign: Callable[[bytes], str],
        guard: Guard,
        off_by: Callable[[], timedelta],
        writer: Executor,
        metrics: Metrics,
    ) -> None:
        self.hub = hub
        self.lines = lines
        self.clock = Clock(hub.durable)
        self.presences = Presences()
        self._sign = sign
        self._signed = (b"", "")  # the last head that was signed, and its signature
        self._guard = guard
        self._off_by = off_by  # how far the wall clock has moved away from the hub's time
        self._told_off = timedelta()
        self._told_readonly: str | None = None
        self._notes: deque[Delivery] = deque(maxlen=NOTES_MAX)
        self._writer = writer
        self._metrics = metrics

    async def run(
        self,
        deciding: Deciding,
        publisher: Publisher,
        behind: Callable[[Connection], None],
        published: Callable[[list[Happening]], None],
    ) -> None:
        """Once a second, for ever. ``behind``: this one catches up by its cursor from now on."""
        for second in itertools.count(1):
            await asyncio.sleep(1.0)
            self._watch(behind)
            self.beat(second)
            for frame, same in self.presences.frames(self.lines.all(), publisher):
                self.lines.write(frame, same)
            if not self.hub.readonly:
                deciding.put(self.clock.due(self.hub.now()))
            self._look_at_disk()
            if second % PROBE_S == 0 and self.hub.readonly:
                published(await self._probe())
            self._look_at_clock()
            await self._deliver()

    def beat(self, second: int) -> None:
        """A heartbeat to a fifth of all: answers all at once would hold up who asks something."""
        turn = second % HEARTBEAT_S
        due = [c for c in self.lines.live() if c.turn % HEARTBEAT_S == turn]
        self.lines.write(self.heartbeat(), due)

    def heartbeat(self) -> str:
        """Where the log stands, signed."""
        hub = self.hub
        seq, digest = hub.durable.seq, hub.digest.hex()
        head = head_bytes(hub.epoch, seq, digest)
        if head != self._signed[0]:  # many come in at the same head
            self._signed = head, self._sign(head)
        signature = self._signed[1]
        beat: dict[str, Any] = {"from": seq, "to": seq, "at": hub.now(), "digest": digest}
        return encode(Happened(**beat, live=True, signature=signature))

    # -- connections -----------------------------------------------------------------------------

    def _watch(self, behind: Callable[[Connection], None]) -> None:
        """Cut who sends nothing or takes nothing; who is slow but moves goes on by cursor."""
        now = monotonic()
        for connection in self.lines.all():
            buffered = self.lines.buffered(connection)
            cause = connection.trouble(buffered, now)
            if cause:
                self._metrics.cut.labels(cause).inc()
                log.info("cut", extra={"cause": cause, "session": connection.session.id[:8]})
                self.lines.abort(connection)
            elif connection.live and buffered > LIVE_MAX:
                behind(connection)
        live = len(self.lines.live())
        self._metrics.consoles.labels("live").set(live)
        self._metrics.consoles.labels("catching up").set(len(self.lines) - live)
        self._metrics.head.set(self.hub.durable.seq)
        self._metrics.readonly.set(bool(self.hub.readonly))

    def came(self, connection: Connection) -> None:
        """Somebody came in: noted, and told of what was said to the others before."""
        self.presences.came()
        self.note(connection, "connect")
        if self._told_readonly:
            self.lines.write(encode(_readonly(self._told_readonly)), [connection])
        elif abs(self._told_off) > STEP:
            self.lines.write(encode(_clock(self._told_off)), [connection])

    def note(self, connection: Connection, kind: str) -> None:
        """Who was here, and how far: for reviewers; written with the next second."""
        actor, session = connection.session.actor, connection.session
        if actor is not None:
            at = stamp(self.hub.now())
            self._notes.append(Delivery(actor.person, str(actor.device), session.seen, at, kind))

    async def _deliver(self) -> None:
        if not self._notes or self.hub.readonly:
            return
        notes = [self._notes.popleft() for _ in range(len(self._notes))]
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._writer, self.hub.log.deliver, notes)
        except StorageFailed as error:
            self._notes.extendleft(reversed(notes))
            log.warning("deliveries not noted", extra={"why": str(error)})

    # -- the machine -----------------------------------------------------------------------------

    def _look_at_clock(self) -> None:
        """A wall clock that was set is said; the hub's own time neither jumps nor goes back."""
        off = self._off_by()
        if abs(off - self._told_off) > STEP:
            self._told_off = off
            log.warning("clock", extra={"off_by_s": int(off.total_seconds())})
            self.lines.tell(_clock(off))

    def _look_at_disk(self) -> None:
        full = self._guard.nearly_full()
        if full and not self.hub.readonly:
            self.hub.readonly = full
            self.say_readonly()

    def say_readonly(self) -> None:
        """Tell everybody when writing stops, and when it goes on."""
        why = self.hub.readonly
        if why == self._told_readonly:
            return
        self._told_readonly = why
        if why:
            log.error("read-only", extra={"why": why})
            self.lines.tell(_readonly(why))
        else:
            log.warning("writable again")
            self.lines.tell(Notice(code="writable", message="The hub takes entries again."))

    async def _probe(self) -> list[Happening]:
        """Try to write again; what turns out to be in the log is given, to be published."""
        if self._guard.nearly_full():
            return []
        loop = asyncio.get_running_loop()
        if not await loop.run_in_executor(self._writer, self.hub.log.writable):
            return []
        found = self.hub.recovered()
        self.clock = Clock(self.hub.durable)  # what fell due in a batch that failed is due still
        self._guard.renew()
        self.say_readonly()
        return found


def _readonly(why: str) -> Notice:
    return Notice(code="readonly", message=why[:500])


def _clock(off: timedelta) -> Notice:
    seconds = int(off.total_seconds())
    text = f"This machine's clock was set: it differs from the log's times by {seconds} s."
    return Notice(code="clock", message=text)
