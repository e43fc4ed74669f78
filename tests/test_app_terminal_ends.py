"""How the console leaves a real terminal: told to, cut off, or broken. Times are those promised."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hubs import real_hub
from tests.terminal import Terminal, console

CLEAN_S = 2.0  # for a clean leave on a machine that does other things too; alone it takes 0.3


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """kim's home, of the EOC."""
    with real_hub(tmp_path_factory.mktemp("hub")) as hub:
        hub.roster({"kim": ("city", "coordinator")})
        yield hub.home("kim")


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_leaves_cleanly_and_the_terminal_is_as_it_was(home: Path, number: int) -> None:
    with console(home) as screen:
        screen.until("LIVE")
        screen.press(":")
        screen.press("log Said just before the line dropped\r")
        screen.until("Said just before")
        assert not screen.is_cooked()
        screen.send(number)
        code, took, last = screen.ended()
        assert code == 0
        assert took < CLEAN_S
        assert screen.is_cooked()
        for undone in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l"):
            assert undone in last


def test_whoever_leaves_is_told_in_plain_lines_that_they_left_and_what_stays_theirs(
    home: Path,
) -> None:
    with console(home) as screen:
        screen.until("LIVE")
        screen.press(":")
        screen.press("signin\r")
        screen.until("accepted")
        screen.press(":handover EOC/DIR")
        screen.type("\x11")
        screen.until("You are still on duty")
        screen.until("Leave?")
        screen.type("\x11")
        code, _, last = screen.ended()
        assert code == 0
        words = last.rpartition(b"\x1b[?1049l")[2].decode()
        assert "You left sitroom. Nothing you said is queued.\r\n" in words
        assert "Not sent, it was only typed: handover EOC/DIR\r\n" in words
        assert "You are still on duty (signout ends it).\r\n" in words


@pytest.mark.parametrize("told", [True, False])
def test_a_dropped_line_ends_the_console_and_what_is_queued_is_on_the_disk(
    told: bool, tmp_path: Path
) -> None:
    with real_hub(tmp_path) as other:
        other.roster({"kim": ("city", "coordinator")})
        home = other.home("kim")
        with console(home) as screen:
            screen.until("LIVE")
            other.kill()
            screen.until("OFFLINE")
            screen.press(":")
            screen.press("log Nobody is there\r")
            screen.until("QUEUED 1")
            screen.hang_up(told=told)
            code, took, _ = screen.ended()
            assert code == 0
            assert took < CLEAN_S
    box = sqlite3.connect(home / "outbox.sqlite")
    (kept,) = box.execute("SELECT ask FROM asks").fetchall()
    box.close()
    assert "Nobody is there" in kept[0]


def test_when_it_breaks_it_says_so_in_words_and_tells_no_values(home: Path) -> None:
    with Terminal("tests.breaking", env={"SITROOM_HOME": str(home)}) as screen:
        code, _, sent = screen.ended()
        assert code == 1
        assert screen.is_cooked()
        said = " ".join("".join(screen.shown()).split())
        assert "The console broke and had to end" in said
        assert "Traceback" not in said
        assert b"k1tt3n" not in sent
    kept = home / "broke.log"
    assert "LookupError: nothing of 6 to draw" in kept.read_text()
    assert "k1tt3n" not in kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600
