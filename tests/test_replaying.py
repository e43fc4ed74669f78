"""`sitroom replay` on the command line: its boards, its moments, its sentences."""

from __future__ import annotations

import json
import os
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from console.exits import Exit
from console.moments import Span
from console.tables import NAMES
from schemas.board import as_data
from schemas.grants import agency_view
from schemas.logfile import LogFile
from tests.house import ZONE, House
from tests.replays import AGENCIES, copied, said, shown

# -- on the command line -------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_board_is_printed_as_the_live_word_prints_it(busy: House, name: str) -> None:
    answer = said(copied(busy), "--board", name, "--json")
    assert answer.exit_code == 0, answer.output
    live = [as_data(record) for record in busy.board.on(NAMES[name]).values()]
    assert json.loads(answer.stdout) == live


def test_a_board_is_printed_as_it_was_at_a_time_or_an_entry(busy: House) -> None:
    path = copied(busy)
    first = busy.board.incidents["INC-1"].opened_at.astimezone(ZONE)
    for moment in (
        f"{first + timedelta(minutes=15):%H:%M}",
        f"{first + timedelta(minutes=15):%H%M}",
        f"{first + timedelta(minutes=15):%Y-%m-%dT%H:%M}",
        (first + timedelta(minutes=15)).isoformat(),
        "-35m",
    ):
        answer = said(path, "--at", moment, "--board", "incidents", "--json")
        assert answer.exit_code == 0, answer.output
        (one,) = json.loads(answer.stdout)
        assert (one["id"], one["lead"]) == ("INC-1", "fire"), moment
    seq = busy.board.incidents["INC-1"].touched.seq
    assert json.loads(said(path, "--at", f"#{seq}", "--board", "incidents", "--json").stdout)[0][
        "closed"
    ]
    table = said(path, "--at", f"#{seq}", "--board", "incidents").stdout
    assert table.splitlines()[0].split() == [
        "ID",
        "KIND",
        "TYPE",
        "RANK",
        "STATE",
        "SINCE",
        "COMMAND",
        "NAME",
    ]


def test_a_view_shows_what_that_agency_could_see_and_nothing_else(busy: House) -> None:
    house = busy
    refused = house.ask("sam", "place INC-2 Mill & 3rd")
    assert refused.ok or refused.refusal
    path = copied(house)
    for agency in AGENCIES:
        view = agency_view(agency)
        for name in NAMES:
            answer = said(path, "--view", agency, "--board", name, "--json")
            board = house.board.project(view)
            assert json.loads(answer.stdout) == [as_data(r) for r in board.on(NAMES[name]).values()]


def test_plain_says_an_entry_a_line_and_ends(busy: House) -> None:
    path = copied(busy)
    answer = said(path)  # no terminal here
    assert answer.exit_code == 0
    lines = answer.stdout.splitlines()
    assert [line.split()[0] for line in lines] == [f"#{n}" for n in range(1, busy.board.seq + 1)]
    assert lines[-1].endswith("sam of pd: All units home")
    late = said(path, "--plain", "--at", f"#{busy.board.seq - 1}").stdout.splitlines()
    assert late == lines[-2:]


# -- moments -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "moment", ["noon", "25:00", "2026-13-01T00:00", "#", "#x", "1", "now", "-", "", "02:10pm"]
)
def test_what_is_no_moment_is_said_in_one_sentence(busy: House, moment: str) -> None:
    answer = said(copied(busy), "--at", moment, "--board", "log")
    assert answer.exit_code == Exit.UNREADABLE
    assert len(answer.output.splitlines()) == 1


@pytest.mark.parametrize("moment", ["1990-01-01T00:00", "2090-01-01T00:00Z", "+3h", "-20d"])
def test_a_moment_outside_the_log_is_said_with_where_it_begins_or_ends(
    busy: House, moment: str
) -> None:
    answer = said(copied(busy), "--at", moment, "--board", "log")
    assert answer.exit_code == Exit.REFUSED
    assert "this log " in answer.output
    assert len(answer.output.splitlines()) == 1


