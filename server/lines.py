"""The open connections: who is on them, what was handed to each, and whether it moves."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Protocol

from schemas.base import Schema
from schemas.wire import encode
from server.connection import Connection


class Wire(Protocol):
    """What a connection's socket can do, as far as anything here asks it."""

    @property
    def transport(self) -> asyncio.Transport:
        """The bytes on their way."""

    def send(self, frame: str) -> Awaitable[None]:
        """Send, and wait while too much is waiting already."""

    def close(self, code: int, reason: str) -> Awaitable[None]:
        """Say goodbye and why."""


class Lines:
    """Connections by session. ``broadcast`` hands a frame to several wires without waiting."""

    def __init__(self, broadcast: Callable[[Sequence[Wire], str], None]) -> None:
        self._broadcast = broadcast
        self._wires: dict[str, Wire] = {}
        self._connections: dict[str, Connection] = {}

    def __len__(self) -> int:
        return len(self._connections)

    def add(self, connection: Connection, wire: Wire) -> None:
        """One more."""
        self._connections[connection.session.id] = connection
        self._wires[connection.session.id] = wire

    def remove(self, connection: Connection) -> None:
        """It is gone."""
        self._connections.pop(connection.session.id, None)
        self._wires.pop(connection.session.id, None)

    def all(self) -> list[Connection]:
        """Every connection, whoever is on it, in the order they came."""
        return list(self._connections.values())

    def live(self) -> list[Connection]:
        """Those in the broadcast."""
        return [c for c in self._connections.values() if c.live]

    def of(self, session: str) -> Connection | None:
        """The connection of a session, if it is still there."""
        return self._connections.get(session)

    def wire(self, connection: Connection) -> Wire | None:
        """The socket of a connection, if it is still there."""
        return self._wires.get(connection.session.id)

    def write(self, frame: str, connections: Iterable[Connection]) -> None:
        """Hand a frame over without waiting; the watchdog cuts who does not take it."""
        wires: list[Wire] = []
        for connection in connections:
            wire = self.wire(connection)
            if wire is not None:
                connection.written += len(frame)
                wires.append(wire)
        self._broadcast(wires, frame)

    def tell(self, message: Schema) -> None:
        """Something for everybody who is in."""
        self.write(encode(message), [c for c in self.all() if c.session.actor])

    def buffered(self, connection: Connection) -> int:
        """Bytes handed over that the kernel has not taken yet."""
        wire = self.wire(connection)
        return wire.transport.get_write_buffer_size() if wire else 0

    def abort(self, connection: Connection) -> None:
        """Cut it off: closing politely would wait for who does not read."""
        wire = self.wire(connection)
        if wire is not None:
            wire.transport.abort()
