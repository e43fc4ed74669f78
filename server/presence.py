"""Who is at a console, and when they last pressed a key. Never in the log.

Everybody is told of everybody each time, so the more there are the seldomer it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from schemas.circles import meets
from schemas.wire import PRESENT_MAX, Here, Presence, Present, encode
from server.connection import Connection
from server.publish import Publisher

BYTES_PER_S = 8 * 1024  # of presence to one console, in the long run


class Presences:
    """Keys pressed by session, told at most once a second and view."""

    def __init__(self) -> None:
        self._pressed: dict[str, tuple[datetime, Here]] = {}
        self._changed = False
        self._wait_s = 0  # until it may be told again

    def press(self, session: str, at: datetime, here: Here) -> None:
        """A key was pressed."""
        self._pressed[session] = (at, here)
        self._changed = True

    def came(self) -> None:
        """Somebody is in."""
        self._changed = True

    def left(self, session: str) -> None:
        """A connection is gone."""
        self._pressed.pop(session, None)
        self._changed = True

    def frames(
        self, connections: list[Connection], publisher: Publisher
    ) -> Iterator[tuple[str, list[Connection]]]:
        """What changed since the last time; asked once a second. Only people the view may see."""
        self._wait_s = max(0, self._wait_s - 1)
        if not self._changed or self._wait_s:
            return
        self._changed = False
        roster = publisher.hub.durable.people
        here = [
            (p, roster[p.person].audience) for p in self._here(connections) if p.person in roster
        ]
        for sight, same in publisher.by_sight(connections, (audience for _, audience in here)):
            people = [present for present, audience in here if meets(audience, sight)]
            frame = encode(Presence(people=people))
            self._wait_s = max(self._wait_s, len(frame) // BYTES_PER_S)
            yield frame, [c for c in same if c.live]

    def _here(self, connections: Iterable[Connection]) -> list[Present]:
        """Each person once, at the console where a key was pressed last."""
        found: dict[str, Present] = {}
        for connection in connections:
            actor = connection.session.actor
            if actor is None:
                continue
            at, here = self._pressed.get(connection.session.id, (None, None))
            had = found.get(actor.person)
            if had and had.pressed_at and (at is None or had.pressed_at > at):
                continue
            found[actor.person] = Present(
                person=actor.person,
                agency=actor.agency,
                pressed_at=at,
                screen=here.screen if here else None,
            )
        if len(found) <= PRESENT_MAX:
            return list(found.values())
        return sorted(found.values(), key=_pressed, reverse=True)[:PRESENT_MAX]


def _pressed(present: Present) -> float:
    return present.pressed_at.timestamp() if present.pressed_at else 0.0
