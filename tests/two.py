"""Two people at their consoles, maya and lee; maya's queue and cache outlive her process."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import replace

from console.asks import Ask, AskState
from console.outbox import Kept, Memory, Store
from console.replica import Replica
from console.standing import State
from schemas.agencies import Grant
from tests.hub_end import HubEnd, Times
from tests.pipes import console


class Paper(Memory):
    """A queue that outlives its console, for tests that need no disk."""

    durable = True

    def __init__(self) -> None:
        self.kept = Kept()

    def load(self) -> Kept:
        return copy.deepcopy(self.kept)

    def save(
        self,
        put: Iterable[Ask] = (),
        drop: Iterable[str] = (),
        given: Mapping[str, str] | None = None,
    ) -> None:
        rows = {ask.ref: ask for ask in self.kept.asks}
        rows |= {ask.ref: Ask.model_validate_json(ask.model_dump_json()) for ask in put}
        for ref in drop:
            rows.pop(ref, None)
        self.kept.asks = list(rows.values())
        self.kept.given |= given or {}


class Two:
    """maya and lee, both coordinators; maya's queue outlives her console."""

    def __init__(self, store: Store | None = None) -> None:
        self.times = Times()
        self.times.t = -1.0
        self.hub = HubEnd(self.times)
        self.store: Store = store or Paper()
        self.cached = Replica.empty()
        self.key = self.hub.joins("maya", "fire", Grant.COORDINATOR)
        self.lee = console(self.hub, self.hub.joins("lee", "law", Grant.COORDINATOR))
        self.maya = console(self.hub, self.key, self.store)

    def settle(self) -> None:
        for _ in range(3):
            self.maya.settle()
            self.lee.settle()

    def live(self) -> None:
        for pipe in (self.maya, self.lee):
            if pipe.end is None:
                pipe.connect()
        self.settle()
        assert self.maya.room.state is State.LIVE, self.maya.room.because

    def killed(self) -> None:
        """maya's process ends without a word and starts again, with what was kept."""
        if self.maya.end:
            self.hub.ends.remove(self.maya.end)
        self.maya = console(self.hub, self.key, self.store, replica=_copy(self.cached))

    def flush(self) -> None:
        """What happens each second: the cache is written."""
        self.maya.room.tick()
        self.cached = _copy(self.maya.room.session.replica)

    def lee_says(self, line: str) -> None:
        self.lee.say(line)
        self.settle()

    def states(self) -> list[AskState]:
        return [ask.state for ask in self.maya.room.pending]

    def kinds(self) -> list[str]:
        return self.hub.told()


def _copy(replica: Replica) -> Replica:
    return replace(replica, board=replica.board.copy())
