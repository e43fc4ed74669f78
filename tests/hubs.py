"""A real hub: a process of its own on a real log, to be killed, stalled and started again."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from console.home import Home
from console.joining import enrolled
from console.link import Link
from console.opening import open_room
from console.room import Room
from schemas.agencies import AddAgency, AddPerson, Grant, InvitePerson
from schemas.base import Command
from schemas.wire import Accepted, Token
from server.admin import ask_hub

READY_S = 20.0
WAIT_S = 30.0  # for something that must become so
ENV = {**os.environ, "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RealHub:
    """One hub on one log, always on the same port."""

    def __init__(self, folder: Path, *, host: str = "127.0.0.1") -> None:
        self.folder = folder
        self.host = host
        self.log = folder / "room.log"
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"ws://{self.host}:{self.port}"

    def start(self, *options: str, before: Callable[[], None] | None = None) -> float:
        """Start it and wait until it is ready; how long that took, in seconds."""
        began = time.perf_counter()
        words = [sys.executable, "-m", "server", "--log", str(self.log), "--port", str(self.port)]
        with (self.folder / "hub.err").open("a") as errors:
            self.process = subprocess.Popen(
                [*words, "--host", self.host, *options],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env=ENV,
                preexec_fn=before,
            )
        assert self.process.stdout is not None
        ready = self.process.stdout.readline()
        self.process.stdout.close()
        assert ready.startswith("sitroom hub ready on "), self.errors()
        return time.perf_counter() - began

    def errors(self) -> str:
        """What it said on stderr."""
        return (self.folder / "hub.err").read_text()

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)

    def memory(self) -> int:
        """Bytes of memory it holds now."""
        assert self.process is not None
        fields = Path(f"/proc/{self.process.pid}/statm").read_text().split()
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")

    def admin(self, *words: str, given: str = "") -> str:
        """``sitroom admin`` with these words; it must succeed."""
        done = sitroom("admin", "--log", str(self.log), *words, given=given)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def asks(self, command: Command) -> Accepted:
        """An administrator's ask over the socket beside the log; it must be accepted."""
        answer = ask_hub(self.log, command)
        assert isinstance(answer, Accepted), answer
        return answer

    def roster(
        self, people: dict[str, tuple[str, str]], *, feeds: dict[str, str] | None = None
    ) -> None:
        """Agencies and people: ``{"maya": ("fire", "representative")}``."""
        for agency in dict.fromkeys(agency for agency, _ in people.values()):
            self.asks(AddAgency(agency=agency, name=agency.title()))
        for person, (agency, grant) in people.items():
            spoken = (feeds or {}).get(person)
            self.asks(
                AddPerson(
                    person=person,
                    agency=agency,
                    name=person.title(),
                    grants=(Grant(grant),),
                    speaks_for=(spoken,) if spoken else (),
                )
            )

    def token(self, person: str) -> str:
        """An invitation."""
        made = self.asks(InvitePerson(person=person)).once
        assert made
        return made

    def home(self, person: str, name: str = "") -> Path:
        """A home that this person joined from, in this process: a start costs a second."""
        home = Home(self.folder / (name or person))
        home.prepare()
        joining = enrolled(home, Token.read(self.token(person)))
        with ThreadPoolExecutor(1) as beside:  # a loop may run here
            home.joined(beside.submit(asyncio.run, joining).result())
        return home.path


def sitroom(
    *words: str, home: Path | None = None, given: str = ""
) -> subprocess.CompletedProcess[str]:
    """One word of the command line, to its end."""
    env = {**ENV, "SITROOM_HOME": str(home)} if home else ENV
    return subprocess.run(
        [sys.executable, "-m", "console", *words],
        input=given,
        capture_output=True,
        text=True,
        env=env,
        timeout=60,
        check=False,
    )


@contextmanager
def real_hub(folder: Path) -> Iterator[RealHub]:
    """A hub that is running, and gone afterwards."""
    hub = RealHub(folder)
    hub.start()
    try:
        yield hub
    finally:
        if hub.process and hub.process.poll() is None:
            hub.kill()


@asynccontextmanager
async def console(home: Path, *, hold: bool = False) -> AsyncIterator[Room]:
    """A live console without a screen."""
    opened = open_room(Home(home), hold=hold)
    link = Link(opened.room, opened.profile.url, opened.profile.cert)
    running = asyncio.create_task(link.run())
    try:
        yield opened.room
    finally:
        link.stop()
        with suppress(asyncio.CancelledError):
            await running
        opened.room.close()


async def becomes(so: Callable[[], bool], what: str, timeout_s: float = WAIT_S) -> float:
    """Wait until something is so; how long it took, in seconds."""
    began = time.perf_counter()
    while not so():
        assert time.perf_counter() - began < timeout_s, f"never became so: {what}"
        await asyncio.sleep(0.02)
    return time.perf_counter() - began
