"""Opening a room from a home: with cache and queue for the first process, without for the rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version

from console.cache import Cache, Keeper, NoCache
from console.clocks import local_zone
from console.exits import Exit, Sorry
from console.home import Home, Profile
from console.keys import DeviceKey
from console.outbox import Memory, NotKept, Outbox, Store
from console.replica import Replica
from console.room import Room
from console.session import Identity, Session
from console.standing import State

REACH_S = 3.0  # for a word on the command line to reach the hub; it ends within five
LOAD_S = 60.0  # for a great board over a thin line, once the hub has answered


@dataclass
class Opened:
    """A room, and what a link to its hub needs."""

    room: Room
    profile: Profile
    holds: bool  # this process has cache and queue


def app() -> str:
    """What we are, as the hub is told."""
    return f"sitroom {version('sitroom')}"


def identity(profile: Profile, key: DeviceKey) -> Identity:
    """How this home proves itself to its hub."""
    return Identity(profile.hub_key, key.public, key.device, key.sign, app())


def open_room(home: Home, *, hold: bool, note: str = "") -> Opened:
    """The room of this home, not yet connected. ``hold``: with cache and queue if they are free."""
    profile = home.profile()
    key = home.key()
    if key is None or key.device != profile.device:
        raise Sorry(
            f"{home.key_file} is not the key {profile.person} joined with: "
            "put it back, or ask for an invitation and join again."
        )
    replica = Replica.empty()
    store: Store = Memory()
    keeper: Keeper = NoCache()
    notes = [note] if note else []
    holds = hold and home.hold()
    if holds:
        try:
            box = Outbox(home.outbox_file, f"{profile.hub_id}/{profile.person}")
        except NotKept as error:
            home.let_go()
            raise Sorry(f"{error} Make room, or check its owner.") from None
        cache = Cache(home.cache_file, home.evidence)
        replica, store, keeper = cache.open(), box, cache
        notes += [said for said in (box.warning, cache.warning) if said]
    session = Session(identity(profile, key), replica)
    room = Room(session, profile.person, store, keeper, zone=local_zone())
    for said in notes:
        room.note(said)
    return Opened(room, profile, holds)


# -- words on the command line -------------------------------------------------------------------


@asynccontextmanager
async def visit(home: Home) -> AsyncIterator[Room]:
    """A live room for one word: no cache, no queue. Sorry when there is no hub."""
    from console.link import Link

    opened = open_room(home, hold=False)
    room, profile = opened.room, opened.profile
    link = Link(room, profile.url, profile.cert)
    running = asyncio.create_task(link.run())
    try:
        await _reach(room, profile)
        yield room
    finally:
        link.stop()
        await running
        room.close()


async def _reach(room: Room, profile: Profile) -> None:
    def welcomed() -> bool:
        return room.session.welcome is not None or room.state is State.REFUSED

    await until(room, welcomed, REACH_S)
    if room.session.welcome is not None:
        await until(room, lambda: room.is_in or room.state is State.REFUSED, LOAD_S)
    if room.state is State.REFUSED:
        raise Sorry(room.session.ended or room.because)
    if not room.is_in:
        because = room.because or f"No hub at {profile.url}: nothing answers."
        raise Sorry(because, Exit.NO_HUB)


async def until(room: Room, so: Callable[[], bool], timeout_s: float) -> bool:
    """Wait until something is so in a room; whether it became so in time."""
    changed = asyncio.Event()
    stop = room.listen(lambda _: changed.set())
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while not so():
                    await changed.wait()
                    changed.clear()
    finally:
        stop()
    return so()
