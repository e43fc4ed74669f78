"""``sitroom hub`` and ``sitroom admin``: the command line of whoever runs the hub."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import click

from schemas.logport import LogError
from schemas.text import clean_line
from server.access import Doorkeeper, Locked, certificate, is_local, public_hex
from server.admin import serve_admin, socket_path
from server.asking import LOG, admin, end
from server.disk import Guard
from server.gate import Gate
from server.start import Address, Mismatch, collect_seldom, open_log

PORT = 8_642  # the default; any other is as good

__all__ = ["admin", "hub"]


_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message"}


def _more(record: logging.LogRecord) -> dict[str, Any]:
    """What is told beside the sentence."""
    return {key: value for key, value in vars(record).items() if key not in _OWN}


class _Json(logging.Formatter):
    """For programs: one JSON object a line, ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        more = _more(record)
        at = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        told = {"at": at, "level": record.levelname.lower(), "told": record.getMessage(), **more}
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, default=str)


class _Words(logging.Formatter):
    """For people: the time and the sentence, in which nothing acts on their terminal."""

    def format(self, record: logging.LogRecord) -> str:
        more = "".join(f" {key}={value}" for key, value in _more(record).items())
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        told = f"{self.formatTime(record, '%H:%M')} {record.getMessage()}{more}\n{trace}"
        return "\n".join(map(clean_line, told.strip().splitlines()))


def _log_to_stderr() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(_Words() if sys.stderr.isatty() else _Json())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # Handshakes of strangers are their trouble; ours are told by name above.
    logging.getLogger("websockets").setLevel(logging.CRITICAL)


# -- hub -----------------------------------------------------------------------------------------


@click.command()
@click.option("--log", "path", type=LOG, required=True, help="The log; made if it is not there.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65_535))
@click.option("--advertise", metavar="HOST:PORT", help="What invitations say, behind a forwarder.")
@click.option("--exercise", metavar="NAME", help="This log is an exercise, for ever.")
@click.option("--restored", is_flag=True, help="This is a copy put back: a new epoch begins.")
def hub(
    path: Path,
    host: str,
    port: int,
    advertise: str | None,
    exercise: str | None,
    restored: bool,
) -> None:
    """Serve a log. Says one line on stdout when ready."""
    os.umask(0o077)
    _log_to_stderr()
    try:
        asyncio.run(_serve(path.resolve(), host, port, advertise, exercise, restored))
    except (Mismatch, Locked) as error:
        end(str(error), 1)
    except LogError as error:
        end(str(error), error.exit_code)
    except OSError as error:
        end(f"{error.filename or path}: {error.strerror}; give the hub a folder of its own.", 1)


async def _serve(
    path: Path,
    host: str,
    port: int,
    advertise: str | None,
    exercise: str | None,
    restored: bool,
) -> None:
    listening = _listen(host, port)
    port = listening.getsockname()[1]
    context, pin = (None, "") if is_local(host) else certificate_beside(path, host)
    scheme = "wss" if context else "ws"
    url = f"{scheme}://{advertise or f'{_reached(host)}:{port}'}"
    served = open_log(
        path, create=True, exercise=exercise, restored=restored, address=Address(url, pin)
    )
    guard = Guard(path)
    gate = Gate(
        served.hub, Doorkeeper(public_hex(served.key), pin), served.sign, guard, served.off_by
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup means it
            loop.add_signal_handler(number, _told_to_stop, gate, number)
    collect_seldom()
    server = await gate.open(listening, context)
    admin = await serve_admin(gate, path)
    for warning in served.warnings:
        logging.getLogger("sitroom.hub").warning(warning)
    click.echo(f"sitroom hub ready on {scheme}://{_spoken(host)}:{port}")
    sys.stdout.flush()
    try:
        await gate.run(server)
    finally:
        admin.close()
        socket_path(path).unlink(missing_ok=True)
        guard.close()
    if gate.failed:
        end("The hub stopped because of what it says above; what was accepted is safe.", 1)


def _told_to_stop(gate: Gate, number: signal.Signals) -> None:
    """By the machine, by Ctrl-C, or by a terminal that hung up: clean all the same, and said."""
    logging.getLogger("sitroom.hub").warning("stopping", extra={"signal": number.name})
    gate.stop()


def certificate_beside(path: Path, host: str) -> tuple[Any, str]:
    """The hub's certificate, in a folder that may have to be made first."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return certificate(path, host)


def _reached(host: str) -> str:
    """Where others find us: a hub that listens everywhere is found by its machine's name."""
    return socket.getfqdn() if host in ("0.0.0.0", "::") else _spoken(host)  # noqa: S104


def _spoken(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _listen(host: str, port: int) -> socket.socket:
    """Bound before the log is opened, so that a taken port leaves no trace."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        end(f"Cannot listen on {host} port {port} ({error.strerror}): choose another --port.", 1)
    return listening
