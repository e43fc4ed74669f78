"""SQLite, as the log file uses it: one connection, and its errors in our words.

The only module of the schemas that imports it. sqlite-utils makes the tables and is loaded only
then; commits run on the plain connection.
"""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from schemas.entry import canonical
from schemas.files import beside
from schemas.logport import Damaged, Failed, LogError, NotALog, OutcomeUnknown, StorageFailed
from schemas.wal import replays

APPLICATION = 0x73697472  # "sitr", in the file's own header
BUSY_S = 2.0  # how long a foreign tool that holds the file is waited for
WAL_BYTES = 64 * 1024 * 1024  # the write-ahead log is cut back to this after a great change
CACHE_KIB = 16 * 1024  # of pages in memory
ROW_BYTES = 256 * 1024 * 1024  # of one value; a keyframe is the greatest
ROOM_BYTES = 256 * 1024  # less than this left is a full disk
_BUGGY = ((3, 7, 0), (3, 51, 2))  # releases in which resetting the write-ahead log may corrupt

COLUMNS = {
    "entries": ("seq", "at", "entry", "digest", "receipt"),
    "receipts": ("person", "ref", "hash", "seq", "made"),
    "touches": ("shelf", "id", "seq"),
    "keyframes": ("seq", "board"),
    "deliveries": ("person", "device", "seq", "at", "kind"),
    "meta": ("key", "value"),
}
_NEEDS_NO_ROWID = """
CREATE TABLE receipts (
  person TEXT NOT NULL, ref TEXT NOT NULL, hash TEXT NOT NULL, seq INTEGER NOT NULL,
  made TEXT NOT NULL, PRIMARY KEY (person, ref)) STRICT, WITHOUT ROWID;
CREATE TABLE touches (
  shelf TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (shelf, id, seq)) STRICT, WITHOUT ROWID;
"""


