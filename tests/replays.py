"""Copies of a house's log, and replays of them."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

from click.testing import CliRunner, Result

from console.cli import main
from console.replay import Replay
from schemas.circles import View
from schemas.logfile import LogFile
from schemas.logreel import LogReel
from tests.house import NOON, ZONE, House

AGENCIES = ("city", "fire", "pd", "redcross")


def copied(house: House, name: str = "copy.log") -> Path:
    """A copy of the house's log, as a reviewer gets it."""
    path = house.path.with_name(name)
    log_of(house).copy_to(path)
    return path


def log_of(house: House) -> LogFile:
    """The house's log."""
    assert isinstance(house.hub.log, LogFile)
    return house.hub.log


def said(*words: str | Path) -> Result:
    """``sitroom replay`` with these words, in this process, in New York."""
    env = {"TZ": "America/New_York", "TERM": "dumb"}
    return CliRunner().invoke(main, ["replay", *map(str, words)], env=env)


def shown(path: Path, view: View | None = None) -> Replay:
    """A replay of this file."""
    return Replay(LogReel(path), ZONE, view, "somebody's view")


class Then(datetime):
    """The time at which the house's log is opened."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """A minute before anything is said."""
        return cls.fromisoformat((NOON - timedelta(minutes=1)).isoformat())


def command_changes_hands(house: House) -> None:
    """Command of one incident changes hands three times, minutes apart."""
    house.does("kim", "open fire in=Oak lead=fire Oak St")
    house.time.pass_(minutes=10)
    house.does("maya", "log Smoke on the second floor")
    house.time.pass_(minutes=10)
    house.does("sam", "take INC-1/IC")
    house.time.pass_(minutes=10)
    house.does("maya", "add E1")
    house.does("kim", "open flood Mill Creek")
    house.time.pass_(minutes=10)
    house.does("kim", "unify INC-1 fire,pd")
    house.does("kim", "close INC-1 Out")
    house.time.pass_(minutes=10)
    house.does("sam", "log All units home")
