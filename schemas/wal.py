"""SQLite's write-ahead log, as far as it must be read before SQLite opens it.

A connection that finds nothing to replay in a ``-wal`` deletes it when it closes, even one that may
only read. After a flipped bit that file is the evidence, so it is looked into first.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

HEADER, FRAME = 32, 24  # bytes before all frames, and before each page
_MAGIC = {0x377F0682: "<", 0x377F0683: ">"}  # and the byte order the sums are made in
_PAGES = {1 << power for power in range(9, 17)}

Sums = tuple[int, int]


def replays(wal: Path) -> bool:
    """Whether SQLite would replay anything: a whole first transaction with sums that fit."""
    if not wal.exists():
        return False
    with wal.open("rb") as file:
        return _first_transaction(file)


def _first_transaction(file: BinaryIO) -> bool:
    header = file.read(HEADER)
    if len(header) < HEADER:
        return False
    magic, _, page, _, salt1, salt2, *sums = struct.unpack(">8I", header)
    order = _MAGIC.get(magic)
    if order is None or page not in _PAGES or _sum(order, header[:24], (0, 0)) != tuple(sums):
        return False
    so_far: Sums = (sums[0], sums[1])
    while True:
        frame = file.read(FRAME + page)
        if len(frame) < FRAME + page:
            return False
        _, committed, *salts, sum1, sum2 = struct.unpack(">6I", frame[:FRAME])
        so_far = _sum(order, frame[FRAME:], _sum(order, frame[:8], so_far))
        if salts != [salt1, salt2] or so_far != (sum1, sum2):
            return False
        if committed:
            return True


def _sum(order: str, content: bytes, so_far: Sums) -> Sums:
    first, second = so_far
    words = iter(struct.unpack(f"{order}{len(content) // 4}I", content))
    for one, other in zip(words, words, strict=True):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + other + first) & 0xFFFFFFFF
    return first, second
