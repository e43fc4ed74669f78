"""docs/OPERATIONS.md: its commands parse, its words are the program's, and its steps lead there."""

from __future__ import annotations

import getpass
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pexpect  # type: ignore[import-untyped]
import pytest

from console.cli import WORDS, main
from server.cli import hub as hub_word
from tests.hubs import ENV, RealHub, free_port, real_hub, sitroom

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "OPERATIONS.md").read_text()
UNIT = (ROOT / "deploy" / "sitroom.service").read_text()
FOLDER, COPIES = "/var/lib/sitroom", "/var/backups/sitroom"
SITROOM = re.compile(
    r"(?:ExecStart=|sudo -u \w+ )?(?:SITROOM_HOME=\S+ )?(?:/opt/sitroom/bin/)?sitroom (.*)"
)
SSHD = shutil.which("sshd", path=os.environ["PATH"] + ":/usr/sbin")


def section(title: str) -> str:
    """The text under a heading."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found, title
    return found[1]


def blocks(text: str) -> list[list[str]]:
    """The lines of each fenced block of commands."""
    return [body.strip().splitlines() for body in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)]


def commands() -> Iterator[list[str]]:
    """Every ``sitroom`` command on the page and in the service file, as words."""
    for line in [line for block in blocks(PAGE) for line in block] + UNIT.splitlines():
        found = SITROOM.match(line)
        if found:
            yield shlex.split(found[1], comments=True)


def parse(command: click.Command, words: list[str]) -> None:
    """Read these words as the command line would; nothing is run."""
    with command.make_context(command.name or "sitroom", list(words)) as context:
        if isinstance(command, click.Group):
            rest = [*context._protected_args, *context.args]
            _, found, left = command.resolve_command(context, rest)
            assert found is not None
            parse(found, left)


def test_every_command_on_the_page_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "room-0200.log").touch()
    seen = set()
    for words in commands():
        parse(main, [word.replace(COPIES, str(tmp_path)) for word in words])
        seen.add(words[0])
    assert {"hub", "admin", "doctor", "verify", "join", "console"} <= seen


def test_what_the_page_says_you_see_is_what_the_program_says() -> None:
    sources = [
        path for name in ("console", "server", "schemas") for path in ROOT.glob(f"{name}/**/*.py")
    ]
    # A sentence may be broken over lines of code.
    code = re.sub(r'"\s*\n\s*f?"', "", "\n".join(path.read_text() for path in sources))
    seen = re.findall(r"^\| `([^`]+)` \|", section("What to do when"), re.MULTILINE)
    assert len(seen) > 15
    assert [words for words in seen if words not in code] == []


def test_what_the_page_says_to_alarm_on_is_measured(tmp_path: Path) -> None:
    from server.metrics import Metrics

    metrics = Metrics().text().decode()
    names = set(re.findall(r"`(sitroom_\w+)", section("Ports and firewall")))
    assert len(names) > 3
    assert [name for name in names if name not in metrics] == []


def test_every_file_beside_a_log_is_on_the_page(tmp_path: Path) -> None:
    hub = RealHub(tmp_path / "hub", host="0.0.0.0")
    hub.folder.mkdir(mode=0o700)
    hub.start()
    try:
        found = {path.name for path in hub.folder.iterdir()} - {"hub.err"}
    finally:
        hub.stop()
    told = set(re.findall(r"`(room\.log[.\w-]*)`", section("What lies beside the log")))
    assert found == told


# -- the steps -----------------------------------------------------------------------------------


class Operator:
    """Does what a block says, in the test's folders; the test's hub is the service."""

    def __init__(self, hub: RealHub, copies: Path) -> None:
        self.hub = hub
        self.copies = copies

    def does(self, block: list[str]) -> str:
        """Each line in turn; what the last one said."""
        said = ""
        for line in block:
            line = line.replace(FOLDER, str(self.hub.folder)).replace(COPIES, str(self.copies))
            said = self._does(shlex.split(line, comments=True))
        return said

    def _does(self, words: list[str]) -> str:
        if words[:2] == ["sudo", "systemctl"]:
            if "stop" in words and self._runs():
                self.hub.stop()
            elif "start" in words or "enable" in words:
                self.hub.start()
            return ""
        if words[:2] == ["sitroom", "hub"]:
            with hub_word.make_context("hub", words[2:]) as context:
                assert context.params["restored"]
            self.hub.start("--restored")
            self.hub.stop()  # "stop it with Ctrl-C"
            return ""
        if words[0] == "sitroom":
            done = sitroom(*words[1:])
        else:
            assert words[0] in ("cp", "mv", "rm"), words
            done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _runs(self) -> bool:
        return self.hub.process is not None and self.hub.process.poll() is None


def test_the_steps_lead_from_the_first_start_through_a_copy_and_back(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir(mode=0o700)
    (tmp_path / "copies").mkdir(mode=0o700)
    hub = RealHub(tmp_path / "hub")
    operator = Operator(hub, tmp_path / "copies")
    try:
        token = operator.does(blocks(section("First start"))[0]).strip()
        maya = tmp_path / "maya"
        assert sitroom("join", token, home=maya).returncode == 0
        assert sitroom("say", "log before the copy", home=maya).returncode == 0
        operator.does(blocks(section("Copies"))[0])
        assert sitroom("say", "log lost with the disk", home=maya).returncode == 0
        hub.kill()
        restore, after = blocks(section("Restore"))
        operator.does(restore)
        operator.does(after)
        shown = sitroom("board", "log", home=maya)
        assert "before the copy" in shown.stdout
        assert "lost with the disk" not in shown.stdout
        operator.does(blocks(section("A lost device, a person who leaves"))[0][:1])
        assert sitroom("say", "log hello", home=maya).returncode == 1
        assert hub.stop() == 0
    finally:
        if operator._runs():
            hub.kill()
    assert sitroom("verify", str(hub.log)).returncode == 0


# -- liaisons over SSH ---------------------------------------------------------------------------


class Sshd:
    """A real SSH server of the test's own, with the lines of the page."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder, self.port = folder, free_port()
        folder.mkdir(mode=0o700)
        for name in ("host", "maya"):
            made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
            subprocess.run(made, check=True)
        (line,) = re.findall(r"^restrict,pty,command=.*$", PAGE, re.MULTILINE)
        key = (folder / "maya.pub").read_text().split()[1]
        line = line.replace("/srv/room/maya", str(home)).replace("AAAA...", key)
        line = line.replace("/opt/sitroom/bin/sitroom", f"{sys.executable} -m console")
        (folder / "keys").write_text(line + "\n")
        (match,) = re.findall(r"^```\n(Match User room\n.*?)```", PAGE, re.DOTALL | re.MULTILINE)
        (folder / "config").write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {folder / 'host'}\n"
            f"AuthorizedKeysFile {folder / 'keys'}\nPidFile none\nStrictModes no\nUsePAM no\n"
            + match.replace("User room", f"User {getpass.getuser()}")
        )

    def __enter__(self) -> Sshd:
        assert SSHD is not None
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)
        words = [SSHD, "-D", "-e", "-f", str(self.folder / "config")]
        with (self.folder / "err").open("w") as errors:
            self.process = subprocess.Popen(words, stderr=errors)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)

    def ssh(self, *options: str) -> list[str]:
        """The words that call it."""
        known = (
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            f"UserKnownHostsFile={self.folder / 'known'}",
        )
        key = ("-i", str(self.folder / "maya"), "-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR")
        tries = ("-o", "ConnectionAttempts=20")
        where = ("-p", str(self.port), f"{getpass.getuser()}@127.0.0.1")
        return ["ssh", "-F", "none", *known, *key, *tries, *options, *where]


