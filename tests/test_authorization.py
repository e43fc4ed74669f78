"""Who may do what to whose things: every command, asked by everybody, in one scene.

The table is data/authorization.txt. A row is a command as its example says it; a column is one who
stands in another relation to what it is about. ``ok`` is accepted, a word the rule that refuses,
``-`` that the account may not ask it at all. A row that changed is a decision: it is looked at, and
then written down.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from schemas.agencies import Discipline, Grant, Standing
from schemas.base import Refusal
from schemas.grants import may
from server.admin import ACTOR
from server.clock import ACTOR as CLOCK_ACTOR
from server.rules import Actor
from tests.house import House
from tests.scene import SAID, example, scene, verdict

TABLE = Path(__file__).parent / "data" / "authorization.txt"
# Who is there beside the people of the scene, and what their accounts may.
MORE: Mapping[str, tuple[str, Grant]] = {
    "gil": ("gas", Grant.REPRESENTATIVE),
    "obs": ("fire", Grant.OBSERVER),
    "con": ("redcross", Grant.CONTRIBUTOR),
    "rev": ("city", Grant.REVIEWER),
    "ctl": ("city", Grant.CONTROLLER),
    "adm": ("city", Grant.ADMIN),
}
WHO: Mapping[str, str] = {
    "kim": "coordinates in the EOC and holds no post",
    "maya": "represents fire, which leads, and commands",
    "lee": "represents fire, signs for it and holds a post under that command",
    "sam": "represents the police, which take part",
    "rosa": "represents the Red Cross, which helps and does not command",
    "gil": "represents an agency that takes no part in anything",
    "cad": "is the feed of fire's dispatch",
    "obs": "looks on, for fire",
    "con": "contributes, and is no partner",
    "rev": "reviews",
    "ctl": "controls exercises",
    "adm": "manages accounts",
    "host": "is the hub's own administrator, on its machine",
    "clock": "is a deadline",
}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The scene of the examples, and people who stand in every relation to it."""
    made = scene(tmp_path_factory.mktemp("authorization"))
    made.agency("gas", "Gas company", Discipline.OTHER, Standing.COOPERATING)
    for person, (agency, grant) in MORE.items():
        made.person(person, agency, grant)
    yield made
    made.hub.close()


def actor(room: House, name: str) -> Actor:
    """One of them as the hub knows them."""
    apart = {"host": ACTOR, "clock": CLOCK_ACTOR}
    return apart[name] if name in apart else room.actor(name)


def row(room: House, kind: str) -> str:
    """What each of them is answered."""
    command = example(room, SAID[kind])
    cells = []
    for name in WHO:
        who = actor(room, name)
        answer = verdict(room, who, command)
        refused = answer.code if isinstance(answer, Refusal) else "ok"
        cells.append(refused if may(who.grants, command.grant) else "-")
        assert may(who.grants, command.grant) or isinstance(answer, Refusal), f"{name} may {kind}"
    return " ".join([kind, *cells])


def written() -> dict[str, str]:
    """The table as it stands, by command."""
    lines = [line for line in TABLE.read_text().splitlines() if line and line[0] != "#"]
    head, *rows = (" ".join(line.split()) for line in lines)
    assert head.split() == ["command", *WHO]
    return {line.split()[0]: line for line in rows}


def test_every_command_is_in_the_table_and_nothing_else() -> None:
    assert sorted(written()) == sorted(SAID)


@pytest.mark.parametrize("kind", SAID)
def test_everybody_is_answered_as_it_is_written(room: House, kind: str) -> None:
    assert row(room, kind) == written().get(kind)
