"""A full disk: said within two seconds, nothing acknowledged is lost, and it mends by itself."""

from __future__ import annotations

import asyncio
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from console.room import Room
from schemas.journal import AddLine
from schemas.logtape import LogTape
from schemas.phrase import Said
from tests.hubs import RealHub, becomes, console
from tests.test_fault_kill import Writer

ROOM = 24 * 1024 * 1024  # of the small file system
SAID_S = 2.0  # until it is said on every console
PEOPLE = {"maya": ("fire", "representative"), "sam": ("pd", "representative")}


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """A file system of its own, where that is allowed; None where it is not."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={ROOM},mode=0700", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(words, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    try:
        yield folder if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def limit(hub: RealHub, size: int) -> None:
    """No file of the hub's may grow beyond this."""
    assert hub.process is not None
    resource.prlimit(hub.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def say(room: Room, text: str) -> str:
    """One line of the journal on its way."""
    return room.ask(Said(AddLine(text=text), None, None, f"log {text}"))


async def _fills(hub: RealHub, homes: dict[str, Path], fill: object, empty: object) -> None:
    assert callable(fill)
    assert callable(empty)
    async with console(homes["maya"], hold=True) as maya, console(homes["sam"]) as sam:
        await becomes(lambda: maya.is_in and sam.is_in, "both live")
        writer = Writer(maya)
        stop = asyncio.Event()
        writing = asyncio.create_task(writer.write(stop))
        await becomes(lambda: len(writer.acked) > 20, "some are acknowledged")
        fill()

        def said() -> bool:
            notices = (maya.notice, sam.notice)
            return all(notice is not None and notice.code == "readonly" for notice in notices)

        took = await becomes(said, "read-only is said on every console", 20.0)
        stop.set()
        await writing
        acked = dict(writer.acked)
        assert maya.is_in, "reading goes on"
        await asyncio.sleep(1.0)
        empty()
        await becomes(lambda: maya.notice is None and sam.notice is None, "it mends by itself")
        await becomes(lambda: not maya.pending, "what waited is done")
        say(sam, "after the disk was full")
        await becomes(lambda: not sam.pending, "and it goes on")
        assert took < SAID_S + 1.0, f"said after {took:.1f} s"
        print(f"\nread-only said on every console after {took:.2f} s; {len(acked)} acknowledged")
    hub.stop()
    with LogTape(hub.log) as log:
        for ref, seq in writer.acked.items():
            receipt = log.receipt("maya", ref)
            assert receipt is not None, f"{ref} was acknowledged and is not there"
            assert receipt.seq == seq


def started(folder: Path) -> tuple[RealHub, dict[str, Path]]:
    """A hub with two people, in a folder."""
    hub = RealHub(folder)
    hub.start()
    hub.roster(PEOPLE)
    return hub, {person: hub.home(person) for person in PEOPLE}


def test_when_no_file_may_grow_the_hub_is_read_only_until_one_may(tmp_path: Path) -> None:
    hub, homes = started(tmp_path)
    try:
        wal = hub.log.with_name(hub.log.name + "-wal")

        def fill() -> None:
            limit(hub, wal.stat().st_size)

        asyncio.run(_fills(hub, homes, fill, lambda: limit(hub, resource.RLIM_INFINITY)))
    finally:
        if hub.process and hub.process.poll() is None:
            hub.kill()


def test_when_the_disk_is_full_the_hub_is_read_only_until_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        if disk is None:
            # Not allowed to mount here: the test above says the same by another limit.
            pytest.skip("mounting is not allowed; the limit on file sizes is tested instead")
        hub, homes = started(disk)
        big = disk / "something-else"
        try:

            def fill() -> None:
                with big.open("wb", buffering=0) as file, suppress(OSError):
                    while True:
                        file.write(b"x" * 65_536)

            asyncio.run(_fills(hub, homes, fill, big.unlink))
        finally:
            if hub.process and hub.process.poll() is None:
                hub.kill()
