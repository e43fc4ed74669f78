"""The load, in a process of its own: consoles that count, and posts at the time they are due.

``python -m bench.load`` reads a Job as JSON and answers with what it Found. Latency is counted
from when a post was *scheduled*: a hub that is late with one is late with all that wait behind it.
"""

from __future__ import annotations

import json
import os
import resource
import select
import sys
import time
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from bench.lean import Answer, Ear, Heard, Lean, Span
from bench.members import TEXT, Crowd
from schemas.journal import AddLine
from schemas.wire import Cursor

JOIN_S = 60.0  # for all consoles to be in
DRAIN_S = 60.0  # for the last post to be on all boards
KNOCKING = 50  # consoles that come in at once, when they need not all come at once
TURN_S = 0.2  # the longest wait for something to happen
SPARE_FILES = 200  # descriptors beside those of the consoles

_clock = time.monotonic


@dataclass(frozen=True)
class Job:
    """What to do: so many consoles, then posts at a rate, or so many in flight."""

    port: int
    pid: int  # of the server, whose CPU time is read
    crowd: str  # the file
    consoles: int
    name: str  # of this run: refs begin with it
    seconds: float = 0.0
    rate: float = 0.0  # posts a second; 0: as many as ``in_flight`` allows
    in_flight: int = 0
    seq: int | None = None  # entries before are not asked for
    all_at_once: bool = False
    hold_s: float = 0.0  # stay so long after all are in


@dataclass
class Found:
    """What came of it. Times in milliseconds."""

    joined_s: float = 0.0
    acks: list[float] = field(default_factory=list)
    boards: list[float] = field(default_factory=list)  # until the last console had it
    posts: int = 0
    deliveries: int = 0
    bytes: int = 0
    wall_s: float = 0.0
    server_cpu_s: float = 0.0
    load_share: float = 0.0  # of a core
    memory: int = 0  # of the server, with all consoles in, in bytes
    seq: int = 0
    wrong: list[str] = field(default_factory=list)


