"""The canary on a real hub: everything an outsider's machine holds or is told, over a restart."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.home import Home
from tests.hubs import ENV, RealHub, becomes, console, real_hub, sitroom

PEOPLE = {
    "kim": ("city", "coordinator"),
    "sam": ("pd", "representative"),
    "rosa": ("redcross", "representative"),
}
BOARDS = ("log", "requests", "messages", "tasks", "openings")
WORD = "zq7731canary"
SAID = (
    ("kim", "open shooting lead=pd Lincoln High"),
    ("rosa", "join INC-1"),
    ("kim", "join INC-1"),
    ("sam", "take INC-1/IC"),
    ("sam", f"log in=INC-1 from={WORD} only=city {WORD} rang"),
    ("sam", f"task city in=INC-1 due=2h only=city {WORD}"),
    ("sam", f"tell city ack=10m only=city {WORD}"),
    ("sam", f"need 2 medic lifesaving in=INC-1 to={WORD} only=city {WORD}"),
    ("kim", f"reply M-1 {WORD}"),
    ("kim", f"block T-1 {WORD}"),
    ("kim", "breakglass R-9 Is there anything"),
    ("rosa", "tell pd Anything for us?"),
)
AFTER = (
    ("sam", f"cancel R-1 {WORD} came out"),
    ("kim", f"done T-1 {WORD} was there"),
    ("rosa", "log We are at the gym"),
)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RealHub]:
    """A hub with a coordinator, the police, and the Red Cross, who are told little."""
    with real_hub(tmp_path) as running:
        running.roster(PEOPLE)
        yield running


def says(homes: dict[str, Path], lines: tuple[tuple[str, str], ...]) -> list[str]:
    """Each says their line; what they were told."""
    told = []
    for person, line in lines:
        done = sitroom("say", line, home=homes[person])
        told.append(done.stdout + done.stderr)
        refused = "R-9" in line
        assert (done.returncode == 0) is not refused, (person, line, told[-1])
    return told


def page(hub: RealHub, path: str) -> str:
    """What the hub tells whoever asks."""
    with urllib.request.urlopen(f"http://127.0.0.1:{hub.port}{path}", timeout=5) as answer:
        text: str = answer.read().decode()
        return text


async def _kept(home: Path) -> None:
    """A console that is open until it has the board, and keeps it."""
    async with console(home, hold=True) as room:
        await becomes(lambda: bool(room.board.lines), "it has the board")


def _unpacked(home: Path) -> str:
    """All that a console's cache holds, packed in the file."""
    cache = str(Home(home).cache_file)
    told = [sitroom("replay", cache, "--board", name, "--json").stdout for name in BOARDS]
    return "".join([*told, sitroom("replay", cache, "--plain").stdout])


def test_nothing_for_others_is_on_an_outsiders_machine_or_told_to_it(hub: RealHub) -> None:
    homes = {person: hub.home(person) for person in PEOPLE}
    with (hub.folder / "watched").open("w") as out:
        watch = subprocess.Popen(
            [sys.executable, "-m", "console", "watch", "--json"],
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**ENV, "SITROOM_HOME": str(homes["rosa"])},
        )
    says(homes, SAID)
    before = page(hub, "/metrics")
    hub.kill()
    hub.start()
    said = says(homes, AFTER)
    guess = sitroom("say", "approve R-1", home=homes["rosa"])
    assert guess.returncode
    boards = [sitroom("board", name, "--json", home=homes["rosa"]).stdout for name in BOARDS]
    boards.append(sitroom("board", "requests", home=homes["rosa"]).stdout)
    for person in ("kim", "rosa"):
        asyncio.run(_kept(homes[person]))
    watch.terminate()
    watch.wait(10)
    log = str(hub.log)
    replayed = sitroom("replay", log, "--plain", "--view", "redcross").stdout
    verified = sitroom("verify", log)
    files = b"".join(f.read_bytes() for f in homes["rosa"].rglob("*") if f.is_file())
    caches = {person: _unpacked(homes[person]) for person in ("kim", "rosa")}
    told = {
        "boards": "".join(boards),
        "watch": (hub.folder / "watched").read_text(),
        "metrics": before + page(hub, "/metrics") + page(hub, "/readyz"),
        "the hub's own words": hub.errors(),
        "a refusal": guess.stdout + guess.stderr,
        "a replay": replayed,
        "the cache": caches["rosa"],
        "verify": verified.stdout + verified.stderr,
        "rosa's own words": said[-1],
    }
    assert [where for where, text in told.items() if WORD in text] == []
    assert WORD.encode() not in files
    assert "We are at the gym" in told["watch"], "the watch was there to the end"
    assert "We are at the gym" in told["boards"]
    assert WORD in caches["kim"], "who may know it has it"
