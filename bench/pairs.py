"""The two servers as processes, the load against one of them, and rounds of raw, hub, raw."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import count, pairwise
from pathlib import Path

from bench.load import Found, Job
from bench.members import Crowd
from bench.rows import spoken
from tests.hubs import RealHub, real_hub

LOAD_S = 300.0  # for one run of the load
UNLIKE = 1.3  # references of a round that differ by more are of a machine that does other things
BUSY = 0.7  # of a core: above it the load may be what is measured

Figure = Callable[[Found], float]

_RUNS = count(1)  # no two runs say the same refs, or the hub would answer as it did the first time


@dataclass
class Side:
    """One server and where its log stands."""

    port: int
    pid: int
    crowd: Path
    seq: int | None = None

    def load(self, name: str, **wanted: int | float | bool) -> Found:
        """One run of the load; the next one goes on from where this one ended."""
        job = Job(
            port=self.port,
            pid=self.pid,
            crowd=str(self.crowd),
            name=f"{name}{next(_RUNS):03}",
            seq=self.seq,
            **wanted,  # type: ignore[arg-type]
        )
        found = load(job)
        self.seq = found.seq
        return found


def load(job: Job) -> Found:
    """What a load process found."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(asdict(job)),
        capture_output=True,
        text=True,
        timeout=LOAD_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return Found(**json.loads(done.stdout))


@contextmanager
def raw_side(folder: Path, crowd: Path) -> Iterator[Side]:
    """The reference, running."""
    words = [sys.executable, "-m", "bench.raw", str(folder / "raw.sqlite")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Side(int(process.stdout.readline()), process.pid, crowd)
        finally:
            process.kill()


@contextmanager
def hub_side(folder: Path, crowd: Path) -> Iterator[Side]:
    """A real hub on the log in this folder."""
    with real_hub(folder) as hub:
        yield Side(hub.port, pid(hub), crowd)


def pid(hub: RealHub) -> int:
    """Its process."""
    assert hub.process is not None
    return hub.process.pid


def crowd_file(folder: Path, crowd: Crowd) -> Path:
    """The crowd, kept beside the log it is on."""
    path = folder / "crowd.json"
    crowd.write(path)
    return path


@dataclass
class Rounds:
    """Runs in turn: raw, hub, raw, hub, raw ...; each hub run with the raw ones beside it."""

    raws: list[Found] = field(default_factory=list)
    hubs: list[Found] = field(default_factory=list)
    wanted: int = 5
    tries: int = 2  # for each round that is wanted, so many are played at the most

    def play(self, raw: Callable[[], Found], hub: Callable[[], Found], by: list[Figure]) -> None:
        """Until there are as many good rounds of each figure as wanted, or no more tries."""
        self.raws.append(raw())
        while len(self.hubs) < self.tries * self.wanted:
            self.hubs.append(hub())
            self.raws.append(raw())
            if all(len(self.ratios(figure)) >= self.wanted for figure in by):
                return

    def ratios(self, figure: Figure) -> list[float]:
        """Hub to raw, of each round whose two references agree."""
        found = []
        for hub, (one, other) in zip(self.hubs, pairwise(self.raws), strict=True):
            a, b = sorted((figure(one), figure(other)))
            if b <= a * UNLIKE:
                found.append(figure(hub) / ((a + b) / 2))
        return found

    def ratio(self, figure: Figure) -> float:
        """The median of the good rounds."""
        found = self.ratios(figure)
        return statistics.median(found) if found else float("nan")

    def note(self, figure: Figure) -> str:
        """What the ratio is of, and what it does not tell."""
        kept, played = len(self.ratios(figure)), len(self.hubs)
        hub = statistics.median(map(figure, self.hubs))
        raw = statistics.median(map(figure, self.raws))
        said = f"{spoken(hub)} beside {spoken(raw)}; {kept} of {played} rounds"
        busy = max(found.load_share for found in (*self.raws, *self.hubs))
        return f"{said}; lower bound: load at {busy:.0%} of a core" if busy > BUSY else said

    @property
    def wrong(self) -> list[str]:
        """Every count that was not as it must be."""
        return [said for found in (*self.raws, *self.hubs) for said in found.wrong]


def percentile(values: list[float], share: float) -> float:
    """The value that this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")
