"""A log with many people on it, made by the hub's own rules without a socket: who they are and
the keys they come in with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from bench.members import TEXT, Crowd, Member
from console.keys import DeviceKey
from schemas.agencies import AddAgency, AddPerson, EnrolDevice, Grant, InvitePerson
from schemas.base import Command
from schemas.board import plain
from schemas.entry import canonical
from schemas.grants import ENROLLING
from schemas.journal import AddLine
from schemas.logtape import LogTape
from schemas.wire import Accepted, Submit, Token, code_mark, view_name
from server.admin import ACTOR, submit_of
from server.batch import Asked
from server.hub import BATCH_MAX, Hub
from server.rules import Actor
from server.start import Address, open_log

AGENCIES = ("fire", "pd", "redcross", "city", "schools")


def settle(hub: Hub, asks: Iterable[Asked]) -> Iterator[Accepted]:
    """Decide and commit, as many at a time as a busy hub does; every answer must be yes."""
    left = iter(asks)
    while batch := list(islice(left, BATCH_MAX)):
        taken = hub.take(batch)
        outcome = hub.append(taken)
        for decided in hub.settle(taken, outcome):
            assert isinstance(decided.answer, Accepted), decided.answer
            yield decided.answer
        hub.keep(taken, outcome)


def assemble(log: Path, count: int) -> Crowd:
    """A new log on which so many people of several agencies have an account and a device."""
    served = open_log(log, create=True, address=Address("ws://127.0.0.1:1"))
    hub = served.hub
    people = {f"p{n}": AGENCIES[n % len(AGENCIES)] for n in range(count)}
    try:
        list(settle(hub, map(_asked, _roster(people))))
        invited = settle(hub, (_asked(InvitePerson(person=person)) for person in people))
        codes = {p: Token.read(yes.once or "").code for p, yes in zip(people, invited, strict=True)}
        keys = {person: DeviceKey.new() for person in people}
        enrolling = (
            _enrolling(person, agency, keys[person], codes[person])
            for person, agency in people.items()
        )
        list(settle(hub, enrolling))
        about = hub.durable.logs["log"]
        members = [
            Member(p, agency, keys[p].device, keys[p].secret(), view_name(_actor(p, agency).view))
            for p, agency in people.items()
        ]
        return Crowd(about.hub_key, about.epoch, members)
    finally:
        hub.close()


def write_lines(log: Path, member: Member, until: int) -> None:
    """Lines of one person until the log has so many entries."""
    hub = open_log(log, create=False).hub
    try:
        numbers = range(hub.durable.seq + 1, until + 1)
        for _ in settle(hub, (line(member, f"fill:{n}") for n in numbers)):
            pass
    finally:
        hub.close()


def board_bytes(log: Path, member: Member) -> int:
    """The JSON of the board that somebody gets who joins."""
    with LogTape(log) as tape:
        board = tape.board().project(frozenset(member.view.split(",")))
    return sum(len(canonical([shelf, plain(record)])) for shelf, record in board.records())


def line(member: Member, ref: str) -> Asked:
    """One line of the journal, as the hub gets it from a connection."""
    command = AddLine(text=TEXT).model_dump(mode="json", exclude_none=True)
    return Asked("load", _actor(member.person, member.agency), Submit(ref=ref, command=command))


def _roster(people: dict[str, str]) -> Iterator[Command]:
    for agency in AGENCIES:
        yield AddAgency(agency=agency, name=agency.title())
    for person, agency in people.items():
        grants = (Grant.REPRESENTATIVE,)
        yield AddPerson(person=person, name=f"Pat {person}", agency=agency, grants=grants)


def _asked(command: Command) -> Asked:
    return Asked("load", ACTOR, submit_of(command))


def _actor(person: str, agency: str) -> Actor:
    return Actor(person=person, agency=agency, grants=frozenset({Grant.REPRESENTATIVE.value}))


def _enrolling(person: str, agency: str, key: DeviceKey, code: str) -> Asked:
    actor = Actor(
        person=person,
        agency=agency,
        grants=frozenset({Grant.REPRESENTATIVE.value, ENROLLING}),
        device=key.device,
    )
    ask = EnrolDevice(key=key.public, code_hash=code_mark(code), name="load")
    return Asked("load", actor, Submit(ref=f"enrol:{person}", command=ask.model_dump(mode="json")))
