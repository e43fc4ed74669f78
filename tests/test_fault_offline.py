"""Ten things typed without a hub, the console killed: all arrive once, the doubtful one is held."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

from schemas.board import Board
from schemas.logtape import LogTape
from tests.hubs import ENV, RealHub, real_hub, sitroom

PEOPLE = {"maya": ("fire", "representative"), "sam": ("pd", "representative")}
TEN = (
    "log one",
    "open flood Mill Creek",
    "log in=INC-?1 two",
    "classify INC-?1 3",
    "rename INC-1 Oak Street gas fire",
    "add E99 kind=engine",
    "s E12 onscene INC-1",
    "hazard wires down at Oak",
    'decide because="deck moving" Close the bridge',
    "log ten",
)


class Plain:
    """A plain console in a process of its own, typed to and read."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "console", "console", "--plain"],
            env={**ENV, "SITROOM_HOME": str(home)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            bufsize=1,
        )
        self.said = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line

    def type(self, line: str) -> None:
        """One line and Enter."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def until(self, pattern: str, timeout_s: float = 20.0) -> re.Match[str]:
        """Wait until this was said."""
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            found = re.search(pattern, self.said, re.MULTILINE)
            if found:
                return found
            time.sleep(0.05)
        raise AssertionError(f"never said {pattern!r}:\n{self.said}")

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait()
        self._reader.join(5)
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


def folded(hub: RealHub) -> Board:
    """The log's fold, after the hub has stopped."""
    board = Board()
    with LogTape(hub.log) as log:
        for entry in log.read(1, log.head.seq):
            board.fold(entry)
    return board


def test_ten_things_typed_offline_survive_a_killed_console_and_one_is_held(tmp_path: Path) -> None:
    with real_hub(tmp_path) as hub:
        hub.roster(PEOPLE)
        maya, sam = hub.home("maya"), hub.home("sam")
        said = sitroom("say", "-", home=maya, given="add E12 kind=engine\nopen fire Oak St\n")
        assert said.returncode == 0, said.stderr
        joined = sitroom("say", "-", home=maya, given="unify INC-1 fire,pd\n")
        assert joined.returncode == 0, joined.stderr
        first = Plain(maya)
        first.until(r"^LIVE")
        hub.kill()
        first.until(r"^OFFLINE")
        for line in TEN:
            first.type(line)
        first.until(r"^QUEUED .*log: ten")
        first.kill()
        hub.start()
        renamed = sitroom("say", "rename INC-1 Oak St warehouse", home=sam)
        assert renamed.returncode == 0, renamed.stderr
        second = Plain(maya)
        held = second.until(r"^HELD .*$")
        time.sleep(3.0)  # whatever else would still come
        assert "Oak Street gas fire" in held[0]
        assert "sam" in second.said
        ref = second.until(r"^HELD (\w+): .*Oak Street gas fire")[1]
        assert _names(hub, sam) == {"INC-1": "Oak St warehouse", "INC-2": "Mill Creek"}
        second.type(f"send {ref}")
        second.until(r"#\d+ .*Oak Street gas fire")
        second.kill()
        hub.stop()
        board = folded(hub)
    texts = [line.text for line in board.lines.values()]
    for text in ("one", "two", "wires down at Oak", "Close the bridge", "ten"):
        assert texts.count(text) == 1, f"{text} is there {texts.count(text)} times"
    assert board.incidents["INC-1"].name == "Oak Street gas fire"
    assert board.incidents["INC-2"].incident_type == 3
    assert board.resources["fire.E99"].owner == "fire"
    assert board.resources["fire.E12"].job == "INC-1"
    two = next(line for line in board.lines.values() if line.text == "two")
    assert two.incident == "INC-2"
    assert two.occurred_at is not None, "an ask queued offline says when it was typed"


def _names(hub: RealHub, home: Path) -> dict[str, str]:
    import json

    shown = sitroom("board", "incidents", "--json", home=home)
    return {incident["id"]: incident["name"] for incident in json.loads(shown.stdout)}
