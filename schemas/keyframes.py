"""Keyframes: whole boards kept in a log file, so that nobody need fold it all from the start."""

from __future__ import annotations

import gc
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pydantic_core import from_json

from schemas.board import Board
from schemas.database import Database
from schemas.entry import Unreadable
from schemas.logport import FOLD_ERRORS

KEYFRAMES_MAX = 1_024  # kept, spread over the whole log: of a million entries every 1 000
BOARD_BYTES = 256 * 1024 * 1024  # of one board as text


def pack(board: Board) -> bytes:
    """A board as a keyframe holds it."""
    return zlib.compress(board.dump().encode())


def unpack(packed: bytes) -> Board:
    """A keyframe's board; Unreadable when it is none."""
    return load(text_of(packed))


def text_of(packed: bytes) -> str:
    """A keyframe's board as its text; Unreadable when it is none."""
    try:
        opened = zlib.decompressobj()
        text = opened.decompress(packed, BOARD_BYTES)
        if not opened.eof:
            raise Unreadable("a board is cut short, or too great")
        return text.decode("ascii")
    except (zlib.error, *FOLD_ERRORS) as error:
        raise Unreadable(f"not a board: {error}"[:200]) from None


def load(text: str) -> Board:
    """The board a text is; Unreadable when it is none."""
    try:
        with uncollected():
            # Not ``strict``, which takes longer: each record is validated anyway.
            return Board.load(from_json(text))
    except FOLD_ERRORS as error:
        raise Unreadable(f"not a board: {error}"[:200]) from None


@contextmanager
def uncollected() -> Iterator[None]:
    """Where ten thousand records are made and none is garbage, looking for some costs a half.

    Nor is it looked for among them afterwards: they go when nobody refers to them any more.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.freeze()
            gc.enable()


def put(database: Database, seq: int, packed: bytes) -> None:
    """Keep one, and let go of one when there are too many; inside a transaction."""
    database.put("INSERT OR REPLACE INTO keyframes VALUES (?, ?)", [(seq, packed)])
    kept = database.rows("SELECT seq FROM keyframes ORDER BY seq")
    gone = thinned([seq for (seq,) in kept])
    database.put("DELETE FROM keyframes WHERE seq=?", [(seq,) for seq in gone])


def thinned(seqs: Sequence[int]) -> list[int]:
    """Which keyframes to drop so that KEYFRAMES_MAX are left, as evenly spread as they can be.

    The first and the last stay; of the others the one goes whose neighbours are closest together.
    """
    left, dropped = list(seqs), []
    while len(left) > KEYFRAMES_MAX:
        gaps = [left[i + 1] - left[i - 1] for i in range(1, len(left) - 1)]
        dropped.append(left.pop(1 + gaps.index(min(gaps))))
    return dropped
