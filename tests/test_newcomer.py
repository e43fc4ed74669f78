"""What somebody finds who has the README, the screens, and nobody to ask."""

import json
import signal
import subprocess
from pathlib import Path

import pytest

from console.exits import Exit
from tests.hubs import real_hub, sitroom
from tests.terminal import Terminal

ROOT = Path(__file__).parent.parent
DEMO_S = 90.0  # for a demo to be ready on a machine that does other things too


# -- several people on one machine -----------------------------------------------------------------


def test_a_second_person_does_not_put_the_first_out_and_their_invitation_stays_good(
    tmp_path: Path,
) -> None:
    with real_hub(tmp_path) as hub:
        hub.roster({"maya": ("fire", "representative"), "sam": ("pd", "representative")})
        home, token = hub.home("maya"), hub.token("sam")
        refused = sitroom("join", token, home=home)
        assert refused.returncode == Exit.REFUSED
        assert f"already holds maya of fire at {hub.url}" in refused.stderr
        assert "SITROOM_HOME=DIR sitroom join" in refused.stderr
        assert "join --replace" in refused.stderr
        assert sitroom("say", "log Still maya", home=home).returncode == Exit.DONE
        apart = sitroom("join", token, home=tmp_path / "apart")
        assert "You are sam of pd" in apart.stdout


def test_one_person_takes_the_place_of_another_when_told_so(tmp_path: Path) -> None:
    with real_hub(tmp_path) as hub:
        hub.roster({"maya": ("fire", "representative"), "sam": ("pd", "representative")})
        home = hub.home("maya")
        (home / "history").write_text("log What maya typed\n")
        joined = sitroom("join", "--replace", hub.token("sam"), home=home)
        assert not (home / "history").exists()
        assert joined.returncode == Exit.DONE
        assert "You are sam of pd" in joined.stdout
        assert '"person": "sam"' in (home / "profile.json").read_text()


def test_a_join_that_ended_half_way_is_gone_on_with(tmp_path: Path) -> None:
    with real_hub(tmp_path) as hub:
        hub.roster({"maya": ("fire", "representative")})
        home = hub.home("maya")
        (home / "device.key").rename(home / "joining.key")  # the last step never came
        joined = sitroom("join", hub.token("maya"), home=home)
        assert joined.returncode == Exit.DONE, joined.stderr


@pytest.mark.parametrize("word", ["join", "console", "say"])
def test_whoever_shares_a_machine_is_told_how_to_keep_people_apart(word: str) -> None:
    assert "SITROOM_HOME=DIR" in " ".join(sitroom(word, "--help").stdout.split())
    assert "SITROOM_HOME=DIR" in (ROOT / "README.md").read_text()


# -- the demo ------------------------------------------------------------------------------------


def typed(line: str) -> subprocess.CompletedProcess[str]:
    """What a line says that somebody types in another folder; then they leave."""
    return subprocess.run(
        line.split(), cwd="/", input="quit\n", capture_output=True, text=True, check=False
    )


def test_the_demo_lets_the_police_in_with_one_line_from_anywhere_and_says_when_it_is_over() -> None:
    with Terminal("console", "demo") as screen:
        screen.until("Police, in another terminal:", DEMO_S)
        (row,) = (line for line in screen.shown() if "Police, in" in line)
        line = row.split("terminal:")[1].strip()
        assert "You are sam" in typed(line).stdout
        screen.press(":")
        screen.press("log Hello\r")
        screen.until("log: Hello")
        screen.press("?")
        assert line in screen.shown()[1], "it is found again"
        screen.press("\x1b")
        screen.type("\x11")
        screen.until("Leave?")
        screen.type("y")
        screen.until("demo: over", DEMO_S)
    again = typed(line)
    assert again.returncode == 1
    assert "This demo is over" in again.stdout


# -- the hub -------------------------------------------------------------------------------------


def test_a_hub_speaks_to_people_in_sentences_and_to_programs_in_json(tmp_path: Path) -> None:
    with Terminal("server", "--log", str(tmp_path / "room.log"), "--port", "0") as screen:
        screen.until("sitroom hub ready on ws://")
        screen.send(signal.SIGTERM)
        assert screen.ended()[0] == 0
        assert not any("{" in line or "corrupt" in line for line in screen.shown())
    with real_hub(tmp_path) as hub:
        assert all(json.loads(line)["told"] for line in hub.errors().splitlines())


# -- two consoles of one person ------------------------------------------------------------------


def test_a_second_console_without_a_hub_says_who_keeps_board_and_queue(tmp_path: Path) -> None:
    with real_hub(tmp_path) as hub:
        hub.roster({"maya": ("fire", "representative")})
        home = {"SITROOM_HOME": str(hub.home("maya"))}
        with Terminal("console", "console", env=home) as first:
            first.until("LIVE")
            hub.kill()
            first.until("OFFLINE")
            with Terminal("console", "console", env=home) as second:
                second.until("the board that was kept is open in another sitroom")
                second.press(":")
                second.press("log Smoke\r")
                second.until("NOT TAKEN “log Smoke”: There is no hub now. Another sitroom on this")
                assert not any("Not taken" in line or "home" in line for line in second.shown())
