"""Bringing a console up to date: by its cursor, part by part, each sent before the next is made.

There is no queue: what a slow line has not taken stays where it is, in the log and on the board.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from schemas.circles import View
from server.hub import Hub
from server.publish import Publisher

PAGE_ENTRIES = 50  # of one step: small, so that a slow line shows that it moves

Send = Callable[[str], Awaitable[None]]


async def catch_up(
    cursor: int | None, view: View, hub: Hub, publisher: Publisher, send: Send
) -> int:
    """Send what is missed since ``cursor`` (None: a snapshot first) until nothing is.

    Gives the last entry sent; when it returns that is the head, with no await in between.
    """
    while True:
        missed = None if cursor is None else hub.memory.since(cursor)
        if missed is None:
            cursor, frames = publisher.snapshot(view, hub.now())
        elif missed:
            page = missed[:PAGE_ENTRIES]
            cursor, frames = page[-1].entry.seq, publisher.page(page, view, hub.now())
        else:
            assert cursor is not None
            return cursor
        for frame in frames:
            await send(frame)
