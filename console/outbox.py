"""The durable queue: what was typed and not yet answered outlives the console.

A small SQLite file of its own; each change is on the disk before the screen says "queued". The
process that holds the home has it; another keeps its asks in memory and takes none offline.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from console.asks import Ask

ASKS_MAX = 500  # asks that wait at most: a console may ask about so many when it comes back
GIVEN_MAX = 200  # provisional ids remembered with their numbers
BUSY_S = 2.0  # how long another program that looks into the file is waited for

_TABLES = """
CREATE TABLE IF NOT EXISTS asks (
  place INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL, ref TEXT NOT NULL,
  ask TEXT NOT NULL, UNIQUE (owner, ref)) STRICT;
CREATE TABLE IF NOT EXISTS given (
  place INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL, provisional TEXT NOT NULL,
  id TEXT NOT NULL, UNIQUE (owner, provisional)) STRICT;
"""


class NotKept(Exception):
    """The disk did not take it; the text says why."""


@dataclass
class Kept:
    """What an outbox holds of one owner."""

    asks: list[Ask] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)  # provisional id -> the hub's
    unread: int = 0  # asks of a newer release: left as they are


class Store(Protocol):
    """Where asks are kept."""

    durable: bool

    def load(self) -> Kept:
        """Everything kept, in the order it was said."""

    def save(
        self,
        put: Iterable[Ask] = (),
        drop: Iterable[str] = (),
        given: Mapping[str, str] | None = None,
    ) -> None:
        """All of this or nothing, on the disk when it returns; NotKept when it is not."""

    def close(self) -> None:
        """Let go of it."""


class Memory:
    """Asks of a process that does not hold the home: they end with it."""

    durable = False

    def load(self) -> Kept:
        """Nothing was kept."""
        return Kept()

    def save(
        self,
        put: Iterable[Ask] = (),
        drop: Iterable[str] = (),
        given: Mapping[str, str] | None = None,
    ) -> None:
        """The room's own memory is enough."""

    def close(self) -> None:
        """Nothing to let go of."""


class Outbox:
    """The queue in its file. ``owner`` is hub and person: nobody's asks go out as another's."""

    durable = True

    def __init__(self, path: Path, owner: str) -> None:
        self.path = path
        self.owner = owner
        self.warning: str | None = None
        try:
            self._db = self._open()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise NotKept(f"{path} cannot be used: {error}.") from None
            aside = path.with_name(path.name + ".damaged")
            path.replace(aside)
            self.warning = f"The queue was damaged; it was moved to {aside} and a new one begun."
            self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None)
        try:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "trusted_schema=OFF"):
                db.execute(f"PRAGMA {pragma}").fetchall()
            db.executescript(_TABLES)
            if db.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("damaged")
        except BaseException:
            db.close()
            raise
        return db

    def load(self) -> Kept:
        """Everything kept of this owner, in the order it was said."""
        kept = Kept()
        mine = (self.owner,)
        with closing(self._db.cursor()) as cursor:
            asks = "SELECT ask FROM asks WHERE owner = ? ORDER BY place"
            for (text,) in cursor.execute(asks, mine).fetchmany(ASKS_MAX):
                try:
                    kept.asks.append(Ask.model_validate_json(text))
                except ValidationError:
                    kept.unread += 1
            given = "SELECT provisional, id FROM given WHERE owner = ? ORDER BY place"
            kept.given = dict(cursor.execute(given, mine).fetchmany(GIVEN_MAX))
        return kept

    def save(
        self,
        put: Iterable[Ask] = (),
        drop: Iterable[str] = (),
        given: Mapping[str, str] | None = None,
    ) -> None:
        """All of this or nothing, on the disk when it returns; NotKept when it is not."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._write(put, drop, given or {})
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise NotKept(f"It could not be kept ({error}).") from None

    def _write(self, put: Iterable[Ask], drop: Iterable[str], given: Mapping[str, str]) -> None:
        me = self.owner
        self._db.executemany(
            "INSERT INTO asks (owner, ref, ask) VALUES (?, ?, ?)"
            " ON CONFLICT (owner, ref) DO UPDATE SET ask = excluded.ask",
            [(me, ask.ref, ask.model_dump_json()) for ask in put],
        )
        self._db.executemany(
            "DELETE FROM asks WHERE owner = ? AND ref = ?", [(me, ref) for ref in drop]
        )
        self._db.executemany(
            "INSERT OR REPLACE INTO given (owner, provisional, id) VALUES (?, ?, ?)",
            [(me, provisional, id) for provisional, id in given.items()],
        )
        self._db.execute(
            "DELETE FROM given WHERE owner = ? AND place NOT IN"
            " (SELECT place FROM given WHERE owner = ? ORDER BY place DESC LIMIT ?)",
            (me, me, GIVEN_MAX),
        )

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
