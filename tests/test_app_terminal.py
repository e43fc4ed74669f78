"""Promises of the console on a real terminal, with a real hub. Times are only those promised."""

from __future__ import annotations

import re
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.widgets.wall import visible
from tests.hubs import RealHub, real_hub, sitroom
from tests.scene import scene, spoil
from tests.terminal import Terminal

CLEAN_S = 2.0  # for a clean leave on a machine that does other things too; alone it takes 0.3
IDLE_S = 6  # more than a heartbeat
IDLE_BYTES_PER_S = 150
KEY_BYTES_MAX = 400
OURS = re.compile(rb"\x1b[=>78]|\x1b\[[0-?]*[ -/]*[@-~]|\x1b\]22;[a-z]*\x07|\x1b\(B|\x0f")
OPEN = ("\r", "\x1b")  # open the record under the cursor, and come back


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHub]:
    """A hub with kim (EOC) and maya (fire)."""
    with real_hub(tmp_path_factory.mktemp("hub")) as made:
        made.roster({"kim": ("city", "coordinator"), "maya": ("fire", "representative")})
        done = sitroom("say", "add E12 kind=engine", home=made.home("maya"))
        assert done.returncode == 0, done.stderr
        yield made


@pytest.fixture(scope="module")
def home(hub: RealHub) -> Path:
    """kim's home."""
    return hub.home("kim")


def terminal(
    home: Path, *words: str, size: tuple[int, int] = (80, 24), **env: str | None
) -> Terminal:
    """``sitroom console`` on a terminal."""
    said = {"SITROOM_HOME": str(home), **env}
    return Terminal("console", "console", *words, size=size, env=said)


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """kim's home at a hub in whose log every text field of every phrase once held the worst."""
    folder = tmp_path_factory.mktemp("spoilt")
    house = scene(folder)
    spoil(house)
    house.hub.close()
    with real_hub(folder) as made:
        yield made.home("kim")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_what_stands_in_any_field_of_any_phrase_does_nothing_to_a_terminal(
    spoilt: Path, size: tuple[int, int]
) -> None:
    with terminal(spoilt, size=size) as screen:
        sent = screen.until("LIVE") + screen.until_quiet()
        for key in "1246i9":
            screen.type(key)
            sent += screen.until_quiet(0.4)
            for keys in ("zG", *OPEN, "z?", "\x1b"):
                screen.type(keys)
                sent += screen.until_quiet(0.3)
        words = OURS.sub(b"", sent).decode().replace("\r\n", "")
        assert visible(words) == words
        assert "⟨U+001B⟩]52;c;x⟨U+0007⟩[/]" in words


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_leaves_cleanly_and_the_terminal_is_as_it_was(home: Path, number: int) -> None:
    with terminal(home) as screen:
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


@pytest.mark.parametrize("told", [True, False])
def test_a_dropped_line_ends_the_console_and_what_is_queued_is_on_the_disk(
    told: bool, tmp_path: Path
) -> None:
    with real_hub(tmp_path) as other:
        other.roster({"kim": ("city", "coordinator")})
        home = other.home("kim")
        with terminal(home) as screen:
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


@pytest.mark.parametrize("term", ["xterm", "xterm-256color", "linux", "screen", "tmux-256color"])
def test_it_draws_right_on_every_common_terminal_and_without_colours(home: Path, term: str) -> None:
    for more in ({"COLORTERM": None}, {"COLORTERM": None, "NO_COLOR": "1"}):
        with terminal(home, TERM=term, **more) as screen:
            sent = screen.until("LIVE") + screen.until_quiet()
            assert screen.shown()[1].startswith("[1 Now] 2 Log")
            assert " : Command  ? Help" in screen.shown()[-1]
            if term in ("xterm", "linux", "screen") or "NO_COLOR" in more:
                assert not re.search(rb"[34]8;[25];|9[0-7]|40m", sent), "only its own colours"
            screen.type("\x11")
            assert screen.ended()[0] == 0


@pytest.mark.parametrize("term", ["dumb", "unknown", "", None])
def test_where_nothing_can_be_painted_plain_mode_speaks(home: Path, term: str | None) -> None:
    with terminal(home, TERM=term) as screen:
        screen.until("You are kim")
        screen.type("quit\n")
        assert screen.ended()[0] == 0


def test_plain_mode_can_be_chosen_and_gone_over_to(home: Path) -> None:
    with terminal(home, "--plain") as screen:
        screen.until("You are kim")
        screen.type("quit\n")
        assert screen.ended()[0] == 0
    with terminal(home) as screen:
        screen.until("LIVE")
        screen.press(":")
        screen.type("plain\r")
        screen.until("You are kim")
        screen.type("quit\n")
        assert screen.ended()[0] == 0


def test_it_can_be_drawn_in_ascii(home: Path) -> None:
    with terminal(home, "--ascii", TERM="linux", COLORTERM=None) as screen:
        screen.until("LIVE")
        screen.type("4")
        sent = screen.until("o in service") + screen.until_quiet()
        assert sent.isascii()


def test_a_key_and_a_quiet_minute_cost_next_to_nothing(home: Path) -> None:
    with terminal(home) as screen:
        screen.until("LIVE")
        screen.until_quiet(1.0)
        assert len(screen.during(IDLE_S)) <= IDLE_S * IDLE_BYTES_PER_S
        # The least of three: meanwhile a minute may pass, and the header with it.
        assert 0 < min(len(screen.press(key)) for key in "jkj") <= KEY_BYTES_MAX
        screen.press(":")
        screen.press("log Wat")
        assert 0 < min(len(screen.press(key)) for key in "er ") <= KEY_BYTES_MAX


def test_a_burst_of_keys_is_obeyed_in_its_order(home: Path) -> None:
    with terminal(home) as screen:
        screen.until("LIVE")
        screen.type("4:log Burst one\r:log Burst two\r2z:log Burst three\r/Burst\rj1:log Burst f")
        screen.until(":log Burst f")
        screen.until("[1 Now]")
        screen.type("our\r2")
        screen.until("[2 Log")
        screen.until_quiet()
        shown = [line for line in screen.shown() if "CITY" in line and "Burst" in line]
        assert [line.split("Burst ")[1].split()[0] for line in shown] == [
            "one",
            "two",
            "three",
            "four",
        ]


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
