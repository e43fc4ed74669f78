"""The asks that wait, as memory and store hold them, and the ids of what they will make."""

from __future__ import annotations

from contextlib import suppress

from console.asks import Ask
from console.outbox import NotKept, Store
from schemas.base import Command
from schemas.naming import PROVISIONAL, numbered, provisional, unnumbered


class Waiting:
    """All asks not yet settled, in the order they were said. What changes is written together."""

    def __init__(self, store: Store) -> None:
        self._store = store
        kept = store.load()
        self.unread = kept.unread  # asks of a newer release
        self.asks: dict[str, Ask] = {ask.ref: ask.but(again_at=0.0) for ask in kept.asks}
        making = {ask.makes for ask in kept.asks}
        self._given = {old: new for old, new in kept.given.items() if old not in making}
        self._dirty: set[str] = set()  # changed in memory, not yet in the store
        self._gone: set[str] = set()
        self._new: dict[str, str] = {}

    @property
    def durable(self) -> bool:
        """Whether what waits outlives this process."""
        return self._store.durable

    def all(self) -> list[Ask]:
        """All of them, in order."""
        return list(self.asks.values())

    def change(self, ask: Ask) -> None:
        """Keep it as it is now."""
        self.asks[ask.ref] = ask
        self._dirty.add(ask.ref)

    def forget(self, ref: str) -> Ask | None:
        """It is settled or dropped."""
        self._gone.add(ref)
        self._dirty.discard(ref)
        return self.asks.pop(ref, None)

    # -- provisional ids -------------------------------------------------------------------------

    def numbered(self, command: Command) -> Command:
        """The command with the numbers that came meanwhile."""
        return numbered(command, self._given)

    def maker(self, id: str) -> Ask | None:
        """The ask that will make what is called so."""
        return next((ask for ask in self.asks.values() if ask.makes == id), None)

    def provisional(self, command: Command) -> str | None:
        """What to call the record a command makes, until the hub gives it a number.

        Never a name that an ask still waits for, so none can come to mean something else.
        """
        if command.makes is None:
            return None
        sort = f"{command.makes}-{PROVISIONAL}"
        taken = {ask.makes for ask in self.asks.values() if ask.makes}
        taken |= {id for ask in self.asks.values() for id in unnumbered(ask.command)}
        numbers = (int(id.removeprefix(sort)) for id in taken if id.startswith(sort))
        id = provisional(command.makes, max(numbers, default=0) + 1)
        self._given.pop(id, None)  # from now on it means this one
        return id

    def number(self, provisional: str, id: str) -> list[Ask]:
        """What was made has its number; the asks that name it, with the number in its place."""
        self._given[provisional] = self._new[provisional] = id
        naming = [ask for ask in self.asks.values() if provisional in unnumbered(ask.command)]
        return [ask.but(command=self.numbered(ask.command)) for ask in naming]

    # -- keeping ---------------------------------------------------------------------------------

    def save(self) -> None:
        """Write all that changed, in one step; NotKept when the disk does not take it."""
        if self._dirty or self._gone or self._new:
            put = [ask for ref, ask in self.asks.items() if ref in self._dirty]
            self._store.save(put=put, drop=self._gone, given=self._new)
            self._dirty, self._gone, self._new = set(), set(), {}

    def flush(self) -> None:
        """Write what changed. Not urgent: the hub knows what it has, and the rest is here."""
        with suppress(NotKept):  # tried again with the next ask or tick
            self.save()

    def close(self) -> None:
        """Write what changed and let go of the store."""
        self.flush()
        self._store.close()
