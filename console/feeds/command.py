"""``sitroom feed``: another system's data, said by a feed's own account."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from console.exits import Exit, Sorry
from console.feeds.cad import Pace, Reader, Row
from console.feeds.feeder import Feeder
from console.home import Home
from console.link import Link
from console.replica import Replica
from console.session import Identity, Session
from schemas.text import clean_line

REACH_S = 5.0  # for the hub to let the feed in the first time
SAY_S = 2.0  # between two words on how far it is
MINUTE = "%Y-%m-%dT%H:%M"


@click.group()
def feed() -> None:
    """Bring another system's data in."""


@feed.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--zone", required=True, help="Where the rows' times are from: America/Los_Angeles")
@click.option("--speed", default="max", show_default=True, help="60: an hour a minute; or max.")
@click.option("--from", "start", type=click.DateTime([MINUTE]), help="Local; rows before stay out.")
@click.option("--until", "end", type=click.DateTime([MINUTE]), help="Local; rows from it stay out.")
@click.option("--retime", is_flag=True, help="As if the rows happened now.")
@click.option("--private", default="private", show_default=True, help="Agency of private units.")
def cad(
    file: Path,
    zone: str,
    speed: str,
    start: datetime | None,
    end: datetime | None,
    retime: bool,
    private: str,
) -> None:
    """Say a dispatch system's status rows, one JSON object a line, plain or gzipped.

    Starts again anywhere and doubles nothing. Refused rows go to a file beside the profile.
    """
    reader = Reader(_zone(zone), private.lower(), start, end)
    pace = Pace(_speed(speed), retime, datetime.now(UTC))
    if retime and pace.speed is None:
        pace.first, pace.last = _ends(reader, file)
    asyncio.run(_feed(reader, file, pace))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise Sorry(
            f"There is no zone {clean_line(name)}: say it as in America/Los_Angeles.",
            Exit.UNREADABLE,
        ) from None


def _speed(said: str) -> float | None:
    if said == "max":
        return None
    try:
        speed = float(said)
    except ValueError:
        speed = 0.0
    if not 0.01 <= speed <= 100_000:
        raise Sorry("--speed is a number from 0.01 to 100000, or max.", Exit.UNREADABLE)
    return speed


def _ends(reader: Reader, file: Path) -> tuple[datetime | None, datetime | None]:
    """The first and the last time of the rows."""
    times = (row.local for row in reader.rows(file) if isinstance(row, Row))
    first = next(times, None)
    return first, max(times, default=first)


class Checkpoint:
    """The file of rows that were not taken, each once, with the reason."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: set[int] = set()
        if path.exists():
            with path.open() as file:
                self._known = {json.loads(line)["row"] for line in file if line.strip()}

    def __call__(self, number: int, because: str, said: str) -> None:
        """Keep one more."""
        if number in self._known:
            return
        self._known.add(number)
        with self.path.open("a") as file:
            file.write(json.dumps({"row": number, "because": because, "said": said}) + "\n")


async def _feed(reader: Reader, file: Path, pace: Pace) -> None:
    home = Home.find()
    profile, key = home.profile(), home.key()
    if key is None:
        raise Sorry("This home has no key: sitroom join TOKEN first.")
    checkpoint = Checkpoint(home.path / f"{file.name.partition('.')[0]}.refused.jsonl")
    identity = Identity(profile.hub_key, key.public, key.device, key.sign, "sitroom feed cad")
    session = Session(identity, Replica.empty())
    feeder = Feeder(
        session,
        reader.rows(file),
        pace,
        checkpoint,
        lambda: datetime.now(UTC),
        time.monotonic,
        (reader.private,),
    )
    link = Link(feeder, profile.url, profile.cert)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    running = asyncio.create_task(link.run())
    try:
        await _until_done(feeder, stopped, profile.url)
    finally:
        link.stop()
        await running
    _say(feeder, file, checkpoint)


async def _until_done(feeder: Feeder, stopped: asyncio.Event, url: str) -> None:
    began = said = time.monotonic()
    was_in = False
    while not (feeder.done or stopped.is_set()):
        await asyncio.sleep(min(0.25, feeder.wait_s() + 0.01))
        feeder.tick()
        now = time.monotonic()
        was_in = was_in or feeder.is_in
        if feeder.session.ended:
            raise Sorry(feeder.session.ended)
        if not was_in and now - began > REACH_S:
            raise Sorry(feeder.because or f"No hub at {url}.", Exit.NO_HUB)
        if now - said > SAY_S and sys.stderr.isatty():
            said = now
            click.echo(f"\r{_counted(feeder)} ", nl=False, err=True)


def _counted(feeder: Feeder) -> str:
    counts = feeder.counts
    where = "" if feeder.is_in or feeder.done else ", waiting for the hub"
    return f"{counts.accepted} rows accepted, {counts.refused} refused{where}"


def _say(feeder: Feeder, file: Path, checkpoint: Checkpoint) -> None:
    kept = f" (see {checkpoint.path})" if feeder.counts.refused else ""
    end = "" if feeder.done else "; stopped before the end: run it again, nothing is doubled"
    click.echo(f"{file.name}: {_counted(feeder)}{kept}{end}")
