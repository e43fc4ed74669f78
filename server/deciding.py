"""The one task that decides: what arrived during the last commit, in one batch, in one commit."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from itertools import islice

from server.batch import Asked, Decided
from server.hub import BATCH_MAX, Hub
from server.metrics import Metrics

INNER_MAX = 10_000  # asks of the clock that wait


class Deciding:
    """Collects asks and settles them; ``settled`` is told of each batch after its commit."""

    def __init__(
        self,
        hub: Hub,
        writer: Executor,
        metrics: Metrics,
        inboxes: Callable[[], Iterable[deque[Asked]]],
        settled: Callable[[list[Decided]], None],
    ) -> None:
        self._hub = hub
        self._writer = writer
        self._metrics = metrics
        self._inboxes = inboxes
        self._settled = settled
        self._inner: deque[Asked] = deque()
        self._waiting: dict[str, asyncio.Future[Decided]] = {}
        self._arrived = asyncio.Event()

    def arrived(self) -> None:
        """There is something in an inbox."""
        self._arrived.set()

    def put(self, asks: Iterable[Asked]) -> None:
        """Asks from inside whose answers nobody waits for."""
        self._inner.extend(islice(asks, max(0, INNER_MAX - len(self._inner))))
        if self._inner:
            self._arrived.set()

    async def ask(self, asked: Asked) -> Decided:
        """An ask from inside, and its answer."""
        future: asyncio.Future[Decided] = asyncio.get_running_loop().create_future()
        self._waiting[_key(asked)] = future
        self._inner.append(asked)
        self._arrived.set()
        return await future

    async def run(self) -> None:
        """Batch by batch, for ever. No timer: quiet batches are one entry, busy ones grow."""
        loop = asyncio.get_running_loop()
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            asks = self._collect()
            if not asks:
                continue
            began = time.perf_counter()
            batch = self._hub.take(asks)
            outcome = None
            if batch.kept:
                outcome = await loop.run_in_executor(self._writer, self._hub.append, batch)
            settled = self._hub.settle(batch, outcome)
            for decided in settled:
                self._metrics.answers.labels(decided.answer.op).inc()
                future = self._waiting.pop(_key(decided.asked), None)
                if future is not None and not future.done():
                    future.set_result(decided)
            self._settled(settled)
            self._metrics.commit_s.observe(time.perf_counter() - began)
            if batch.keyframe is not None:  # a board takes long to pack, and nobody waits for it
                await loop.run_in_executor(self._writer, self._hub.keep, batch, outcome)

    def _collect(self) -> list[Asked]:
        """Round-robin over connections, at most BATCH_MAX, each connection's in order."""
        asks = [self._inner.popleft() for _ in range(min(BATCH_MAX, len(self._inner)))]
        waiting = [inbox for inbox in self._inboxes() if inbox]
        while waiting and len(asks) < BATCH_MAX:
            for inbox in waiting[: BATCH_MAX - len(asks)]:
                asks.append(inbox.popleft())
            waiting = [inbox for inbox in waiting if inbox]
        if waiting or self._inner:
            self._arrived.set()
        return asks


def _key(asked: Asked) -> str:
    return f"{asked.source}/{asked.submit.ref}"
