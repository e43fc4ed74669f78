"""Who wants to know what changed: called once after each batch, with all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from console.replica import Landed
from schemas.naming import Named

Changed = Callable[[frozenset[Named]], None]
Entries = Callable[[list[Landed]], None]
Stop = Callable[[], None]


class Listeners:
    """Collects what changed until it is told."""

    def __init__(self) -> None:
        self._changed: set[Named] = set()
        self._listeners: dict[object, Changed] = {}
        self._followers: dict[object, Entries] = {}

    def listen(self, changed: Changed) -> Stop:
        """From now on call this with what changed; the answer ends it."""
        key = object()
        self._listeners[key] = changed
        return lambda: _without(self._listeners, key)

    def follow(self, entries: Entries) -> Stop:
        """From now on call this with the entries as they come; the answer ends it."""
        key = object()
        self._followers[key] = entries
        return lambda: _without(self._followers, key)

    def add(self, *changed: Named) -> None:
        """These are not what they were."""
        self._changed.update(changed)

    def came(self, landed: Iterable[Landed]) -> None:
        """Entries came onto the board."""
        entries = list(landed)
        self._changed.update((event.shelf, event.id) for one in entries for event in one.events)
        for follower in list(self._followers.values()):
            follower(entries)

    def tell(self) -> None:
        """Tell everybody what changed since the last time, if anything did."""
        if not self._changed:
            return
        changed, self._changed = frozenset(self._changed), set()
        for listener in list(self._listeners.values()):
            listener(changed)


def _without(those: dict[object, Changed] | dict[object, Entries], key: object) -> None:
    those.pop(key, None)
