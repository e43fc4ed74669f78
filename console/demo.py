"""``sitroom demo``: a real New Year's night, live, on a hub of its own that is gone afterwards."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import click

from console.exits import Exit, Sorry

NIGHT = Path(__file__).parent / "feeds" / "night" / "sffd_new_years_night.jsonl.gz"
SPEED = 30  # the night's clock against ours
ALONE_S = 20  # without a terminal the demo ends by itself
READY_S = 20.0  # for the hub to be ready
STEP_S = 30.0  # for one step of setting up
STOP_S = 5.0  # for a child to go when it is told to
PREFIX = "sitroom-demo-"  # of the folder everything of a demo is in
POLICE = "police"  # the file in it that opens the console of the police, and outlives the demo

ROSTER = (
    ("add_agency", {"agency": "city", "name": "City EOC", "discipline": "management"}),
    ("add_agency", {"agency": "fire", "name": "Fire Department", "discipline": "fire"}),
    ("add_agency", {"agency": "pd", "name": "Police Department", "discipline": "law"}),
    (
        "add_agency",
        {
            "agency": "private",
            "name": "Private ambulances",
            "discipline": "ems",
            "standing": "assisting",
        },
    ),
    (
        "add_agency",
        {
            "agency": "redcross",
            "name": "Red Cross",
            "discipline": "ngo",
            "standing": "cooperating",
        },
    ),
    (
        "add_person",
        {
            "person": "kim",
            "name": "Kim Ortiz",
            "agency": "city",
            "grants": ["coordinator"],
            "qualifications": ["DIR"],
        },
    ),
    (
        "add_person",
        {
            "person": "sam",
            "name": "Sam Reed",
            "agency": "pd",
            "phone": "555-0117",
            "qualifications": ["IC", "OSC"],
        },
    ),
    (
        "add_person",
        {
            "person": "cad",
            "name": "Dispatch",
            "agency": "fire",
            "grants": ["feed"],
            "speaks_for": ["private"],
        },
    ),
)
WHO = ("kim", "sam", "cad")
OPENS = """\
# Opens the console of the police in a demo, for as long as there is one.
there() {{ test -d {home} || {{ echo "This demo is over: make demo starts another."; exit 1; }}; }}
there
SITROOM_HOME={home} {python} -P -m console console "$@"
there
"""
# Who says what before the night begins: the room is staffed, but for posts worth looking at.
FIRST = (
    ("kim", "activate 2 New Year's Eve, fireworks at the Embarcadero"),
    ("kim", "signin in=EOC; take EOC/DIR"),
    ("sam", "signin in=EOC; take EOC/OSC"),
    ("kim", "open crowd in=Embarcadero lead=pd New Year's Eve fireworks"),
    ("sam", "take INC-1/IC"),
)


@click.command()
@click.option("--seconds", type=click.IntRange(1, 86_400), help="End after so long.")
@click.option("--plain", is_flag=True, help="Line by line, as without a terminal.")
def demo(seconds: int | None, plain: bool) -> None:
    """Show a real night: a hub, a dispatch feed and the console of an EOC coordinator."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)  # so that hub, feed and folder go with us
    alone = not (sys.stdin.isatty() and sys.stdout.isatty())
    with _folder() as folder, contextlib.ExitStack() as children:
        _say("starting a hub")
        log = folder / "room.log"
        children.enter_context(_hub(folder, log))
        _say("four agencies, their people, the EOC")
        _join(folder, _tokens(log))
        for person, phrase in FIRST:
            _run("say", phrase, home=folder / person)
        _say(f"the night of 31 December 2016, {SPEED} times as fast")
        children.enter_context(_feed(folder))
        _console(folder, seconds or (ALONE_S if alone else None), plain or alone)
    _say("over; nothing of it is kept")


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _say(step: str) -> None:
    click.echo(f"demo: {step}", err=True)


