"""Who is at a console, and when they last pressed a key. Never in the log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from schemas.wire import Here, Presence, Present, encode
from server.connection import Connection
from server.publish import Publisher


class Presences:
    """Keys pressed by session, told at most once a second and view."""

    def __init__(self) -> None:
        self._pressed: dict[str, tuple[datetime, Here]] = {}
        self._changed = False

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
        """What changed since the last time, for each view: only people the view may see."""
        if not self._changed:
            return
        self._changed = False
        here = self._here(connections)
        for view, same in publisher.by_view(connections):
            people = [p for p in here if publisher.sees_person(view, p.person)]
            yield encode(Presence(people=people)), [c for c in same if c.live]

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
        return list(found.values())
