"""A replay on a real terminal: it opens, plays, steps, jumps, refuses a phrase, and leaves."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.house import House
from tests.replays import copied
from tests.terminal import Terminal

SIZES = ((80, 24), (120, 40), (200, 60))
CLEAN_S = 2.0  # for a clean leave on a machine that does other things too
KEYS = " Space Play  [ ] Entry  < > Duty  { } Speed  @ Jump  : Command  ? Help  q Leave"


@pytest.fixture
def path(busy: House) -> Path:
    return copied(busy)


def terminal(path: Path, *words: str, size: tuple[int, int] = (80, 24)) -> Terminal:
    """``sitroom replay`` on a terminal in New York."""
    env = {"TZ": "America/New_York"}
    return Terminal("console", "replay", str(path), *words, size=size, env=env)


@pytest.mark.parametrize("size", SIZES)
def test_it_opens_with_its_bar_and_its_keys_on_every_screen(
    path: Path, size: tuple[int, int]
) -> None:
    with terminal(path, "--at", "-25m", size=size) as screen:
        screen.until("REPLAY PAUSED ×1 · #")
        for key, label in (("2", "[2 Log]"), ("4", "[4 Res]"), ("9", "[9 Agcy]"), ("1", "[1 Now]")):
            screen.type(key)
            screen.until(label)
            screen.until_quiet(0.4)
            lines = screen.shown()
            assert KEYS in lines[-1]
            assert "REPLAY PAUSED" in lines[-4]
            assert "LIVE" not in lines[0]
            assert "|REPLAY #" in lines[0]
            assert "2026-07-04 12:" in lines[-4]
            assert " EDT" in lines[-4]


def test_who_was_in_command_is_reached_by_keys_named_on_the_screen(path: Path) -> None:
    with terminal(path) as screen:
        screen.until("REPLAY PAUSED ×1 · #1 of")
        for opened in ("opened INC-1", "sam of pd holds INC-1/IC", "opened INC-2"):
            screen.type(">")
            screen.until(opened)
        screen.type("<")
        screen.until("sam of pd holds INC-1/IC")
        screen.type(":go INC-1\r")
        screen.until("You are in INC-1: < and > go through the changes of its duties.")
        for handed in ("unified command of fire, pd", "closed INC-1", "No duty in INC-1 changes"):
            screen.type(">")
            screen.until(handed)


def test_it_plays_steps_jumps_and_leaves(path: Path, busy: House) -> None:
    with terminal(path) as screen:
        screen.until("REPLAY PAUSED ×1 · #1 of")
        screen.type("]]")
        screen.until("#3 of")
        screen.type("[")
        screen.until("#2 of")
        screen.type("@")
        screen.until(":at ")
        screen.type(f"#{busy.board.incidents['INC-2'].touched.seq}\r")
        screen.until("opened INC-2")
        screen.type("}}}}}}}} ")
        screen.until("PLAYING ×600")
        screen.until("AT THE END ×600")
        screen.until(f"#{busy.board.seq} of #{busy.board.seq}")
        screen.type(":at -25m\r")
        screen.until("PAUSED ×600")
        screen.type(":at yesterday\r")
        screen.until("A moment is written 12:50")
        screen.type("\x15at 1990-01-01T00:00\r")
        screen.until("this log begins 2026-07-04")
        screen.type("\x1b")
        screen.until("q Leave")
        screen.type("@-25m\r")
        screen.until("12:00:00 EDT")
        screen.type("q")
        code, _, last = screen.ended()
        assert code == 0
        words = last.rpartition(b"\x1b[?1049l")[2].decode()
        assert words.endswith("The replay ended. Nothing was changed.\r\n")


def test_a_phrase_is_refused_in_one_sentence_and_local_words_work(path: Path) -> None:
    refused = "This is a replay of copy.log; nothing can be asked of it."
    with terminal(path, "--at", "-1m") as screen:
        screen.until("REPLAY PAUSED")
        screen.type(":log Water is rising")
        screen.until(refused)
        screen.type("\r")
        screen.until("NOT TAKEN “log Water is rising”: This is a replay")
        screen.type(":close INC-2 done\r")
        screen.until("NOT TAKEN “close INC-2 done”: This is a replay")
        screen.type(":theme light\r")
        screen.until("Drawn in the colours light")
        screen.type("/Smoke\r")
        screen.until("Smoke on the second floor")
        screen.type("\x1b")
        screen.until_quiet(0.4)
        screen.type("?")
        screen.until("KEYS IN A REPLAY")
        screen.type(" ")  # nothing plays under a sheet
        screen.type("q")
        screen.until("REPLAY PAUSED")
        screen.until_quiet()
        screen.type(":quit\r")
        assert screen.ended()[0] == 0


def test_it_can_go_on_line_by_line(path: Path, busy: House) -> None:
    with terminal(path, "--at", f"#{busy.board.seq - 1}") as screen:
        screen.until("REPLAY PAUSED")
        screen.type(":plain\r")
        screen.until("sam of pd: All units home")
        assert screen.ended()[0] == 0


def test_a_signal_leaves_cleanly(path: Path) -> None:
    with terminal(path) as screen:
        screen.until("REPLAY PAUSED")
        screen.type(" ")
        screen.until("PLAYING")
        screen.send(signal.SIGHUP)
        assert screen.ended()[0] == 0
        assert screen.is_cooked()


def test_a_paused_replay_sends_nothing(path: Path) -> None:
    with terminal(path, "--at", "-25m") as screen:
        screen.until("REPLAY PAUSED")
        screen.until_quiet(1.0)
        assert screen.during(2.0) == b""


def test_a_replay_whose_terminal_is_gone_ends_though_nobody_told_it(path: Path) -> None:
    with terminal(path) as screen:
        screen.until("REPLAY PAUSED")
        screen.hang_up(told=False)
        code, took, _ = screen.ended()
        assert code == 0
        assert took < CLEAN_S


def test_a_replay_that_breaks_says_so_in_words(path: Path) -> None:
    with Terminal("tests.breaking", "replay", str(path)) as screen:
        code, _, _ = screen.ended()
        assert code == 1
        assert screen.is_cooked()
        said = " ".join(" ".join(screen.shown()).split())
        assert "The replay broke and had to end (LookupError in " in said
        assert "k1tt3n" not in said
        assert "Traceback" not in said