class Load:
    """All consoles of one job, in one loop."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.crowd = Crowd.read(Path(job.crowd))
        self.ear = Ear()
        self.poll = select.epoll()
        self.leans: list[Lean] = []
        self.by_file: dict[int, Lean] = {}
        self.live = 0
        self.answers: dict[str, tuple[float, int]] = {}
        self.found = Found()

    # -- the loop --------------------------------------------------------------------------------

    def turn(self, wait_s: float) -> None:
        """Whatever happens next."""
        for file, events in self.poll.poll(max(0.0, min(wait_s, TURN_S))):
            lean = self.by_file[file]
            if events & select.EPOLLOUT:
                self.poll.modify(file, select.EPOLLIN)
                lean.begin()
                continue
            chunk = lean.receive()
            if chunk is None:
                self._gone(file, "closed")
            elif chunk:
                heard, lean.rest = self.ear.hear(chunk, lean.rest)
                now = _clock()
                for one in heard:
                    if type(one) is Span and one.before == lean.at and one.to > one.before:
                        lean.at = one.to
                        one.count += 1
                        one.at = now
                    else:
                        self._heard(lean, file, one, now)

    def _heard(self, lean: Lean, file: int, one: Heard, now: float) -> None:
        if isinstance(one, Answer):
            self.answers[one.ref] = (now, one.seq)
        elif isinstance(one, Span):
            self._beat(lean, one)
        elif one.op == "challenge":
            lean.prove(one.frame)
        elif one.op == "close":
            self._gone(file, one.frame[2:].decode(errors="replace"))
        elif one.op == "refused":
            self.found.wrong.append(one.frame[:300].decode(errors="replace"))

    def _beat(self, lean: Lean, span: Span) -> None:
        """A heartbeat; the first says that the console is live. A snapshot says its number so."""
        if lean.at and (span.before != span.to or span.to != lean.at):
            self.found.wrong.append(f"at #{lean.at} came #{span.before} to #{span.to}")
        lean.at = span.to
        if span.before != span.to:
            return
        if not lean.live:
            lean.live = True
            self.live += 1
        lean.seen()

    def _gone(self, file: int, why: str) -> None:
        self.found.wrong.append(f"{self.by_file.pop(file).member.person} is gone: {why}")
        self.poll.unregister(file)

    # -- coming in -------------------------------------------------------------------------------

    def join(self) -> None:
        """All in, live and up to date."""
        began = _clock()
        while self.live < self.job.consoles and not self.found.wrong:
            knocking = len(self.leans) - self.live
            room = self.job.consoles if self.job.all_at_once else KNOCKING
            for _ in range(min(room - knocking, self.job.consoles - len(self.leans))):
                self._knock()
            self.turn(TURN_S)
            if _clock() - began > JOIN_S:
                self.found.wrong.append(f"only {self.live} of {self.job.consoles} came in")
        self.found.joined_s = _clock() - began

    def _knock(self) -> None:
        member = self.crowd.members[len(self.leans) % len(self.crowd.members)]
        seq = self.job.seq
        cursor = None if seq is None else Cursor(epoch=self.crowd.epoch, view=member.view, seq=seq)
        lean = Lean(self.job.port, member, self.crowd.hub_key, cursor)
        lean.at = seq or 0
        self.leans.append(lean)
        self.by_file[lean.socket.fileno()] = lean
        self.poll.register(lean.socket.fileno(), select.EPOLLOUT)

    # -- posting ---------------------------------------------------------------------------------

    def run(self) -> Found:
        """The whole job."""
        self.join()
        self._settle(self.job.hold_s)
        self.found.memory = memory(self.job.pid)
        if self.job.seconds and not self.found.wrong:
            before = sum(lean.got for lean in self.leans), cpu_s(self.job.pid), time.process_time()
            began = _clock()
            due = self._paced() if self.job.rate else self._saturated()
            self._until_everywhere(len(due))
            wall = self.found.wall_s = _clock() - began
            self.found.bytes = sum(lean.got for lean in self.leans) - before[0]
            self.found.server_cpu_s = cpu_s(self.job.pid) - before[1]
            self.found.load_share = (time.process_time() - before[2]) / wall
            self._reckon(due)
        self.found.seq = max((lean.at for lean in self.leans), default=0)
        return self.found

    def _settle(self, seconds: float) -> None:
        end = _clock() + seconds
        while (left := end - _clock()) > 0:
            self.turn(left)

    def _post(self, number: int) -> None:
        self.leans[number % len(self.leans)].submit(f"{self.job.name}:{number}", command())

    def _paced(self) -> list[float]:
        """When each post was due, each at its time whatever came of those before."""
        began = _clock() + 0.1
        due = [began + n / self.job.rate for n in range(int(self.job.seconds * self.job.rate))]
        for number, at in enumerate(due):
            while (left := at - _clock()) > 0:
                self.turn(left)
            self._post(number)
        return due

    def _saturated(self) -> list[float]:
        """As fast as answers come, over so many consoles in turn."""
        end, due = _clock() + self.job.seconds, list[float]()
        while _clock() < end and not self.found.wrong:
            while len(due) - len(self.answers) < self.job.in_flight:
                self._post(len(due))
                due.append(_clock())
            self.turn(TURN_S)
        return due

    def _until_everywhere(self, posts: int) -> None:
        end = _clock() + DRAIN_S
        while not self.found.wrong and _clock() < end:
            last = max((seq for _, seq in self.answers.values()), default=0)
            if len(self.answers) == posts and all(lean.at >= last for lean in self.leans):
                return
            self.turn(TURN_S)

    def _reckon(self, due: list[float]) -> None:
        """Each post's way: when it was due, answered, and on the last board."""
        found = self.found
        everywhere: dict[int, tuple[int, float]] = {}
        for span in self.ear.spans.values():
            for seq in range(span.before + 1, span.to + 1):
                count, at = everywhere.get(seq, (0, 0.0))
                everywhere[seq] = count + span.count, max(at, span.at)
        found.posts = len(due)
        for number, at in enumerate(due):
            acked, seq = self.answers.get(f"{self.job.name}:{number}", (0.0, 0))
            count, last = everywhere.get(seq, (0, 0.0))
            found.deliveries += count
            found.acks.append((acked - at) * 1_000)
            found.boards.append((last - at) * 1_000)
            if count != len(self.leans):
                found.wrong.append(f"post {number}, #{seq}, is on {count} boards")
        seqs = {seq for _, seq in self.answers.values()}
        if len(seqs) != len(due):
            found.wrong.append(f"{len(due)} posts are {len(seqs)} entries")


@cache
def command() -> dict[str, Any]:
    """What each post asks."""
    return AddLine(text=TEXT).model_dump(mode="json", exclude_none=True)


def cpu_s(pid: int) -> float:
    """Seconds of CPU a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> int:
    """Bytes of memory a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """One job from stdin, what was found to stdout."""
    job = Job(**json.loads(sys.stdin.read()))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, job.consoles + SPARE_FILES), most))
    print(json.dumps(asdict(Load(job).run())))


if __name__ == "__main__":
    main()