@pytest.mark.skipif(SSHD is None, reason="no SSH server is installed")
def test_a_liaisons_key_leads_into_the_console_and_nowhere_else(tmp_path: Path) -> None:
    with real_hub(tmp_path) as hub:
        hub.roster({"maya": ("fire", "representative")})
        with Sshd(tmp_path / "sshd", hub.home("maya")) as server:
            (asked, *words) = server.ssh("-tt")
            screen = pexpect.spawn(
                asked, words, env={**ENV, "TERM": "xterm-256color"}, dimensions=(24, 80), timeout=30
            )
            screen.expect("LIVE #")
            screen.sendcontrol("q")
            screen.expect(pexpect.EOF)
            screen.close()
            plain = [*server.ssh("-T"), "cat /etc/passwd"]
            said = subprocess.run(
                plain,
                input="log over ssh\n",
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert "LIVE" in said.stdout, said.stderr
            assert "root:" not in said.stdout
            forward = server.ssh("-N", "-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:1")
            no = subprocess.run(forward, capture_output=True, text=True, timeout=60, check=False)
            assert no.returncode != 0
        log = sitroom("board", "log", home=tmp_path / "maya")
        assert "over ssh" in log.stdout


def test_the_service_gives_the_hub_its_folder_and_starts_what_there_is() -> None:
    said = dict(line.split("=", 1) for line in UNIT.splitlines() if re.match(r"[A-Z]\w+=", line))
    assert said["ExecStart"].split()[1] in WORDS
    assert f"{FOLDER}/" in said["ExecStart"]
    assert (said["StateDirectory"], said["UMask"]) == ("sitroom", "0077")
    assert int(said["TimeoutStopSec"]) > 10, "longer than consoles are given to read why"