def test_an_entry_that_is_not_there_is_said(busy: House) -> None:
    answer = said(copied(busy), "--at", "#9999", "--board", "log")
    assert answer.exit_code == Exit.REFUSED
    assert f"#{busy.board.seq}" in answer.output


def test_the_minutes_in_which_a_log_begins_and_ends_are_in_it(busy: House) -> None:
    replay = shown(copied(busy))
    deck = replay.deck
    for at, seq in ((deck.begins, deck.first), (deck.ends, deck.last)):
        minute = at.astimezone(ZONE)
        replay.at(f"{minute:%Y-%m-%dT%H:%M}")
        assert abs(deck.seq - seq) <= deck.last - deck.first
        assert deck.begins <= deck.moment <= deck.ends
    replay.at(f"{deck.ends.astimezone(ZONE) + timedelta(seconds=50):%H:%M}")
    assert deck.begins <= deck.moment <= deck.ends


def test_a_time_is_that_of_the_day_on_which_the_log_has_it() -> None:
    begins, ends = (
        datetime(2026, 7, day, hour, 10, tzinfo=ZONE) for day, hour in ((4, 22), (5, 1))
    )
    span = Span(begins, ends, begins, ZONE, 1, 52)
    for text, day, clock in (
        ("2335", 4, "23:35:59"),
        ("00:10", 5, "00:10:59"),
        ("0110", 5, "01:10:00"),
    ):
        at = span.moment(text)
        assert isinstance(at, datetime)
        assert f"{at.astimezone(ZONE):%d %H:%M:%S}" == f"0{day} {clock}"
    for text, sentence in (
        ("0210", "That is 2026-07-05 02:10:00 EDT; this log ends 2026-07-05 01:10:00 EDT."),
        ("2110", "That is 2026-07-04 21:10:00 EDT; this log begins 2026-07-04 22:10:00 EDT."),
        ("noon", "A moment is written 01:10, 2026-07-05T01:10, -20m, +2h or #52."),
    ):
        with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
            span.moment(text)


def test_a_minute_is_shown_at_its_end_and_that_is_said(busy: House) -> None:
    replay = shown(copied(busy))
    replay.at("12:20")
    assert replay.told[-1].sentence == "This is the end of 12:20, with all that happened in it."
    replay.at("12:20:30")
    assert replay.told[-1].sentence == ""


# -- trouble -------------------------------------------------------------------------------------


def test_a_log_that_is_being_served_is_refused_with_what_to_do(busy: House) -> None:
    answer = said(busy.path, "--board", "log")
    assert answer.exit_code == Exit.REFUSED
    assert "serving this log" in answer.output
    assert "Make a copy" in answer.output
    assert len(answer.output.splitlines()) == 1


@pytest.mark.parametrize("content", [b"", b"hello", os.urandom(5_000), b"SQLite format 3\0" * 99])
def test_what_is_no_log_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.log"
    path.write_bytes(content)
    answer = said(path, "--board", "log")
    assert answer.exit_code in (Exit.REFUSED, Exit.LOG)
    assert str(path) in answer.output
    assert len(answer.output.splitlines()) == 1


def test_a_file_that_is_not_there_or_is_a_folder_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        answer = said(path)
        assert answer.exit_code == Exit.REFUSED
        assert str(path) in answer.output


def test_a_log_without_entries_is_said(tmp_path: Path) -> None:
    LogFile.create(tmp_path / "new.log").close()
    answer = said(tmp_path / "new.log")
    assert answer.exit_code == Exit.REFUSED
    assert "holds no entry yet" in answer.output


def test_an_agency_nobody_knows_and_options_that_need_others_are_said(busy: House) -> None:
    path = copied(busy)
    answer = said(path, "--view", "navy", "--board", "log")
    assert answer.exit_code == Exit.REFUSED
    assert "city, fire, pd, redcross" in answer.output
    assert said(path, "--json").exit_code == Exit.UNREADABLE
    assert said(path, "--board", "pets").exit_code == Exit.UNREADABLE
