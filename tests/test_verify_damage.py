"""Random damage: bits, sectors, rows, tails. All of it is found, and what it hit is named."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from schemas.files import beside
from schemas.logcache import LogCache
from schemas.logfile import LogFile
from schemas.logport import BehindHead
from schemas.verify import Finding, Report, verify
from tests.madeup import VIEWS
from tests.tampering import N, Room, change, copy, hashes, make_room, rows, seeds, signed


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    return make_room(tmp_path_factory.mktemp("room"))


def flip(draw: random.Random, path: Path) -> None:
    """One bit, anywhere."""
    content = bytearray(path.read_bytes())
    content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    path.write_bytes(content)


def cut(draw: random.Random, path: Path) -> None:
    """The end is gone."""
    content = path.read_bytes()
    path.write_bytes(content[: draw.randrange(1, len(content))])


def blank(draw: random.Random, path: Path) -> None:
    """A sector reads as zeros."""
    content = bytearray(path.read_bytes())
    at = draw.randrange(len(content) // 512) * 512
    if not any(content[at : at + 512]):
        content[at] = 1
    else:
        content[at : at + 512] = bytes(512)
    path.write_bytes(content)


def swap(draw: random.Random, path: Path) -> None:
    """Two rows have changed places."""
    one, other = draw.sample(range(1, N + 1), 2)
    for was, now in ((one, -1), (other, one), (-1, other)):
        change(path, "UPDATE entries SET seq=? WHERE seq=?", now, was)


def drop(draw: random.Random, path: Path) -> None:
    """A row is gone."""
    change(path, "DELETE FROM entries WHERE seq=?", draw.randrange(1, N))


def behead(draw: random.Random, path: Path) -> None:
    """The last rows are gone."""
    change(path, "DELETE FROM entries WHERE seq>?", draw.randrange(1, N))


def edit(draw: random.Random, path: Path) -> None:
    """A fact says something else."""
    change(path, "UPDATE entries SET entry=replace(entry, 'partners', 'public') WHERE seq>?",
           draw.randrange(2, N - 1))  # fmt: skip


DAMAGES = (flip, flip, flip, flip, cut, blank, swap, drop, behead, edit)


def look(room: Room, path: Path) -> tuple[Report, int | None]:
    """What verify says, having changed nothing, and the first entry plain SQLite finds wrong."""
    before = hashes(path.parent)
    report = verify(path, signed)
    assert hashes(path.parent) == before
    assert report.exit_code == (0 if report.ok else 4)
    now = rows(copy(path, path.parent.parent / "read" / "log"), room.last)
    lost = [seq for seq in range(1, room.last + 1) if room.kept[seq][0] not in now[seq]]
    if not lost or named(report, lost[0]):
        return report, (lost[0] if lost else None)
    # Found by a scan from the start and not by its number: then its page is the first damaged.
    hidden = [seq for seq in range(1, lost[0]) if len(now[seq]) < 2]
    return report, (*hidden, lost[0])[0]


def named(report: Report, first: int | None) -> bool:
    """Whether the report names what is wrong: the first damaged entry, or that none is."""
    if first is None:
        return report.kind is Finding.ALTERED
    if report.kind is Finding.TAIL_MISSING:
        return report.seq == first - 1
    return report.kind is Finding.DAMAGED and report.seq == first


@pytest.mark.parametrize("seed", seeds(60, 1_000))
def test_whatever_is_done_to_a_log_closed_cleanly_is_named(
    room: Room, tmp_path: Path, seed: int
) -> None:
    draw = random.Random(seed)
    path = copy(room.clean, tmp_path / "hub" / "log")
    draw.choice(DAMAGES)(draw, path)
    report, first = look(room, path)
    nothing_reads = first == 1 and report.kind is Finding.UNREADABLE
    assert named(report, first) or nothing_reads, (first, report)


@pytest.mark.parametrize("seed", seeds(30, 1_000))
def test_damage_to_the_wal_of_a_killed_hub_is_named(room: Room, tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    path = copy(room.killed, tmp_path / "hub" / "log")
    draw.choice((flip, cut, blank))(draw, beside(path, "-wal"))
    report, first = look(room, path)
    assert named(report, first), (first, report)
    with pytest.raises(BehindHead):
        LogFile.open(path)


@pytest.mark.parametrize("seed", seeds(30, 1_000))
def test_damage_to_the_file_of_a_killed_hub_is_named_if_anything_uses_those_bytes(
    room: Room, tmp_path: Path, seed: int
) -> None:
    draw = random.Random(seed)
    path = copy(room.killed, tmp_path / "hub" / "log")
    draw.choice((flip, cut, blank))(draw, path)
    report, first = look(room, path)
    if report.ok:
        assert first is None
        assert contents(path) == contents(copy(room.killed, tmp_path / "whole" / "log"))
    else:
        assert named(report, first) or report.kind is Finding.UNREADABLE, (first, report)


def contents(path: Path) -> list[Any]:
    """Everything the file holds, as plain SQLite reads it."""
    tables = ("entries", "receipts", "touches", "keyframes", "meta")
    asked = [f"SELECT * FROM {table}" for table in tables]  # noqa: S608
    with closing(sqlite3.connect(copy(path, path.parent.parent / "contents" / "log"))) as other:
        return [other.execute(question).fetchall() for question in asked]


@pytest.mark.parametrize("seed", seeds(15, 500))
def test_whatever_is_done_to_a_cache_closed_cleanly_is_found(
    room: Room, tmp_path: Path, seed: int
) -> None:
    draw = random.Random(seed)
    view = VIEWS[draw.choice(sorted(VIEWS))]
    path = tmp_path / "console" / "cache"
    with LogCache.begin(path, room.story.anchor(40, view), view, room.story.epoch) as cache:
        cache.append(40, room.story.seen(41, room.last, view))
    assert verify(path).ok
    draw.choice((flip, cut, blank))(draw, path)
    assert not verify(path).ok


@pytest.mark.parametrize("seed", seeds(20, 400))
def test_a_flipped_bit_in_the_head_file_is_found(room: Room, tmp_path: Path, seed: int) -> None:
    path = copy(room.clean, tmp_path / "hub" / "log")
    flip(random.Random(seed), beside(path, ".head"))
    assert not verify(path, signed).ok
