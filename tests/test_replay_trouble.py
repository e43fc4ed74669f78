"""What a replay makes of files that are damaged, cut, newer, somebody's cache, or being written."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from console.exits import Exit
from schemas.database import APPLICATION
from schemas.logcache import LogCache
from schemas.logfile import LogFile
from schemas.nouns import FOLD
from tests.house import House
from tests.madeup import VIEWS, Story
from tests.replays import copied, log_of, said, shown
from tests.tampering import change, copy, hashes, pretend, written

SPOIL = "UPDATE entries SET entry=replace(entry, ':', ';') WHERE seq=?"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "room" / "log"


def one_sentence(output: str, *words: str) -> None:
    """One line, with these words in it."""
    assert len(output.splitlines()) == 1, output
    assert all(word in output for word in words), output


def test_a_damaged_log_names_its_entry_and_is_shown_up_to_there_when_told(path: Path) -> None:
    story = written(path, 3, 200)
    change(path, SPOIL, 150)
    for moment in ("#160", "#200"):
        answer = said(path, "--at", moment, "--board", "log", "--json")
        assert answer.exit_code == Exit.LOG
        assert answer.stdout == ""
        one_sentence(answer.output, "#150 is damaged", "--until-damage")
    answer = said(path, "--until-damage", "--board", "resources", "--json")
    assert answer.exit_code == 0
    one_sentence(answer.stderr, "#150 is damaged", "Shown up to #149.")
    assert [one["id"] for one in json.loads(answer.stdout)] == list(story.at(149).resources)
    late = said(path, "--until-damage", "--at", "#160", "--board", "log")
    assert late.exit_code == Exit.REFUSED
    one_sentence(late.output, "#1 to #149")


def test_line_by_line_everything_before_the_damage_is_said(path: Path) -> None:
    written(path, 3, 200)
    change(path, SPOIL, 150)
    answer = said(path, "--plain")
    assert answer.exit_code == Exit.LOG
    assert len(answer.stdout.splitlines()) == 149
    one_sentence(answer.stderr, "#150 is damaged")
    told = said(path, "--plain", "--until-damage")
    assert told.exit_code == 0
    assert told.stdout == answer.stdout


def test_playing_into_damage_stops_before_it_and_the_bar_says_so(path: Path) -> None:
    written(path, 3, 200)
    change(path, SPOIL, 150)
    replay = shown(path)
    replay.at("#140")
    replay.faster(8)
    replay.tick(0.0)
    replay.play()
    for tick in range(1, 5):
        replay.tick(float(tick))
    assert replay.board.seq == 149
    assert "PAUSED" in replay.running
    assert replay.running.rstrip().endswith("DAMAGED after #149")
    assert replay.told[-1].sentence.endswith("Shown up to #149.")
    replay.step(1)
    assert replay.board.seq == 149
    replay.step(-1)
    assert replay.board.seq == 148


def test_a_log_cut_short_is_said_and_shown_as_far_as_it_reads(path: Path) -> None:
    story = written(path, 3, 400)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2 // 4096 * 4096)
    answer = said(path, "--board", "log")
    assert answer.exit_code == Exit.LOG
    one_sentence(answer.output, str(path), "damaged", "--until-damage")
    before = hashes(path.parent)
    kept = said(path, "--until-damage", "--board", "people", "--json")
    assert kept.exit_code == 0, kept.output
    last = int(kept.stderr.rpartition("#")[2].rstrip(".\n"))
    assert 10 < last < 400
    assert [one["id"] for one in json.loads(kept.stdout)] == list(story.at(last).people)
    assert hashes(path.parent) == before, "a replay changes no byte"


@pytest.mark.parametrize("name", ["format", "fold"])
def test_a_log_of_a_newer_release_is_refused(path: Path, name: str) -> None:
    written(path)
    pretend(path, **{name: "999"})
    answer = said(path, "--board", "log")
    assert answer.exit_code == Exit.LOG
    one_sentence(answer.output, "newer release")


def test_a_log_folded_by_an_older_release_is_folded_anew(path: Path) -> None:
    story = written(path, 3, 60)
    with LogFile.open(path) as log:
        log.keyframe(story.at(30))
    pretend(path, fold=str(FOLD - 1))
    assert shown(path).damaged is None
    answer = said(path, "--board", "people", "--json")
    assert [one["id"] for one in json.loads(answer.stdout)] == list(story.board.people)


def test_a_log_that_lacks_its_tail_is_shown_and_says_so(path: Path) -> None:
    story = written(path, 1, 40)
    old = copy(path, path.parent.parent / "old" / "log")
    with LogFile.open(path) as log:
        log.append(40, story.more(20))
    old.with_name("log.head").write_bytes(path.with_name("log.head").read_bytes())
    answer = said(old, "--board", "people", "--json")
    assert answer.exit_code == 0
    one_sentence(answer.stderr, "ends at #40", "#60")


def test_a_cache_shows_its_own_view_and_refuses_another(path: Path) -> None:
    story, view = Story(3), VIEWS["fire"]
    story.more(199)
    cache = LogCache.begin(path, story.anchor(50, view), view, story.epoch)
    with cache:
        cache.append(50, story.seen(51, 200, view))
    replay = shown(path)
    for seq in (50, 51, 77, 200):
        replay.at(f"#{seq}")
        assert replay.board.digest() == story.at(seq).project(view).digest()
    replay.at("#49")
    assert replay.told[-1].sentence == "This log goes from #50 to #200."
    other = said(path, "--view", "pd", "--board", "log")
    assert other.exit_code == Exit.REFUSED
    one_sentence(other.output, "fire, partners, public, ~chen", "not the view of pd")


def test_a_cache_is_replayed_as_the_agency_it_is_of(path: Path) -> None:
    story, view = Story(3), VIEWS["fire"] | {"city"}
    story.more(99)
    with LogCache.begin(path, story.anchor(1, view), view, story.epoch) as cache:
        cache.append(1, story.seen(2, 100, view))
    answer = said(path, "--view", "fire", "--board", "log", "--json")
    if "fire" not in story.board.agencies:
        one_sentence(answer.output, "No agency of this log is called fire")
        return
    own = story.board.project(frozenset({"partners", "public", "fire"}))
    assert [one["id"] for one in json.loads(answer.stdout)] == list(own.lines)


def test_an_empty_cache_shows_the_board_it_begins_with(path: Path) -> None:
    story, view = Story(3), VIEWS["fire"]
    story.more(49)
    LogCache.begin(path, story.anchor(50, view), view, story.epoch).close()
    answer = said(path, "--board", "people", "--json")
    assert answer.exit_code == 0
    kept = story.board.project(view)
    assert [one["id"] for one in json.loads(answer.stdout)] == list(kept.people)
    assert said(path, "--plain").stdout == ""


def test_another_programs_database_is_no_log(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE pets (name)")
    one_sentence(said(path).output, "is not a sitroom log")
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA application_id={APPLICATION}")
    answer = said(path)
    assert answer.exit_code == Exit.LOG
    one_sentence(answer.output, "its tables are not a log's")


def test_what_a_kill_left_is_replayed_with_its_last_entries(early: House) -> None:
    early.does("maya", "log Said just before the lights went out")
    killed = copy(early.path, early.path.parent / "killed" / "log")
    answer = said(killed, "--board", "log", "--json")
    assert json.loads(answer.stdout)[-1]["text"] == "Said just before the lights went out"


def test_no_agency_sees_a_word_of_anothers_in_any_form(early: House) -> None:
    """A canary: what the log keeps for one agency leaves the file in no other view."""
    early.does("kim", "open fire Oak St")
    early.does("maya", "add E12")
    refused = early.ask("sam", "assign E12 INC-1")
    assert refused.code == "not-yours"
    assert refused.seq, "kept for the asker's agency and the reviewers"
    path = copied(early)
    whole = said(path, "--plain").stdout
    police, fire = (said(path, "--plain", "--view", a).stdout for a in ("pd", "fire"))
    assert "refused" in whole
    assert police.splitlines()[refused.seq - 1] == whole.splitlines()[refused.seq - 1]
    assert fire.splitlines()[refused.seq - 1] == f"#{refused.seq} (not for this view)"
    for form in ((), ("--json",)):
        words = said(path, "--view", "fire", "--board", "log", *form).stdout
        assert "refused" not in words
        assert "refused" in said(path, "--view", "pd", "--board", "log", *form).stdout
    assert len(fire.splitlines()) == log_of(early).head.seq
