"""The gate: the only file of the hub that owns a socket. It performs what the sessions say."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import monotonic
from typing import Any

from websockets.asyncio.server import Server, ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from schemas.wire import CLOSE, FETCH_MAX, FRAME_IN_MAX, PROTOCOL, Fetch, Notice, Past, encode
from server.access import Doorkeeper, Sources
from server.batch import Decided, Happening
from server.catchup import catch_up
from server.connection import FEED_IN_FLIGHT, Connection
from server.deciding import Deciding
from server.disk import Guard
from server.hub import Hub
from server.lines import Lines, Wire
from server.metrics import Metrics
from server.pages import page
from server.publish import Publisher
from server.session import Admit, Ask, Close, Effect, Press, Read, Send, Session
from server.tending import Tending

CONNECTIONS_MAX = 4_000
BACKLOG = 1_024  # connections the kernel holds; one too many tries again a second later
HANDSHAKE_S = 10.0  # from connecting to the upgrade
SEND_BUFFER = 128 * 1024  # bytes of the kernel a connection may fill
WRITE_LIMIT = 32 * 1024  # bytes beyond which ``send`` waits
DRAIN_S = 2.0  # for consoles to read that the hub stops
PUT_OUT_S = 1.0  # for somebody shut out to read why

log = logging.getLogger("sitroom.hub")


class Gate:
    """Serves one hub until told to stop."""

    def __init__(
        self,
        hub: Hub,
        door: Doorkeeper,
        sign: Callable[[bytes], str],
        guard: Guard,
        off_by: Callable[[], timedelta] = timedelta,
    ) -> None:
        self.hub = hub
        self.door = door
        self.sign = sign
        self.metrics = Metrics()
        self.publisher = Publisher(hub)
        self.sources = Sources()
        self.lines = Lines(_broadcast)
        self.stopping = asyncio.Event()
        self.failed = False  # it stops because something that must run did not
        self.writer = ThreadPoolExecutor(1, thread_name_prefix="log")
        self.tending = Tending(hub, self.lines, sign, guard, off_by, self.writer, self.metrics)
        self.deciding = Deciding(
            hub,
            self.writer,
            self.metrics,
            lambda: [connection.inbox for connection in self.lines.all()],
            self._settled,
        )
        self.tasks: set[asyncio.Task[None]] = set()

    # -- life ------------------------------------------------------------------------------------

    async def open(self, listening: socket.socket, context: ssl.SSLContext | None) -> Server:
        """Serve on a bound socket."""
        # Small, so that a slow line is felt here and not swallowed by the kernel; accepted
        # connections inherit it.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        server = await serve(
            self._handle,
            sock=listening,
            ssl=context,
            origins=[None],  # consoles send no Origin; a browser's page does
            subprotocols=[Subprotocol(PROTOCOL)],
            compression=None,
            process_request=self._http,
            max_size=FRAME_IN_MAX,
            max_queue=16,
            ping_interval=None,  # the heartbeat does it, and cuts who does not answer
            close_timeout=1,
            open_timeout=HANDSHAKE_S,
            write_limit=WRITE_LIMIT,
            backlog=BACKLOG,
        )
        self._spawn(self.deciding.run())
        self._spawn(self.tending.run(self.deciding, self.publisher, self._behind, self._publish))
        return server

    async def run(self, server: Server) -> None:
        """Serve until ``stop``; then say so, let consoles read it, and close the log."""
        await self.stopping.wait()
        self.lines.tell(Notice(code="draining", message="The hub stops now; consoles come back."))
        server.close(close_connections=False)
        wires = [wire for c in self.lines.all() if (wire := self.lines.wire(c))]
        closing = [
            asyncio.ensure_future(wire.close(CLOSE["draining"], "the hub stops")) for wire in wires
        ]
        if closing:
            await asyncio.wait(closing, timeout=DRAIN_S)
        for connection in self.lines.all():
            self.lines.abort(connection)
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await asyncio.get_running_loop().run_in_executor(self.writer, self.hub.close)
        self.writer.shutdown()

    def stop(self) -> None:
        """Begin to stop. Safe from a signal handler of the loop."""
        self.stopping.set()

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and task.exception():
            # A bug, or a log that lost what it had: a hub that cannot decide must not look alive.
            log.critical("a task of the hub died", exc_info=task.exception())
            self.failed = True
            self.stop()

    def _http(self, wire: ServerConnection, request: Request) -> Response | None:
        found = page(request.path, self.hub, self.metrics, full=len(self.lines) >= CONNECTIONS_MAX)
        return wire.respond(*found) if found else None

    # -- one connection --------------------------------------------------------------------------

    async def _handle(self, wire: ServerConnection) -> None:
        source = str((wire.remote_address or ("unix",))[0])
        await asyncio.sleep(self.sources.wait_s(source, monotonic()))
        if wire.subprotocol is None:
            await wire.close(CLOSE["protocol"], f"this hub speaks {PROTOCOL}")
            return
        id, nonce = self.hub.draw(16).hex(), self.hub.draw(16).hex()
        session = Session(id, self.hub, self.door, self.sign, nonce)
        connection = Connection.new(session, source, monotonic())
        self.lines.add(connection, wire)
        try:
            async for frame in wire:
                connection.heard_at = monotonic()
                if isinstance(frame, bytes):
                    await wire.close(CLOSE["bad-frame"], "frames are text")
                    break
                for effect in session.receive(frame):
                    await self._perform(connection, wire, effect)
                await self._throttle(connection)
        except ConnectionClosed:
            pass  # how most connections end; the console comes back by itself
        finally:
            self.lines.remove(connection)
            self.tending.note(connection, "disconnect")
            self.tending.presences.left(id)
            self.hub.stalled.pop(id, None)

    async def _throttle(self, connection: Connection) -> None:
        """Rates act by not reading the socket."""
        actor = connection.session.actor
        if actor is None or not connection.in_flight:
            return
        if actor.is_("feed"):
            if connection.in_flight >= FEED_IN_FLIGHT:
                connection.answered.clear()
                await connection.answered.wait()
        elif wait_s := connection.bucket.wait_s(monotonic()):
            await asyncio.sleep(wait_s)
        connection.heard_at = monotonic()

    async def _perform(self, connection: Connection, wire: Wire, effect: Effect) -> None:
        match effect:
            case Send(frame):
                self.lines.write(frame, [connection])
            case Ask(asked):
                connection.inbox.append(asked)
                connection.in_flight += 1
                self.deciding.arrived()
            case Admit(cursor):
                self.tending.came(connection)
                connection.seq = cursor
                self._behind(connection)
            case Read(fetch):
                await asyncio.sleep(connection.bucket.wait_s(monotonic()))
                await self._past(connection, wire, fetch)
            case Press(here):
                self.tending.presences.press(connection.session.id, self.hub.now(), here)
            case Close(code, reason, failed):
                if failed:
                    self.sources.failed(connection.source, monotonic())
                    await asyncio.sleep(self.sources.wait_s(connection.source, monotonic()))
                await wire.close(code, reason)

    async def _past(self, connection: Connection, wire: Wire, fetch: Fetch) -> None:
        loop = asyncio.get_running_loop()
        head = self.hub.durable.seq
        past: Past = await loop.run_in_executor(
            self.writer, self.publisher.past, fetch, connection.view, head, FETCH_MAX
        )
        frame = encode(past)
        connection.written += len(frame)
        await wire.send(frame)

    # -- catching up -----------------------------------------------------------------------------

    def _behind(self, connection: Connection) -> None:
        """Bring a connection up to date by its cursor, aside from the broadcast."""
        connection.live = False
        self._spawn(self._catch_up(connection))

    async def _catch_up(self, connection: Connection) -> None:
        wire = self.lines.wire(connection)
        if wire is None:
            return

        async def send(frame: str) -> None:
            connection.written += len(frame)
            await wire.send(frame)

        try:
            seq = await catch_up(connection.seq, connection.view, self.hub, self.publisher, send)
        except ConnectionClosed:
            return  # it will come back with its cursor
        connection.seq, connection.live = seq, True
        self.lines.write(self.tending.heartbeat(), [connection])

    # -- after a commit --------------------------------------------------------------------------

    def _settled(self, settled: list[Decided]) -> None:
        """Answer all askers, then one frame a batch to everybody who may see it."""
        for decided in settled:
            self._answer(decided)
        self._publish([d.happening for d in settled if d.happening])
        self.tending.say_readonly()

    def _answer(self, decided: Decided) -> None:
        connection = self.lines.of(decided.asked.source)
        wire = self.lines.wire(connection) if connection else None
        if connection is None or wire is None:
            return
        connection.in_flight -= 1
        connection.answered.set()
        for effect in connection.session.answered(decided.answer):
            if isinstance(effect, Send):
                self.lines.write(effect.frame, [connection])
            else:
                self._spawn(self._perform(connection, wire, effect))

    def _publish(self, happenings: list[Happening]) -> None:
        """One frame a batch, encoded once for everybody who may see the same parts."""
        if not happenings:
            return
        self.metrics.entries.inc(len(happenings))
        self.tending.clock.follow(happenings)
        live = self.lines.live()
        for frames, same in self.publisher.live(happenings, live, self.hub.now()):
            for frame in frames:
                self.lines.write(frame, same)
        for connection in live:
            connection.seq = happenings[-1].entry.seq
        if any(event.shelf in ("people", "devices") for h in happenings for event in h.events):
            self._roster_changed()

    def _roster_changed(self) -> None:
        """Who was shut out is out now; whose view changed comes back for another."""
        for connection in self.lines.all():
            close = connection.session.still_welcome()
            if close:
                connection.live = False
                connection.forget_asks()
                self._spawn(self._put_out(connection, close))

    async def _put_out(self, connection: Connection, close: Close) -> None:
        wire = self.lines.wire(connection)
        if wire is None:
            return
        try:
            await asyncio.wait_for(wire.close(close.code, close.reason), PUT_OUT_S)
        except TimeoutError:
            self.lines.abort(connection)


def _broadcast(wires: Sequence[Wire], frame: str) -> None:
    """Written to every socket at once, without waiting for any."""
    broadcast((wire for wire in wires if isinstance(wire, ServerConnection)), frame)
