"""The console's only socket: carries frames between the hub and the room, and comes back.

Everything that is decided is decided in the session; here it is only done.
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from secrets import SystemRandom
from typing import Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from console.dialing import context, dial, stays_here
from console.session import Session
from console.steps import Drop, Send
from schemas.wire import FRAME_MAX, PROTOCOL

DELAYS_S = (0.2, 0.5, 1.0, 1.5, 2.0)  # before trying again; the last one stays
OPEN_S = 12.0  # for TLS and the handshake
CLOSE_S = 1.0  # for a clean goodbye
TICK_S = 1.0

_ANOTHER = "The hub's certificate is another one than you joined with: ask for a new invitation."
_IN_THE_CLEAR = "Plain ws:// is for this machine only: ask for an invitation that says wss://."


class Carried(Protocol):
    """What a link carries frames for: a room, or a feed."""

    session: Session
    wake: Callable[[], None]  # the link's own: something is to be sent

    @property
    def is_in(self) -> bool:
        """Whether the hub has let it in."""

    def connected(self, cert: str) -> None:
        """There is a connection."""

    def heard(self) -> None:
        """Bytes came, if not yet a whole frame."""

    def received(self, frame: str) -> None:
        """A frame came."""

    def lost(self, code: int | None, reason: str) -> None:
        """The connection is gone, or none could be made."""

    def refuse(self, because: str) -> None:
        """There will be no connection."""

    def tick(self) -> None:
        """Time passes."""

    def drain(self) -> list[Send | Drop]:
        """What is to be done, in order, each once."""


class Link:
    """Keeps one room connected until it is stopped, or the hub says not to come back."""

    def __init__(self, room: Carried, url: str, pin: str = "") -> None:
        self._room = room
        self._url = url
        self._pin = pin
        self._frames: deque[str] = deque()  # bounded by the room: it sends few without an answer
        self._ready = asyncio.Event()
        self._stopping = asyncio.Event()
        self._wire: ClientConnection | None = None
        self._dropped = ""
        self._wrong_cert = False
        room.wake = self._woken

    def stop(self) -> None:
        """Say goodbye and end ``run``. Safe from a signal handler of the loop."""
        self._stopping.set()
        self._ready.set()

    async def run(self) -> None:
        """Connect, carry, come back; until stopped or refused."""
        ticking = asyncio.create_task(self._tick())
        tries = 0
        try:
            where = parse_uri(self._url)
            if not (where.secure or stays_here(where.host)):
                self._room.refuse(_IN_THE_CLEAR)
            while not self._ended():
                was_in = await self._once()
                tries = 0 if was_in else tries + 1
                if not self._ended():
                    await self._pause(DELAYS_S[min(tries, len(DELAYS_S) - 1)])
        finally:
            ticking.cancel()
            with suppress(asyncio.CancelledError):
                await ticking

    def _ended(self) -> bool:
        return self._stopping.is_set() or self._room.session.ended is not None

    async def _pause(self, delay_s: float) -> None:
        """Not all consoles at once: each waits somewhere between half and all of it."""
        with suppress(TimeoutError):
            wait = delay_s * SystemRandom().uniform(0.5, 1.0)
            await asyncio.wait_for(self._stopping.wait(), wait)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self._room.tick()

    # -- one connection --------------------------------------------------------------------------

    async def _once(self) -> bool:
        """One connection from beginning to end; whether it was let in."""
        try:
            self._wire = wire = await self._open()
        except (OSError, TimeoutError, WebSocketException) as error:
            self._not_reached(error)
            return False
        if wire.subprotocol != PROTOCOL:
            self._room.refuse(f"There is no sitroom hub at {self._url}: check the address.")
            await self._close(wire)
            return False
        self._frames.clear()
        self._dropped = ""
        sending = asyncio.create_task(self._send(wire))
        self._room.connected(_certificate(wire))
        code: int | None = None
        reason = "The connection broke."
        try:
            async for frame in wire:
                self._room.received(frame if isinstance(frame, str) else "")
            code, reason = wire.close_code, wire.close_reason or "The hub closed the connection."
        except ConnectionClosed as closed:
            if closed.rcvd is not None:
                code, reason = closed.rcvd.code, closed.rcvd.reason
        finally:
            was_in = self._room.is_in
            self._wire = None
            sending.cancel()
            with suppress(asyncio.CancelledError):
                await sending
            wire.transport.abort()
        self._room.lost(code, self._dropped or reason)
        return was_in

    async def _open(self) -> ClientConnection:
        where = parse_uri(self._url)
        self._wrong_cert = False
        tls = context(self._pin) if where.secure else None
        sock = await dial(where.host, where.port)
        try:
            return await connect(
                self._url,
                sock=sock,
                ssl=tls,
                subprotocols=[Subprotocol(PROTOCOL)],
                compression=None,
                proxy=None,
                max_size=FRAME_MAX,
                open_timeout=OPEN_S,
                close_timeout=CLOSE_S,
                ping_interval=None,  # the heartbeat tells, and the session gives up
                create_connection=self._watched(),
            )
        except BaseException:
            sock.close()
            raise

    def _watched(self) -> type[ClientConnection]:
        """A connection that says when bytes come, and goes no further with a wrong certificate."""
        link = self

        class Watched(ClientConnection):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                super().connection_made(transport)
                if link._pin and _certificate(self) != link._pin:
                    link._wrong_cert = True
                    self.transport.abort()

            def data_received(self, data: bytes) -> None:
                link._room.heard()
                super().data_received(data)

        return Watched

    def _not_reached(self, error: Exception) -> None:
        if self._wrong_cert:
            self._room.refuse(_ANOTHER)
        else:
            self._room.lost(None, f"No hub at {self._url}: {_why(error)}.")

    # -- out -------------------------------------------------------------------------------------

    def _woken(self) -> None:
        """The room has something to send, or wants the connection to end."""
        for step in self._room.drain():
            if isinstance(step, Send):
                self._frames.append(step.frame)
            else:
                self._drop(step)
        self._ready.set()

    def _drop(self, step: Drop) -> None:
        self._dropped = step.because
        if self._wire is not None:
            self._wire.transport.abort()

    async def _send(self, wire: ClientConnection) -> None:
        try:
            while True:
                await self._ready.wait()
                self._ready.clear()
                while self._frames:
                    await wire.send(self._frames.popleft())
                if self._stopping.is_set():
                    await self._close(wire)
                    return
        except ConnectionClosed:
            return  # the reading side says why

    async def _close(self, wire: ClientConnection) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(wire.close(), CLOSE_S)
        wire.transport.abort()


def _certificate(wire: ClientConnection) -> str:
    """The SHA-256 of the certificate as seen; '' where there is none."""
    tls = wire.transport.get_extra_info("ssl_object")
    shown = tls.getpeercert(binary_form=True) if tls else None
    return sha256(shown).hexdigest() if shown else ""


def _why(error: Exception) -> str:
    """A failed connection in words for people."""
    if isinstance(error, TimeoutError):
        return "nothing answers"
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens there"
    if isinstance(error, socket.gaierror):
        return "there is no machine of that name"
    if isinstance(error, InvalidStatus):
        return f"it answered with HTTP {error.response.status_code}"
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(error)[:200]