def _words(*words: str) -> list[str]:
    return [sys.executable, "-m", "console", *words]


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "SITROOM_HOME": str(home)}


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """A folder that is empty afterwards, but for the file that says so; the next demo takes it."""
    for old in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):  # somebody else's, or gone already
            if [path.name for path in old.iterdir()] == [POLICE]:
                shutil.rmtree(old)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        yield folder
    finally:
        for path in folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)  # the police may still write there
            elif path.name != POLICE:
                path.unlink()


def _opens_police(folder: Path) -> str:
    """What somebody types, anywhere on this machine, to come in as the police."""
    home, python = shlex.quote(str(folder / "sam")), shlex.quote(sys.executable)
    (folder / POLICE).write_text(OPENS.format(home=home, python=python))
    return f"sh {shlex.quote(str(folder / POLICE))}"


def _run(*words: str, home: Path, given: str = "") -> str:
    """One word of the command line, to its end."""
    done = subprocess.run(
        _words(*words),
        input=given,
        env=_environment(home),
        capture_output=True,
        text=True,
        timeout=STEP_S,
        check=False,
    )
    if done.returncode:
        raise Sorry(f"sitroom {words[0]} failed: {done.stderr.strip()}", Exit(done.returncode))
    return done.stdout


@contextlib.contextmanager
def _child(words: list[str], home: Path, log: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that goes when the demo does."""
    with log.open("w") as file:
        child = subprocess.Popen(
            words,
            env=_environment(home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
            start_new_session=True,  # Ctrl+C is the console's; the hub is told when to go
        )
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(STOP_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        assert child.stdout is not None
        child.stdout.close()


@contextlib.contextmanager
def _hub(folder: Path, log: Path) -> Iterator[None]:
    words = [sys.executable, "-m", "server", "--log", str(log), "--port", "0"]
    with _child(words, folder, folder / "hub.err") as hub:
        assert hub.stdout is not None
        giving_up = threading.Timer(READY_S, hub.kill)
        giving_up.start()
        ready = hub.stdout.readline()
        giving_up.cancel()
        if not ready:
            raise Sorry(f"The hub did not start: {(folder / 'hub.err').read_text()[-500:]}")
        yield


def _tokens(log: Path) -> dict[str, str]:
    """Everybody in the roster, and invitations for those who come in."""
    lines = [json.dumps({"kind": kind, **said}) for kind, said in ROSTER]
    lines += [json.dumps({"kind": "invite_person", "person": person}) for person in WHO]
    told = _run("admin", "--log", str(log), "apply", "-", home=log.parent, given="\n".join(lines))
    once = [answer["once"] for line in told.splitlines() if "once" in (answer := json.loads(line))]
    return dict(zip(WHO, once, strict=True))


def _join(folder: Path, tokens: dict[str, str]) -> None:
    for person, token in tokens.items():
        _run("join", home=folder / person, given=token + "\n")


@contextlib.contextmanager
def _feed(folder: Path) -> Iterator[None]:
    words = _words("feed", "cad", str(NIGHT), "--zone", "America/Los_Angeles")
    words += ["--speed", str(SPEED), "--retime"]
    with _child(words, folder / "cad", folder / "feed.err"):
        yield


def _console(folder: Path, seconds: int | None, plain: bool) -> None:
    """The coordinator's console; it ends by itself, or when the time is over."""
    note = f"Police, in another terminal:  {_opens_police(folder)}"
    words = _words("console", "--note", note, *(["--plain"] if plain else []))
    # Without a terminal its input stays open, or it would take the end of ours for its own.
    given = None if sys.stdin.isatty() else subprocess.PIPE
    console = subprocess.Popen(words, env=_environment(folder / "kim"), stdin=given)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # the console's to answer
    try:
        console.wait(seconds)
    except subprocess.TimeoutExpired:
        console.terminate()
        console.wait(STOP_S)
    finally:
        signal.signal(signal.SIGINT, before)
        if console.stdin:
            console.stdin.close()
        if console.poll() is None:
            console.kill()
