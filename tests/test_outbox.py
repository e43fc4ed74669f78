"""The queue on the disk: what was typed without a hub outlives the process, however it ends."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.asks import Ask, AskState
from console.outbox import ASKS_MAX, GIVEN_MAX, Kept, NotKept, Outbox
from schemas.incidents import IncidentKind, OpenIncident
from schemas.journal import AddLine
from schemas.resources import AssignResources

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def ask(ref: str, text: str = "One") -> Ask:
    return Ask(ref=ref, text=f"log {text}", command=AddLine(text=text), said_at=NOON, seen=4)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Outbox]:
    with closing(Outbox(tmp_path / "outbox.sqlite", "hub/maya")) as made:
        yield made


@contextmanager
def again(box: Outbox, owner: str = "hub/maya") -> Iterator[Outbox]:
    """Another process that opens the same file; the first is dead and never closed it."""
    with closing(Outbox(box.path, owner)) as other:
        yield other


def kept(box: Outbox) -> Kept:
    """What another process finds there."""
    with again(box) as other:
        return other.load()


def test_asks_come_back_in_the_order_they_were_said(box: Outbox) -> None:
    for ref in ("b", "c", "a"):
        box.save(put=[ask(ref)])
    box.save(put=[ask("c").but(state=AskState.SENT)])
    found = kept(box).asks
    assert [one.ref for one in found] == ["b", "c", "a"]
    assert found[1].state is AskState.SENT


def test_a_command_comes_back_as_it_was(box: Outbox) -> None:
    commands = (
        OpenIncident(incident_kind=IncidentKind.FLOOD, name="Mill Creek", lead=None),
        AssignResources(resources=("fire.E12", "fire.E14"), job="INC-?1"),
        AddLine(text="“quoted” \\ and ⟨U+202E⟩", incident=None),
    )
    box.save(put=[ask(f"r{n}").but(command=one) for n, one in enumerate(commands)])
    assert tuple(one.command for one in kept(box).asks) == commands


@given(st.text(min_size=1, max_size=400))
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    try:
        line = AddLine(text=text)
    except ValueError:
        return  # not a line: it was refused where it was typed
    path = tmp_path_factory.mktemp("box") / "o.sqlite"
    with closing(Outbox(path, "hub/maya")) as box:
        box.save(put=[ask("r").but(command=line)])
        (found,) = kept(box).asks
    assert found.command == line


def test_a_change_is_whole_or_not_there(box: Outbox) -> None:
    box.save(put=[ask("a"), ask("b")], given={"INC-?1": "INC-4"})
    box.save(put=[ask("c")], drop=["a"], given={"INC-?1": "INC-5"})
    found = kept(box)
    assert [one.ref for one in found.asks] == ["b", "c"]
    assert found.given == {"INC-?1": "INC-5"}


def test_nobodys_asks_go_out_as_anothers(box: Outbox) -> None:
    box.save(put=[ask("a")], given={"INC-?1": "INC-4"})
    with again(box, "hub/lee") as lee:
        assert lee.load().asks == []
        assert lee.load().given == {}
        lee.save(drop=["a"])
    assert len(kept(box).asks) == 1


def test_the_numbers_remembered_are_bounded(box: Outbox) -> None:
    box.save(given={f"INC-?{n}": f"INC-{n}" for n in range(1, GIVEN_MAX + 50)})
    assert len(kept(box).given) == GIVEN_MAX


def test_an_ask_of_a_newer_release_is_left_as_it_is_and_told(box: Outbox) -> None:
    box.save(put=[ask("a"), ask("b")])
    with sqlite3.connect(box.path) as db:
        db.execute("UPDATE asks SET ask = replace(ask, 'add_line', 'sing') WHERE ref = 'a'")
    db.close()
    found = kept(box)
    assert [one.ref for one in found.asks] == ["b"]
    assert found.unread == 1


def test_a_damaged_file_is_put_aside_and_said(box: Outbox) -> None:
    box.save(put=[ask(str(n)) for n in range(50)])
    box.close()
    body = bytearray(box.path.read_bytes())
    body[0:400] = os.urandom(400)
    box.path.write_bytes(body)
    with again(box) as fresh:
        assert fresh.load().asks == []
        assert fresh.warning
        assert "damaged" in fresh.warning
        fresh.save(put=[ask("a")])
    assert len(kept(box).asks) == 1


def test_a_disk_that_takes_nothing_is_said_and_changes_nothing(box: Outbox) -> None:
    box.save(put=[ask("a")])
    box._db.execute("PRAGMA max_page_count = 1")
    with pytest.raises(NotKept):
        box.save(put=[ask(str(n), "x" * 500) for n in range(200)])
    assert [one.ref for one in kept(box).asks] == ["a"]


def test_the_file_is_private(tmp_path: Path) -> None:
    mask = os.umask(0o077)
    try:
        with closing(Outbox(tmp_path / "outbox.sqlite", "hub/maya")) as box:
            box.save(put=[ask("a")])
            modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    finally:
        os.umask(mask)
    assert modes == {0o600}


WRITER = """
    import sys
    from pathlib import Path
    from console.outbox import Outbox
    from tests.test_outbox import ask
    box = Outbox(Path(sys.argv[1]), "hub/maya")
    for n in range(100_000):
        box.save(put=[ask(f"r{n}")])
        print(n, flush=True)
"""


def test_whatever_was_said_to_be_queued_survives_kill_9(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite"
    writer = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER), str(path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
        text=True,
    )
    assert writer.stdout
    for _ in range(20):
        writer.stdout.readline()
    time.sleep(0.02)
    writer.send_signal(signal.SIGKILL)
    said = [int(line) for line in writer.stdout.read().split()] or [19]
    writer.wait()
    writer.stdout.close()
    with closing(Outbox(path, "hub/maya")) as box:
        there = {one.ref for one in box.load().asks}
    assert {f"r{n}" for n in range(min(max(said) + 1, ASKS_MAX))} <= there
