"""Who is here: told to those who may know of the person, the seldomer the more there are."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from schemas.agencies import Grant
from schemas.wire import FRAME_MAX, PRESENT_MAX, Here
from server.access import Doorkeeper
from server.connection import Connection
from server.presence import BYTES_PER_S, Presences
from server.publish import Publisher
from server.rules import Actor
from server.session import Session
from tests.house import NOON, House


def at_console(house: House, person: str, actor: Actor | None = None) -> Connection:
    """A live connection of somebody."""
    session = Session(f"{person}'s", house.hub, Doorkeeper(""), lambda text: "", "")
    session.actor = actor or house.actor(person)
    session.view = session.actor.view
    connection = Connection.new(session, "test", 0.0)
    connection.live = True
    return connection


def told(
    presences: Presences, house: House, connections: list[Connection]
) -> list[tuple[list[dict[str, Any]], list[Connection]]]:
    """Whom each frame names, and who gets it."""
    frames = presences.frames(connections, Publisher(house.hub))
    return [(json.loads(frame)["people"], same) for frame, same in frames]


def test_one_frame_is_for_everybody_who_may_know_of_the_same_people(house: House) -> None:
    house.person("vic", "fire", Grant.CONTRIBUTOR)
    everybody = [at_console(house, person) for person in ("kim", "maya", "sam", "vic")]
    presences = Presences()
    presences.came()
    partners, outside = told(presences, house, everybody)
    assert [one["person"] for one in partners[0]] == ["kim", "maya", "sam", "vic"]
    assert partners[1] == everybody[:3]
    assert [one["person"] for one in outside[0]] != [one["person"] for one in partners[0]]
    assert outside[1] == everybody[3:]


def test_it_is_told_when_somebody_comes_presses_or_leaves_and_not_otherwise(house: House) -> None:
    maya = at_console(house, "maya")
    presences = Presences()
    assert told(presences, house, [maya]) == []
    presences.came()
    assert told(presences, house, [maya])[0][0][0].get("screen") is None
    assert told(presences, house, [maya]) == []
    presences.press(maya.session.id, NOON, Here(screen="log"))
    assert told(presences, house, [maya])[0][0][0]["screen"] == "log"
    presences.left(maya.session.id)
    assert told(presences, house, [maya])[0][0] != []
    assert told(presences, house, [maya]) == []


def crowd(house: House, count: int) -> list[Connection]:
    """So many people of one agency at their consoles."""
    known = house.hub.durable.people["maya"]
    actor = house.actor("maya")
    made = []
    for n in range(count):
        person = f"m{n}"
        house.hub.durable.people[person] = known.but(id=person)
        one = Actor(person=person, agency=actor.agency, grants=actor.grants)
        made.append(at_console(house, person, one))
    return made


def test_many_people_are_told_seldomer(house: House) -> None:
    everybody = crowd(house, 600)
    try:
        presences = Presences()
        presences.came()
        ((frame, _),) = presences.frames(everybody, Publisher(house.hub))
        rest_s = len(frame) // BYTES_PER_S
        assert rest_s > 1
        for _ in range(rest_s - 1):
            presences.came()
            assert told(presences, house, everybody) == []
        assert len(told(presences, house, everybody)) == 1
    finally:
        _gone(house)


def test_a_frame_holds_everybody_it_names_those_first_who_pressed_a_key_last(house: House) -> None:
    everybody = crowd(house, PRESENT_MAX + 5)
    try:
        presences = Presences()
        for n, connection in enumerate(everybody[5:]):
            screen = "x" * 80
            presences.press(connection.session.id, NOON + timedelta(seconds=n), Here(screen=screen))
        ((frame, _),) = presences.frames(everybody, Publisher(house.hub))
        named = [one["person"] for one in json.loads(frame)["people"]]
        assert len(named) == PRESENT_MAX
        assert named[0] == everybody[-1].session.actor.person  # type: ignore[union-attr]
        assert not {"m0", "m4"} & set(named)
        assert len(frame) < FRAME_MAX
    finally:
        _gone(house)


def _gone(house: House) -> None:
    """The house checks its boards at the end: the crowd was never in its log."""
    people = house.hub.durable.people
    for person in [one for one in people if one.startswith("m") and one != "maya"]:
        del people[person]
