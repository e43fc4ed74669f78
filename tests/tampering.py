"""Log files for tests: made, looked at, and changed behind sitroom's back."""

from __future__ import annotations

import json
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from schemas.database import Database
from schemas.logfile import LogFile
from tests.madeup import Story

ROOT = Path(__file__).parent.parent

Row = tuple[int, bytes, bytes, bytes]


def written(path: Path, seed: int = 1, n: int = 40) -> Story:
    """A log of ``n`` made-up entries, closed cleanly."""
    story = Story(seed)
    story.more(n - 1)
    with LogFile.create(path) as log:
        log.append(0, [told.kept for told in story.told])
    return story


def unclean(path: Path, story: Story, n: int = 10) -> Path:
    """The log after ``n`` more entries, and a copy of its files as a kill would leave them."""
    killed = path.parent.parent / "killed"
    with LogFile.open(path) as log:
        log.append(log.head.seq, story.more(n))
        copy(path, killed / "log")
    return killed / "log"


def copy(path: Path, to: Path) -> Path:
    """The files of a log as they are, the lock apart."""
    to.parent.mkdir(mode=0o700, exist_ok=True)
    for suffix in ("", "-wal", ".head"):
        one, other = (found.with_name(found.name + suffix) for found in (path, to))
        other.unlink(missing_ok=True)
        if one.exists():
            other.write_bytes(one.read_bytes())
            other.chmod(0o600)
    return to


def change(path: Path, sql: str, *values: Any) -> None:
    """Somebody changes the database with another tool."""
    with closing(sqlite3.connect(path)) as other, other:
        other.execute(sql, values)


def pretend(path: Path, **meta: str) -> None:
    """Another release wrote this about the file."""
    database = Database.writing(path)
    database.write(lambda: database.set_meta(meta))
    database.close()


def modes(folder: Path) -> dict[str, str]:
    """Every file's mode."""
    return {one.name: f"{stat.S_IMODE(one.stat().st_mode):o}" for one in folder.iterdir()}


def hashes(folder: Path) -> dict[str, str]:
    """Every file's hash."""
    return {one.name: sha256(one.read_bytes()).hexdigest() for one in folder.iterdir()}


def promised(path: Path) -> dict[str, Any]:
    """What the head file says."""
    found: dict[str, Any] = json.loads(path.with_name(path.name + ".head").read_text())
    return found


def seeds(few: int, many: int) -> list[Any]:
    """The first few for every run, many for the soak."""
    return [
        pytest.param(seed, marks=[pytest.mark.soak] if seed >= few else []) for seed in range(many)
    ]


def elsewhere(script: str, *arguments: str) -> subprocess.Popen[str]:
    """A script in another process."""
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# -- a room whose log is damaged in many ways ----------------------------------------------------

N = 60  # entries before the log of a room is opened again
KEY = "ab" * 32


def sign(text: bytes) -> str:
    """A signature, as far as this test must tell one from another."""
    return sha256(KEY.encode() + text).hexdigest() * 2


def signed(key: str, signature: str, text: bytes) -> bool:
    """Whether the hub of this key signed this."""
    return signature == sha256(key.encode() + text).hexdigest() * 2


def rows(path: Path, last: int) -> list[list[Row]]:
    """The entries as plain SQLite reads them: what each number gives, and what the scan gives.

    The receipt beside an entry is read with it, so that what keeps it from being read is found.
    """
    found: list[list[Row]] = [[] for _ in range(last + 1)]
    asked = "SELECT seq, at, entry, digest, receipt FROM entries"
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA writable_schema=ON")
        other.text_factory = bytes
        questions = [f"{asked} WHERE seq={seq}" for seq in range(1, last + 1)]
        for question in (*questions, f"{asked} ORDER BY seq"):
            with suppress(sqlite3.Error):
                for row in other.execute(question):
                    found[row[0] if 0 < row[0] <= last else 0].append(row[:4])
    return found


@dataclass
class Room:
    """A log closed cleanly, and the same log killed after some more entries."""

    clean: Path
    killed: Path
    kept: list[list[Row]]
    last: int
    story: Story


def make_room(folder: Path) -> Room:
    """Made once; every damage is done to a copy."""
    path, killed = folder / "hub" / "log", folder / "killed" / "log"
    story = Story(11, KEY)
    with LogFile.create(path, sign) as log:
        log.append(0, [story.told[0].kept])
        log.append(1, story.more(N - 1))
        log.keyframe(story.at(20))
        log.keyframe(story.at(N))
    with LogFile.open(path, sign) as log:
        for batch in (story.more(size) for size in (1, 7, 4, 1, 2)):
            log.append(log.head.seq, batch)
        log.keyframe(story.at(N + 5))
        log.append(log.head.seq, story.more(5))
        copy(path, killed)
    kept = rows(copy(path, folder / "read" / "log"), story.board.seq)
    return Room(path, killed, kept, story.board.seq, story)
