"""What the console draws on a real terminal, and what it costs, with a real hub."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hubs import real_hub, sitroom
from tests.terminal import console

IDLE_S = 6  # more than a heartbeat
IDLE_BYTES_PER_S = 150
KEY_BYTES_MAX = 400


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """kim's home, of the EOC, at a hub with an engine."""
    with real_hub(tmp_path_factory.mktemp("hub")) as hub:
        hub.roster({"kim": ("city", "coordinator"), "maya": ("fire", "representative")})
        done = sitroom("say", "add E12 kind=engine", home=hub.home("maya"))
        assert done.returncode == 0, done.stderr
        yield hub.home("kim")


@pytest.mark.parametrize("term", ["xterm", "xterm-256color", "linux", "screen", "tmux-256color"])
def test_it_draws_right_on_every_common_terminal_and_without_colours(home: Path, term: str) -> None:
    for more in ({"COLORTERM": None}, {"COLORTERM": None, "NO_COLOR": "1"}):
        with console(home, TERM=term, **more) as screen:
            sent = screen.until("LIVE") + screen.until_quiet()
            assert screen.shown()[1].startswith("[1 Now] 2 Log")
            assert " : Command  ? Help" in screen.shown()[-1]
            if term in ("xterm", "linux", "screen") or "NO_COLOR" in more:
                assert not re.search(rb"[34]8;[25];|9[0-7]|40m", sent), "only its own colours"
            screen.type("\x11")
            assert screen.ended()[0] == 0


@pytest.mark.parametrize("term", ["dumb", "unknown", "", None])
def test_where_nothing_can_be_painted_plain_mode_speaks(home: Path, term: str | None) -> None:
    with console(home, TERM=term) as screen:
        screen.until("You are kim")
        screen.type("quit\n")
        assert screen.ended()[0] == 0


def test_plain_mode_can_be_chosen_and_gone_over_to(home: Path) -> None:
    with console(home, "--plain") as screen:
        screen.until("You are kim")
        screen.type("quit\n")
        assert screen.ended()[0] == 0
    with console(home) as screen:
        screen.until("LIVE")
        screen.press(":")
        screen.type("plain\r")
        screen.until("You are kim")
        screen.type("quit\n")
        assert screen.ended()[0] == 0


def test_it_can_be_drawn_in_ascii(home: Path) -> None:
    with console(home, "--ascii", TERM="linux", COLORTERM=None) as screen:
        screen.until("LIVE")
        screen.type("4")
        sent = screen.until("o in service") + screen.until_quiet()
        assert sent.isascii()


def test_a_key_and_a_quiet_minute_cost_next_to_nothing(home: Path) -> None:
    with console(home) as screen:
        screen.until("LIVE")
        screen.until_quiet(1.0)
        assert len(screen.during(IDLE_S)) <= IDLE_S * IDLE_BYTES_PER_S
        # The least of three: meanwhile a minute may pass, and the header with it.
        assert 0 < min(len(screen.press(key)) for key in "jkj") <= KEY_BYTES_MAX
        screen.press(":")
        screen.press("log Wat")
        assert 0 < min(len(screen.press(key)) for key in "er ") <= KEY_BYTES_MAX


def test_a_burst_of_keys_is_obeyed_in_its_order(home: Path) -> None:
    with console(home) as screen:
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
