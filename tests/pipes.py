"""A console and its hub's end in memory, with a line between them that tests may cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from console.keys import DeviceKey
from console.outbox import Store
from console.replica import Replica
from console.room import Room
from console.session import Identity, Session
from console.standing import State
from console.steps import Send
from schemas.nouns import COMMANDS
from schemas.phrase import Grammar
from tests.hub_end import Close, End, HubEnd, Times

GRAMMAR = Grammar(COMMANDS.values())


@dataclass
class Pipe:
    """A room and, when connected, its end at the hub. ``flaw`` may change or lose a frame."""

    hub: HubEnd
    room: Room
    end: End | None = None
    flaw: Callable[[str], str | None] = field(default=lambda frame: frame)

    def connect(self) -> None:
        self.end = End(self.hub)
        self.hub.ends.append(self.end)
        self.room.connected("")

    def cut(self, code: int | None = None, reason: str = "the line broke") -> None:
        if self.end in self.hub.ends:
            self.hub.ends.remove(self.end)
        self.end = None
        self.room.lost(code, reason)

    def up(self) -> bool:
        """Everything the console wants to send goes out; whether something did."""
        steps = self.room.drain()
        for step in steps:
            if self.end is None:
                return False
            if isinstance(step, Send):
                self.end.receive(step.frame)
            else:
                self.cut()
        return bool(steps)

    def down(self) -> bool:
        """One frame comes from the hub; whether one did."""
        if self.end is None or not self.end.out:
            return False
        frame = self.end.out.popleft()
        if isinstance(frame, Close):
            self.cut(frame.code, frame.reason)
            return True
        came = self.flaw(frame)
        if came is not None:
            self.room.received(came)
        return True

    def settle(self) -> None:
        """Until nothing is on its way."""
        for _ in range(10_000):
            if not (self.up() | self.down()):
                return
        raise AssertionError("the two never come to rest")

    def say(self, line: str) -> list[str]:
        """What a person types and sends; the refs."""
        said = GRAMMAR.read(line, self.room.context())
        assert isinstance(said, list), said
        return [self.room.ask(one) for one in said]


def identity(hub: HubEnd, key: DeviceKey) -> Identity:
    return Identity(hub.key, key.public, key.device, key.sign, app="test")


def console(
    hub: HubEnd,
    key: DeviceKey,
    store: Store | None = None,
    times: Times | None = None,
    replica: Replica | None = None,
) -> Pipe:
    """A console of this device, not yet connected."""
    session = Session(identity(hub, key), replica or Replica.empty())
    person = hub.board.devices[key.device].person
    return Pipe(hub, Room(session, person, store, clock=times or hub.times))


def live(*pipes: Pipe) -> None:
    """Connect them, and see that they are live."""
    for pipe in pipes:
        pipe.connect()
        pipe.settle()
        assert pipe.room.state is State.LIVE, pipe.room.because


def state(pipe: Pipe) -> State:
    """How the console stands."""
    return pipe.room.state


def watching(frames: list[str]) -> Callable[[str], str]:
    """No flaw: the frames are remembered as they come."""

    def flaw(frame: str) -> str:
        frames.append(frame)
        return frame

    return flaw
