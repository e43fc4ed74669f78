"""A room with something of every noun in it: each command's example is accepted here.

A new noun adds the lines its examples stand on, and nothing before the lines that are there: their
numbers are cited.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import StringConstraints

from schemas.agencies import Grant
from schemas.base import By, Command, Header, Refusal
from schemas.board import bodies
from schemas.grants import CLOCK, ENROLLING, MAY
from schemas.nouns import COMMANDS
from schemas.phrase import Misread
from schemas.phrase.meaning import marks, meaning
from server.admin import ACTOR
from server.clock import ACTOR as CLOCK_ACTOR
from server.hats import wear
from server.rules import Actor, Draws, Room, decide
from tests.house import House

SCENE = (
    "maya: log Gas reading 12% LEL",
    "kim: open flood lead=fire in='Mill & 3rd' Mill Creek",
    "kim: open fire lead=fire Oak St",
    "kim: open outage lead=fire Substation 4",
    "kim: open crash lead=fire Bus on the bridge",
    "kim: attach INC-4 INC-1",
    "kim: join INC-1 agency=pd",
    "kim: close INC-3 Power is back",
    "cad: cad 26001 call_received type=alarm address='5th & Oak'",
    "cad: cad 26002 call_received type=fall address='12 Pine'",
    "kim: attach C-2 INC-1",
    "cad: cad 26003 dispatched unit=E3 type=fall",
    "cad: cad 26003 available unit=E3",
    "maya: add E12 kind=engine",
    "maya: add E14 kind=engine",
    "maya: add E16 kind=engine",
    "maya: assign E16 INC-1",
    "maya: assign E14 INC-1",
    "maya: status E14 onscene INC-2",
    "maya: take INC-2/IC",
    "maya: take INC-1/IC",
    "lee: signin",
    "maya: handover INC-1/IC lee objectives=A comms=B concerns=C Water rises",
    "maya: handover INC-2/IC lee objectives=A comms=B concerns=C Small fire",
    "sam: signin",
    "maya: take INC-4/IC",
    "maya: par INC-4",
    "sam: need 2 engine lifesaving in=INC-1",
    "sam: need 2 boat in=INC-1",
    "sam: need 3 pump in=INC-1",
    "sam: need 200 cot lifesaving in=INC-1",
    "maya: commit R-4 quantity=200",
    "sam: need 300 meal lifesaving in=INC-1",
    "maya: commit R-5 quantity=300",
    "sam: receive R-5 100",
    "sam: need 1 tent in=INC-1",
    "sam: cancel R-6 Found one",
    "kim: tell fire ack=10m Shelter open?",
    "kim: tell sam Thanks",
    "maya: objective in=INC-1 due=10m Keep the school standing",
    "kim: join INC-1 agency=redcross",
    "maya: task redcross in=INC-1 due=10m Bring 40 cots",
    "maya: task pd in=INC-1 Close 3rd",
    "maya: block T-2 No barriers here",
    "maya: expect pd in=INC-1 due=10m every=12h Streets",
    "kim: open storm lead=fire Roofs",
    "maya: expect redcross in=INC-5 due=2h Shelter count",
    "maya: close INC-5 Nothing left to do",
    "maya: need 2 medic in=INC-1 only=pd",
    "maya: task fire in=INC-1 only=fire Search the cellar",
    "kim: breakglass T-3 Somebody may be there",
    "maya: propose fire pd 4 rope until=30d",
    "maya: propose fire pd 4 tarp until=30d",
    "maya: end AGR-2 Not needed",
    "kim: rank INC-4 2 Children on the bus",
    "sam: need 90 blanket lifesaving in=INC-1",
)
LATER = timedelta(hours=1)  # when the clock asks
PEOPLE = ("maya", "lee", "sam", "kim", "cad")


def scene(folder: Path) -> House:
    """The house with all of this in it."""
    house = House(folder)
    house.person("cad", "fire", Grant.FEED)
    house.person("lee", "fire", Grant.REPRESENTATIVE, Grant.SIGNATORY)
    for line in SCENE:
        person, _, phrase = line.partition(": ")
        house.does(person, phrase.replace("'", '"'))
    return house


def actors(house: House, command: type[Command]) -> list[Actor]:
    """Everybody whose account may ask this."""
    everybody = [*(house.actor(person) for person in PEOPLE), ACTOR, CLOCK_ACTOR]
    return [actor for actor in everybody if actor.grants & MAY[command.grant]]


def example(house: House, command: type[Command]) -> Command:
    """The command as its example says it."""
    read = house.said("kim", command.example)
    assert not isinstance(read, Misread), f"{command.example}: {read}"
    (said,) = read
    assert type(said.command) is command, f"{command.example} is a {said.command.kind}"
    return said.command


def decided(house: House, command: Command) -> list[str] | Refusal:
    """What would be kept of it: the first acceptance, else the last refusal, of those who may ask.

    Decided on a copy of the board, so each example is said in the same scene.
    """
    answer: list[str] | Refusal = Refusal(code="no-grant", because="nobody here may ask it")
    for actor in actors(house, type(command)):
        answer = verdict(house, actor, command)
        if not isinstance(answer, Refusal):
            return answer
    return answer


def verdict(house: House, actor: Actor, command: Command) -> list[str] | Refusal:
    """What would be kept of it, if this one asks; decided on a copy of the board."""
    draws = Draws(code_hash="0" * 64)
    room = Room(house.board.copy(), past=house.hub.memory.past, draws=draws)
    hatted = wear(actor, None, command, room)
    assert isinstance(hatted, Actor)
    by = By(person=actor.person, agency=actor.agency)
    at = house.time() + (LATER if CLOCK in actor.grants else timedelta())
    now = Header(seq=house.board.seq + 1, at=at, by=by, ref="r")
    found = decide(command, room, hatted, now)
    if isinstance(found, Refusal):
        return found
    room.apply(now, found)
    return bodies(now, found)


# A console that comes in with a code is asked for by the hub, with a code drawn just then.
SAID = {kind: command for kind, command in COMMANDS.items() if MAY[command.grant] != {ENROLLING}}

# Of each sort that acts one, and in less than a name's length when it is made visible.
EVIL = "\x1b]52;c;x\x07[/]\u202e\x9b\U000e0041[@click=app.quit]x"


def texts(command: type[Command]) -> list[str]:
    """The fields that take whatever somebody types."""
    found = {name: marks(meaning(command, name).type) for name in command.model_fields}
    return [name for name, said in found.items() if any(map(_takes_any_text, said))]


def _takes_any_text(mark: Any) -> bool:
    return isinstance(mark, StringConstraints) and not mark.pattern


CASES = [(kind, name) for kind, command in SAID.items() for name in texts(command)]


def evil(said: Command, name: str) -> Command:
    """The same command as a console may send it, with the worst in one field."""
    given = [EVIL] if meaning(type(said), name).many else EVIL
    plain = {**said.model_dump(mode="json"), name: given}
    return type(said).model_validate_json(json.dumps(plain))


def spoil(house: House) -> None:
    """Ask each of these for real; where one spoils the scene of a later one, that is refused."""
    said = [evil(example(house, SAID[kind]), name) for kind, name in CASES]
    accepted = 0
    for one in said:
        answers = (house.submit(actor, one) for actor in actors(house, type(one)))
        accepted += any(answer.ok for answer in answers)
    assert accepted > len(said) * 0.8
