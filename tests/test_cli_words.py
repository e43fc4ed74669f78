"""The words on the command line: their exit codes, their sentences, and what they leave alone."""

import os
import re
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from console.cli import WORDS, main
from console.exits import Exit
from console.home import Home, Profile
from console.keys import DeviceKey
from schemas.wire import Token

ROOT = Path(__file__).parent.parent
NOBODY = "ws://127.0.0.1:1"  # nobody listens there


def said(*words: str, home: Path, given: str | None = None) -> Result:
    """What a word answers, in this process."""
    env = {"SITROOM_HOME": str(home), "TERM": "dumb"}
    return CliRunner().invoke(main, words, env=env, input=given)


def ran(*words: str, home: Path, given: str = "") -> subprocess.CompletedProcess[str]:
    """What a word answers, in a process of its own."""
    env = {**os.environ, "SITROOM_HOME": str(home)}
    asks = [sys.executable, "-c", "from console.cli import main; main()", *words]
    return subprocess.run(
        asks, env=env, input=given, capture_output=True, text=True, check=False, cwd=ROOT
    )


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home whose hub is not there."""
    made = Home(tmp_path / "maya")
    made.prepare()
    key, _ = made.begin_joining()
    made.joined(
        Profile(
            url=NOBODY,
            hub_key="0" * 64,
            person="maya",
            agency="fire",
            device=key.device,
            hub_id="a" * 32,
        )
    )
    return made


# -- the words -----------------------------------------------------------------------------------


def test_help_lists_every_word_and_exit_code(tmp_path: Path) -> None:
    answer = said("--help", home=tmp_path)
    assert answer.exit_code == 0
    for word in WORDS:
        assert re.search(rf"^  {word}  ", answer.output, re.MULTILINE)
    assert all(f"\n  {code}  " in answer.output for code in range(5))


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_somewhere_and_explains_itself(word: str, tmp_path: Path) -> None:
    module = WORDS[word][0].partition(":")[0]
    if find_spec(module) is None:
        pytest.skip(f"{module} is not written yet")
    answer = said(word, "--help", home=tmp_path)
    assert answer.exit_code == 0, answer.output
    assert "Usage:" in answer.output


def test_help_on_any_word_of_the_hubs_needs_no_log_and_doing_it_does(tmp_path: Path) -> None:
    add = ("admin", "person", "add")
    assert "Give a person an account." in said(*add, "--help", home=tmp_path).output
    answer = said(*add, "maya", "Maya Chen", "--agency", "fire", home=tmp_path)
    assert answer.exit_code == Exit.UNREADABLE
    assert "--log FILE" in answer.output


def test_a_word_there_is_not_cannot_be_read(tmp_path: Path) -> None:
    assert said("sing", home=tmp_path).exit_code == Exit.UNREADABLE
    assert said("board", "pets", home=tmp_path).exit_code == Exit.UNREADABLE
    assert said("say", home=tmp_path).exit_code == Exit.UNREADABLE
    assert said("watch", "--from", "0", home=tmp_path).exit_code == Exit.UNREADABLE


@pytest.mark.parametrize("word", [("say", "log hello"), ("board", "log"), ("watch",), ("console",)])
def test_without_a_profile_every_word_says_to_join(word: tuple[str, ...], tmp_path: Path) -> None:
    answer = said(*word, home=tmp_path / "new")
    assert answer.exit_code == Exit.REFUSED
    assert "sitroom join TOKEN" in answer.output
    assert not (tmp_path / "new").exists()


def test_say_without_a_hub_ends_within_five_seconds_and_queues_nothing(home: Home) -> None:
    began = time.monotonic()
    answer = ran("say", "log Bridge closed", home=home.path)
    assert time.monotonic() - began < 5 + 2  # of other tests that run meanwhile
    assert answer.returncode == Exit.NO_HUB
    assert NOBODY in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not home.outbox_file.exists()


# -- join ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["", "hello", "sit1.", "sit1.!!!!", "sit1.aGVsbG8", "x" * 5_000])
def test_what_is_no_invitation_is_refused_and_nothing_is_made(word: str, tmp_path: Path) -> None:
    answer = said("join", "--", word, home=tmp_path / "new")
    assert answer.exit_code == Exit.REFUSED
    assert "not an invitation" in answer.output
    assert len(answer.output.splitlines()) == 1
    assert not (tmp_path / "new").exists()


def token(url: str = NOBODY) -> str:
    return Token(url=url, hub_key="0" * 64, code="0" * 20).word()


def test_an_invitation_is_taken_from_a_file_or_from_the_input(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f"  {token()}\n")
    from_file = said("join", f"@{tmp_path / 'token'}", home=tmp_path / "a")
    from_input = said("join", home=tmp_path / "b", given=f"{token()}\n")
    for answer in (from_file, from_input):
        assert answer.exit_code == Exit.NO_HUB
        assert NOBODY in answer.output


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    answer = said("join", f"@{tmp_path / 'none'}", home=tmp_path / "a")
    assert answer.exit_code == Exit.REFUSED
    assert "cannot be read" in answer.output


def test_plain_ws_leaves_this_machine_never(tmp_path: Path) -> None:
    answer = said("join", token("ws://192.0.2.1:80"), home=tmp_path / "a")
    assert answer.exit_code == Exit.REFUSED
    assert "wss://" in answer.output


# -- home ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["device.key", "profile.json", "."])
def test_what_others_can_read_is_refused_in_one_sentence(home: Home, name: str) -> None:
    path = home.path / name
    path.chmod(0o755)
    answer = said("say", "log hello", home=home.path)
    assert answer.exit_code == Exit.REFUSED
    assert "chmod" in answer.output
    assert len(answer.output.splitlines()) == 1


def test_everything_in_a_home_is_private(home: Home) -> None:
    assert home.hold()
    assert {path.stat().st_mode & 0o777 for path in home.path.iterdir()} == {0o600}
    assert home.path.stat().st_mode & 0o777 == 0o700
    home.let_go()


def test_the_first_process_of_a_home_holds_it(home: Home) -> None:
    assert home.hold()
    other = Home(home.path)
    assert not other.hold()
    home.let_go()
    assert other.hold()
    other.let_go()


@pytest.mark.parametrize("word", [("console",), ("join", "--replace", token())])
def test_a_home_that_cannot_be_written_is_said_in_one_sentence(
    word: tuple[str, ...], home: Home
) -> None:
    (home.path / "lock").mkdir(mode=0o700)
    answer = said(*word, home=home.path)
    assert answer.exit_code == Exit.REFUSED
    assert "cannot be written" in answer.output
    assert len(answer.output.splitlines()) == 1


def test_a_key_that_is_not_the_profiles_is_said(home: Home) -> None:
    home.key_file.write_text(DeviceKey.new().secret())
    answer = said("board", "log", home=home.path)
    assert answer.exit_code == Exit.REFUSED
    assert "put it back" in answer.output


@pytest.mark.parametrize("file", ["device.key", "profile.json"])
def test_a_broken_file_is_said_in_one_sentence(home: Home, file: str) -> None:
    (home.path / file).write_bytes(b"\xff{")
    answer = said("board", "log", home=home.path)
    assert answer.exit_code == Exit.REFUSED
    assert len(answer.output.splitlines()) == 1


def test_an_interrupted_join_goes_on_with_the_same_key(tmp_path: Path) -> None:
    home = Home(tmp_path / "a")
    home.prepare()
    first, tried = home.begin_joining()
    assert not tried
    second, tried = Home(tmp_path / "a").begin_joining()
    assert tried
    assert second.public == first.public
