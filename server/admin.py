"""The 0600 socket beside the log: how ``sitroom admin`` asks a running hub.

One request a connection: a line of JSON {"command": {...}} or {"copy": "/a/path"}, answered by one
line. Who may open the socket may do what an administrator may; the file's mode is the lock.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from schemas.base import Command
from schemas.entry import Unreadable, canonical, strict
from schemas.logport import LogError
from schemas.wire import COMMAND_MAX, TO_CONSOLE, Accepted, Refused, Submit, decode, encode
from server.batch import Asked
from server.gate import Gate
from server.rules import Actor

REPLY_S = 10.0  # for the hub's answer
COPY_S = 600.0  # for a copy of a great log onto a slow disk
PATH_MAX = 100  # bytes of a socket's path the kernel takes, and some to spare

ACTOR = Actor(person="hub", agency="hub", grants=frozenset({"admin"}))


class NoHub(Exception):
    """No hub is serving this log."""


def socket_path(log: Path) -> Path:
    """Where the socket of this log's hub is."""
    return log.with_name(log.name + ".sock")


@contextlib.contextmanager
def _reachable(path: Path) -> Iterator[str]:
    """The path as the kernel takes it: a long one is reached through its open folder."""
    if len(os.fsencode(path)) <= PATH_MAX:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def submit_of(command: Command) -> Submit:
    """An administrator's ask; each one is new."""
    return Submit(ref=f"admin:{secrets.token_hex(8)}", command=command.model_dump(mode="json"))


# -- the hub's side ------------------------------------------------------------------------------


async def serve_admin(gate: Gate, log: Path) -> asyncio.Server:
    """Listen on the socket; whatever an older hub left there is replaced."""
    path = socket_path(log)
    path.unlink(missing_ok=True)

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = await asyncio.wait_for(reader.readline(), REPLY_S)
            reply = await _reply(gate, line.decode())
        except (ValueError, TimeoutError) as error:  # not text, too long a line, too slow
            reply = canonical({"error": str(error)[:200] or "too slow"})
        writer.write(reply.encode() + b"\n")
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        writer.close()

    with _reachable(path) as reachable:
        mask = os.umask(0o177)
        try:
            return await asyncio.start_unix_server(handle, reachable, limit=COMMAND_MAX)
        finally:
            os.umask(mask)


async def _reply(gate: Gate, line: str) -> str:
    try:
        plain = strict(line)
        if "copy" in plain:
            return await _copied(gate, Path(str(plain["copy"])))
        command = plain["command"]
    except (Unreadable, KeyError, TypeError) as error:
        return canonical({"error": f"not a request: {error}"[:200]})
    submit = Submit(ref=f"admin:{secrets.token_hex(8)}", command=command)
    decided = await gate.deciding.ask(Asked("admin", ACTOR, submit))
    return encode(decided.answer)


async def _copied(gate: Gate, to: Path) -> str:
    """Made between two commits: entries wait meanwhile, and nobody is cut off."""
    loop = asyncio.get_running_loop()
    try:
        head = await loop.run_in_executor(gate.writer, gate.hub.log.copy_to, to)
        return canonical({"copied": head.seq})
    except (LogError, OSError) as error:
        return canonical({"error": str(error)})


# -- the asker's side ----------------------------------------------------------------------------


def ask_hub(log: Path, command: Command) -> Accepted | Refused:
    """Ask the hub that serves this log; NoHub when none does."""
    reply = _asked(log, {"command": command.model_dump(mode="json")}, REPLY_S)
    try:
        answer: Any = decode(reply, TO_CONSOLE)
    except Unreadable:
        raise OSError(f"it said {reply[:200]!r}") from None
    assert isinstance(answer, Accepted | Refused), reply[:200]
    return answer


def socket_answers(log: Path) -> bool:
    """Whether a hub that serves this log takes connections on its socket."""
    with socket.socket(socket.AF_UNIX) as wire, _reachable(socket_path(log)) as reachable:
        wire.settimeout(REPLY_S)
        try:
            wire.connect(reachable)
        except OSError:
            return False
        return True


def ask_copy(log: Path, to: Path) -> int:
    """Have the hub that serves this log copy it; the last entry copied. NoHub when none does."""
    answer = strict(_asked(log, {"copy": str(to)}, COPY_S))
    if "error" in answer:
        raise LogError(answer["error"])
    return int(answer["copied"])


def _asked(log: Path, request: dict[str, Any], wait_s: float) -> str:
    path = socket_path(log)
    with socket.socket(socket.AF_UNIX) as wire, _reachable(path) as reachable:
        wire.settimeout(wait_s)
        try:
            wire.connect(reachable)
        except (FileNotFoundError, ConnectionRefusedError):
            raise NoHub from None
        wire.sendall(canonical(request).encode() + b"\n")
        return _line(wire)


def _line(wire: socket.socket) -> str:
    got = b""
    while not got.endswith(b"\n") and len(got) <= 2 * COMMAND_MAX:
        more = wire.recv(65_536)
        if not more:
            break
        got += more
    return got.decode().strip()
