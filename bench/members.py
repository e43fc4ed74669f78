"""Who the consoles of the load are, and what they post: all that its lean process needs to know."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

TEXT = "Bridge at Mission and 4th is closed to all traffic, water over the deck"


@dataclass(frozen=True)
class Member:
    """One person with one device."""

    person: str
    agency: str
    device: str
    secret: str
    view: str  # the circles, as a cursor names them


@dataclass(frozen=True)
class Crowd:
    """Everybody, and the hub they know."""

    hub_key: str
    epoch: str
    members: list[Member]

    def write(self, path: Path) -> None:
        """Keep it for the process that makes the load."""
        path.write_text(json.dumps(asdict(self)))

    @classmethod
    def read(cls, path: Path) -> Crowd:
        """What was kept."""
        plain = json.loads(path.read_text())
        return cls(plain["hub_key"], plain["epoch"], [Member(**one) for one in plain["members"]])