def warning(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str | None:
    """What to tell the operator about this SQLite, if anything."""
    if not _BUGGY[0] <= version <= _BUGGY[1]:
        return None
    name = ".".join(str(part) for part in version[:3])
    return (
        "Let no other program open the log while the hub serves it; to look into it, take a copy"
        f" (SQLite {name} is older than 3.51.3)."
    )


def make(path: Path, meta: dict[str, str], first: tuple[int, bytes] | None = None) -> None:
    """A new database with its tables, closed again; with a first keyframe it can be cut short."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    database = Database.writing(path, shrinks=first is not None)

    def fill() -> None:
        database.set_meta(meta)
        database.put("INSERT INTO keyframes VALUES (?, ?)", [first] if first else [])

    try:
        _tables(database.connection)
        failed = database.write(fill)
        if failed:
            raise StorageFailed(failed.why, failed.full)
    except sqlite3.Error as error:
        raise database.said(error) from None
    finally:
        database.close()


def _tables(connection: sqlite3.Connection) -> None:
    from sqlite_utils import Database as Tables

    connection.execute(f"PRAGMA application_id={APPLICATION}")
    made = Tables(connection, execute_plugins=False)
    number, text, blob = int, str, bytes
    with made.atomic():
        made.table("entries").create(
            {"seq": number, "at": text, "entry": text, "digest": blob, "receipt": blob},
            pk="seq",
            not_null={"at", "entry", "digest"},
            strict=True,
        )
        made.table("keyframes").create(
            {"seq": number, "board": blob}, pk="seq", not_null={"board"}, strict=True
        )
        made.table("deliveries").create(
            {"person": text, "device": text, "seq": number, "at": text, "kind": text},
            not_null=COLUMNS["deliveries"],
            strict=True,
        )
        made.table("meta").create(
            {"key": text, "value": text}, pk="key", not_null={"value"}, strict=True
        )
        for statement in filter(str.strip, _NEEDS_NO_ROWID.split(";")):
            made.execute(statement)


class Database:
    """One connection. Whoever shares it between threads sees to it that one uses it at a time."""

    def __init__(self, path: Path, uri: str) -> None:
        self.path = path
        try:
            self.connection = sqlite3.connect(
                uri, timeout=BUSY_S, isolation_level=None, check_same_thread=False, uri=True
            )
        except sqlite3.Error as error:
            raise self.said(error) from None
        self.connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, ROW_BYTES)

    @classmethod
    def writing(cls, path: Path, *, shrinks: bool = False) -> Database:
        """For the one process that writes. Nobody else can open the file meanwhile."""
        found = cls(path, path.absolute().as_uri() + "?mode=rw")
        # Exclusive: no second connection, so neither its locks nor its bugs; no shared memory.
        found._set("locking_mode=EXCLUSIVE", "synchronous=FULL", "trusted_schema=OFF")
        if shrinks:
            found._set("auto_vacuum=INCREMENTAL")
        found._set("journal_mode=WAL", f"journal_size_limit={WAL_BYTES}")
        found._set(f"cache_size=-{CACHE_KIB}", "temp_store=MEMORY", "secure_delete=ON")
        return found

    @classmethod
    def reading(cls, path: Path, *, raw: bool = False, damaged: bool = False) -> Database:
        """For looking only: takes no lock, makes no file, changes no byte, sees the ``-wal``.

        ``damaged``: as much as can be read, of a file cut short or with a damaged schema as well;
        ``raw``: that, and texts as the bytes they are.
        """
        # A file without its -wal is read as if nothing could change it; one with it through the
        # VFS that locks nothing, which keeps what it replays in memory.
        logged = replays(beside(path, "-wal"))
        how = "mode=ro&vfs=unix-none" if logged else "mode=ro&immutable=1"
        found = cls(path, f"{path.absolute().as_uri()}?{how}")
        if raw or damaged:
            found._set("writable_schema=ON")
        if raw:
            found.connection.text_factory = bytes
        found._set("locking_mode=EXCLUSIVE", "trusted_schema=OFF", "cell_size_check=ON")
        found._set(f"cache_size=-{CACHE_KIB}", "temp_store=MEMORY")
        return found

    def _set(self, *pragmas: str) -> None:
        try:
            for pragma in pragmas:
                self.connection.execute(f"PRAGMA {pragma}").fetchall()
        except sqlite3.Error as error:
            self.connection.close()
            raise self.said(error) from None

    def close(self) -> None:
        """Let go; a writer moves what is in the ``-wal`` into the file first."""
        self.connection.close()

    # -- looking ---------------------------------------------------------------------------------

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a question; whoever asks sets its bound."""
        try:
            return self.connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise self.said(error) from None

    def one(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row, if any."""
        try:
            found: tuple[Any, ...] | None = self.connection.execute(sql, values).fetchone()
        except sqlite3.Error as error:
            raise self.said(error) from None
        return found

    def scan(self, sql: str, *values: Any) -> tuple[list[tuple[Any, ...]], bool]:
        """The rows up to the first that does not read, and whether there was one."""
        rows: list[tuple[Any, ...]] = []
        try:
            for row in self.connection.execute(sql, values):
                rows.append(row)
        except sqlite3.Error:
            return rows, True
        return rows, False

    def must_be_ours(self) -> None:
        """Refuse a file that is no sitroom log, or has other tables than a log."""
        application = self.one("PRAGMA application_id")
        if application != (APPLICATION,):
            raise NotALog(f"{self.path} is not a sitroom log.")
        if not self.has_our_tables():
            raise Damaged(f"{self.path} is damaged: its tables are not a log's.")

    def has_our_tables(self) -> bool:
        """Whether there are our tables with our columns, and nothing that acts by itself."""
        found: dict[str, tuple[str, ...]] = {}
        for (name,) in self.rows("SELECT name FROM sqlite_schema WHERE type='table' LIMIT 20"):
            table = _text(name)
            columns = self.rows("SELECT name FROM pragma_table_info(?)", table)
            found[table] = tuple(_text(column) for (column,) in columns)
        others = "SELECT count(*) FROM sqlite_schema WHERE type<>'table' AND sql IS NOT NULL"
        return found == COLUMNS and self.one(others) == (0,)

    def meta(self) -> dict[str, str]:
        """What the file says about itself; Damaged when it does not fit its own check."""
        found = {_text(k): _text(v) for k, v in self.rows("SELECT key, value FROM meta LIMIT 100")}
        if found.pop("check", None) != _check(found):
            raise Damaged(f"{self.path} is damaged: what it says about itself was changed.")
        return found

    # -- writing ---------------------------------------------------------------------------------

    def write(self, step: Callable[[], None]) -> Failed | OutcomeUnknown | None:
        """One transaction, on the disk when None is answered."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            step()
        except sqlite3.Error as error:
            self._undo()
            return Failed(f"{error}", self._is_full(error))
        except BaseException:
            self._undo()
            raise
        try:
            self.connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._undo()
            return OutcomeUnknown(f"{error}", self._is_full(error))
        return None

    def put(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write these rows; inside a transaction."""
        self.connection.executemany(sql, rows)

    def set_meta(self, values: dict[str, str]) -> None:
        """Say this about the file; inside a transaction."""
        set_ = "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value=excluded.value"
        self.connection.executemany(set_, values.items())
        rows = self.connection.execute("SELECT key, value FROM meta WHERE key<>'check'")
        self.connection.execute(set_, ("check", _check(dict(rows.fetchall()))))

    def checkpoint(self) -> bool:
        """Move all of the ``-wal`` into the file, on the disk; whether that was done."""
        try:
            busy, _, _ = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error:
            return False
        return not busy

    def _undo(self) -> None:
        # After a full disk SQLite has already rolled back, and to ask for it again would raise.
        if self.connection.in_transaction:
            self.connection.rollback()

    def _is_full(self, error: sqlite3.Error) -> bool:
        code = getattr(error, "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_FULL:
            return True
        if code != sqlite3.SQLITE_IOERR_WRITE:  # what a limit on file sizes or a quota comes as
            return False
        limit, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
        files = [one for one in (self.path, beside(self.path, "-wal")) if one.exists()]
        longest = max(one.stat().st_size for one in files)
        reached = limit != resource.RLIM_INFINITY and longest + ROOM_BYTES > limit
        return reached or shutil.disk_usage(self.path.parent).free < ROOM_BYTES

    def said(self, error: sqlite3.Error) -> LogError:
        """SQLite's error as one of ours."""
        if isinstance(error, sqlite3.ProgrammingError):  # a mistake of ours, not of the file
            raise error
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_NOTADB:
            return NotALog(f"{self.path} is not a sitroom log.")
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH, 0):
            return Damaged(f"{self.path} is damaged: {error}.")
        return StorageFailed(f"{self.path} cannot be used: {error}.")


def _check(meta: dict[str, str]) -> str:
    return sha256(canonical(meta).encode()).hexdigest()[:16]


def _text(value: Any) -> str:
    return value.decode("ascii", "replace") if isinstance(value, bytes) else str(value)
