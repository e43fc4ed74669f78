"""The -wal is looked into before SQLite is, which deletes one it finds nothing in."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from schemas.wal import FRAME, HEADER, replays

PAGE = 4_096


@pytest.fixture
def wal(tmp_path: Path) -> Iterator[Path]:
    """The -wal of a database in use, with one transaction of two pages and one of one."""
    path = tmp_path / "some.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE a (b)")
        database.execute("INSERT INTO a VALUES ('x')")
        yield path.with_name("some.db-wal")


def test_a_wal_with_a_whole_transaction_is_replayed(wal: Path) -> None:
    assert wal.stat().st_size == HEADER + 3 * (FRAME + PAGE)
    assert replays(wal)


def test_a_wal_that_is_missing_empty_or_short_is_not(wal: Path, tmp_path: Path) -> None:
    content = wal.read_bytes()
    other = tmp_path / "other-wal"
    assert not replays(other)
    for length in (0, 10, HEADER, HEADER + FRAME, HEADER + 2 * (FRAME + PAGE) - 1):
        other.write_bytes(content[:length])
        assert not replays(other)
    other.write_bytes(content[: HEADER + 2 * (FRAME + PAGE)])
    assert replays(other)


def test_any_flipped_bit_before_the_first_commit_ends_it_and_none_after_it_does(
    wal: Path, tmp_path: Path
) -> None:
    content, draw, other = wal.read_bytes(), random.Random(1), tmp_path / "other-wal"
    first = HEADER + 2 * (FRAME + PAGE)
    for place in (*range(HEADER + FRAME), *(draw.randrange(len(content)) for _ in range(60))):
        flipped = bytearray(content)
        flipped[place] ^= 1 << draw.randrange(8)
        other.write_bytes(flipped)
        assert replays(other) == (place >= first), place
