"""Who gets in, tried on a real hub: once with a token, never with a stolen or a wrong one."""

from __future__ import annotations

import asyncio
import json
import shutil
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.home import Home
from schemas.wire import Token
from tests.hubs import RealHub, becomes, console, real_hub, sitroom

OUT_S = 2.0  # until somebody shut out is out
PEOPLE = {"kim": ("city", "coordinator"), "maya": ("fire", "representative")}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RealHub]:
    """A hub with a coordinator and a representative."""
    with real_hub(tmp_path) as running:
        running.roster(PEOPLE)
        yield running


def test_a_token_works_once_and_says_so_the_second_time(hub: RealHub) -> None:
    token = hub.token("maya")
    first = sitroom("join", token, home=hub.folder / "one")
    assert (first.returncode, "You are maya of fire" in first.stdout) == (0, True)
    second = sitroom("join", token, home=hub.folder / "two")
    assert second.returncode == 1
    assert second.stderr.strip() == (
        "This invitation was used, withdrawn or mistyped: ask for a new one."
    )


def test_a_token_that_is_none_and_a_hub_that_is_not_there_are_one_sentence(hub: RealHub) -> None:
    nonsense = sitroom("join", "hello", home=hub.folder / "one")
    assert (nonsense.returncode, len(nonsense.stderr.splitlines())) == (1, 1)
    token = hub.token("maya")
    hub.kill()
    away = sitroom("join", token, home=hub.folder / "two")
    assert (away.returncode, len(away.stderr.splitlines())) == (3, 1)


def test_a_revoked_person_is_out_at_once_and_cannot_come_back(hub: RealHub) -> None:
    home = hub.home("maya")

    async def shut_out() -> float:
        async with console(home) as maya:
            await becomes(lambda: maya.is_in, "in")
            await asyncio.to_thread(hub.admin, "revoke", "maya")
            began = time.perf_counter()
            await becomes(lambda: maya.session.ended is not None, "shut out")
            assert "invite you again" in maya.because
            return time.perf_counter() - began

    assert asyncio.run(shut_out()) < OUT_S
    again = sitroom("say", "log hello", home=home)
    assert again.returncode == 1
    assert "shut out" in again.stderr


def test_a_coordinator_invites_and_revokes_with_a_phrase(hub: RealHub) -> None:
    kim = hub.home("kim")
    said = sitroom("say", 'invite "Pat Lee" fire', home=kim)
    assert said.returncode == 0, said.stderr
    token = said.stdout.split()[-1]
    assert sitroom("join", token, home=hub.folder / "pat").returncode == 0
    assert sitroom("say", "revoke pat-lee", home=kim).returncode == 0
    assert sitroom("say", "log hi", home=hub.folder / "pat").returncode == 1


def test_no_secret_is_in_the_log_on_a_board_in_the_metrics_or_in_what_the_hub_says(
    hub: RealHub,
) -> None:
    kim = hub.home("kim")
    said = sitroom("say", "invite maya", home=kim)
    word = said.stdout.split()[-1]
    code = Token.read(word).code
    boards = "".join(sitroom("board", b, "--json", home=kim).stdout for b in ("people", "log"))
    watched = _watched(kim)
    with urllib.request.urlopen(f"http://127.0.0.1:{hub.port}/metrics", timeout=5) as page:
        metrics = page.read().decode()
    hub.stop()
    key = (hub.log.with_name(hub.log.name + ".key")).read_text().strip()
    device = Home(kim).key_file.read_text().strip()
    kept = hub.log.read_bytes() + hub.errors().encode()
    for secret in (code, word, key, device):
        for where in (kept, boards.encode(), metrics.encode(), watched.encode()):
            assert secret.encode() not in where


def _watched(home: Path) -> str:
    """What watch prints of the whole log."""
    import subprocess
    import sys

    from tests.hubs import ENV

    words = [sys.executable, "-m", "console", "watch", "--json", "--from", "1"]
    watching = subprocess.Popen(
        words, env={**ENV, "SITROOM_HOME": str(home)}, stdout=subprocess.PIPE, text=True
    )
    assert watching.stdout is not None
    lines = []
    for line in watching.stdout:
        lines.append(line)
        if "invite" in line or json.loads(line)["seq"] >= 6:
            break
    watching.terminate()
    watching.communicate()
    assert watching.returncode == 0
    return "".join(lines)


# -- another hub in the middle -------------------------------------------------------------------


def test_a_hub_with_another_key_at_the_same_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "false").mkdir()
    with real_hub(tmp_path / "real") as hub:
        hub.roster(PEOPLE)
        home = hub.home("maya")
        port = hub.port
        hub.stop()
    other = RealHub(tmp_path / "false")
    other.port = port
    other.start()
    try:
        said = sitroom("say", "log hello", home=home)
        assert said.returncode == 1
        assert "not the hub you joined" in said.stderr
    finally:
        other.kill()


def test_over_the_network_the_certificate_is_pinned_and_another_is_refused(tmp_path: Path) -> None:
    hub = RealHub(tmp_path, host="0.0.0.0")
    hub.start("--advertise", f"127.0.0.1:{hub.port}")
    try:
        hub.roster(PEOPLE)
        token = Token.read(hub.token("maya"))
        assert token.url.startswith("wss://")
        assert len(token.cert) == 64
        home = hub.home("maya")
        assert sitroom("say", "log hello", home=home).returncode == 0
        plain = token.model_copy(update={"url": token.url.replace("wss:", "ws:")})
        assert sitroom("join", plain.word(), home=tmp_path / "plain").returncode in (1, 3)
        hub.stop()
        for suffix in (".crt", ".tls"):
            hub.log.with_name(hub.log.name + suffix).unlink()
        hub.start("--advertise", f"127.0.0.1:{hub.port}")
        said = sitroom("say", "log hello", home=home)
        assert said.returncode == 1
        assert "certificate is another one" in said.stderr
    finally:
        hub.kill()


def test_keys_that_others_can_read_are_refused(hub: RealHub) -> None:
    home = hub.home("maya")
    Home(home).key_file.chmod(0o644)
    said = sitroom("say", "log hello", home=home)
    assert (said.returncode, "chmod 600" in said.stderr) == (1, True)
    copy = hub.folder / "copy"
    shutil.copytree(home, copy)
    hub.stop()
    hub.log.with_name(hub.log.name + ".key").chmod(0o644)
    started = sitroom("hub", "--log", str(hub.log), "--port", "0")
    assert (started.returncode, "chmod 600" in started.stderr) == (1, True)


def test_a_port_that_is_taken_is_said_and_the_log_is_left_alone(hub: RealHub) -> None:
    log = hub.folder / "another.log"
    started = sitroom("hub", "--log", str(log), "--port", str(hub.port))
    assert (started.returncode, "choose another --port" in started.stderr) == (1, True)
    assert not log.exists()


def test_two_hubs_do_not_serve_one_log(hub: RealHub) -> None:
    started = sitroom("hub", "--log", str(hub.log), "--port", "0")
    assert started.returncode == 1
    assert len(started.stderr.strip().splitlines()) == 1


def test_an_exercise_stays_one(tmp_path: Path) -> None:
    hub = RealHub(tmp_path)
    hub.start("--exercise", "Autumn Storm")
    hub.stop()
    started = sitroom("hub", "--log", str(hub.log), "--port", "0", "--exercise", "Spring Flood")
    assert started.returncode == 1
    assert "Autumn Storm" in started.stderr
