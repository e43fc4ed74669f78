"""A replay shows what was shown: any moment of a log, in any view, from the file alone."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from console.boards.base import age
from console.deck import Deck
from console.looking import look_at
from console.player import Player
from console.replay import Replay
from console.sending import NotTaken
from console.speaking import Speaker
from console.standing import TIME, State
from schemas.circles import View
from schemas.grants import agency_view
from schemas.logreel import LogReel
from schemas.naming import Named
from schemas.phrase import Context, Misread
from tests.desk import running
from tests.house import GRAMMAR, ZONE, House
from tests.replays import AGENCIES, copied, log_of, shown
from tests.tampering import seeds

SEEDS = 3
SOAK_SEEDS = 200
STEPS = 60  # asks of one random log
WHO = ("kim", "maya", "sam", "rosa")
PHRASES = (
    "open {kind} {word} {word}",
    "log {word} {word}",
    "log urgent {word}",
    "lead {inc} {agency}",
    "unify {inc} {agency},{other}",
    "join {inc} agency={agency}",
    "add E{n}",
    "assign E{n} {inc}",
    "s E{n} onscene {inc}",
    "release E{n}",
    "strike #{n} {word}",
    "correct #{n} {word}",
    "close {inc} {word}",
    "reopen {inc} {word}",
    "contact maya radio={word}",
)


# -- the room ------------------------------------------------------------------------------------


def test_nothing_can_be_asked_of_a_replay_and_nothing_waits(busy: House) -> None:
    replay = shown(copied(busy))
    read = GRAMMAR.read("log hello", _context(replay))
    assert not isinstance(read, Misread)
    with pytest.raises(NotTaken, match=r"^This is a replay of copy.log; nothing can be asked"):
        replay.ask(read[0])
    with pytest.raises(NotTaken):
        replay.answer_held("x", "send")
    assert (replay.pending, replay.waiting, replay.is_in) == ((), 0, False)
    assert replay.state is State.REPLAY


def _context(replay: Replay) -> Context:
    return Context(replay.board.shelves(), replay.now(), replay.zone)


def test_it_steps_by_entry_and_says_what_each_one_says(busy: House) -> None:
    replay = shown(copied(busy))
    assert replay.board.seq == 1
    for seq in range(2, busy.board.seq + 1):
        replay.step(1)
        assert replay.board.seq == seq
        assert replay.told[-1].sentence.startswith(f"#{seq} ")
    assert replay.board == busy.board
    replay.step(1)
    assert replay.board.seq == busy.board.seq
    for seq in reversed(range(1, busy.board.seq)):
        replay.step(-1)
        assert replay.board.seq == seq
    replay.step(-1)
    assert replay.board.seq == 1


def test_it_plays_at_the_pace_of_the_log_and_ends(busy: House) -> None:
    replay = shown(copied(busy))
    replay.at(f"#{busy.board.incidents['INC-2'].touched.seq}")
    replay.tick(100.0)
    replay.play()
    began = replay.now()
    for second in range(101, 161):
        replay.tick(float(second))
    assert replay.now() - began == timedelta(seconds=60)
    for _ in range(5):
        replay.faster(1)
    assert replay.deck.speed == 60
    for second in range(161, 171):
        replay.tick(float(second))
    assert replay.now() - began == timedelta(seconds=60 + 600)
    assert "PLAYING ×60" in replay.running
    for second in range(171, 190):
        replay.tick(float(second))
    assert "AT THE END" in replay.running
    assert replay.board == busy.board


def test_a_long_way_is_gone_in_parts_and_the_boards_stay_until_it_is_there(
    busy: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.replay.SLICE", 3)
    replay = shown(copied(busy))
    changed: list[frozenset[Named]] = []
    replay.listen(changed.append)
    last = busy.board.seq
    replay.at(f"#{last}")
    for at in range(4, last, 3):
        assert (replay.board.seq, replay.seeking) == (1, at)
        assert f"SEEKING at #{at}" in replay.running
        assert all(TIME not in one for one in changed)
        replay.tick(0.0)
    assert replay.seeking is None
    assert TIME in changed[-1]
    assert replay.board == busy.board


def test_a_pause_holds_the_time_and_no_tick_moves_it(busy: House) -> None:
    replay = shown(copied(busy))
    replay.tick(1.0)
    replay.play()
    replay.tick(2.0)
    replay.play()
    at = replay.now()
    replay.tick(900.0)
    assert replay.now() == at
    replay.play()
    replay.tick(900.5)
    assert replay.now() - at <= timedelta(seconds=2), "a stopped terminal goes on where it was"


def test_a_records_past_comes_from_the_file_and_ends_where_the_replay_is(busy: House) -> None:
    replay = shown(copied(busy), agency_view("pd"))
    touched = log_of(busy).touched("incidents", "INC-1")
    replay.at(f"#{touched[1]}")
    page = replay.past(1, ("incidents", "INC-1"))
    assert [entry["seq"] for entry in page.entries] == touched[:2]
    assert page.before == log_of(busy).digest_at(touched[0] - 1).hex()
    every = replay.past(1)
    assert [entry["seq"] for entry in every.entries] == list(range(1, touched[1] + 1))


def test_ages_are_those_of_the_moment_that_is_shown(busy: House) -> None:
    replay = shown(copied(busy))
    replay.at(f"#{busy.board.seq}")
    replay.at("-25m")
    look = look_at(replay, Speaker(replay))
    said = {line.text: age(line.at, look) for line in look.board.lines.values()}
    assert said["Smoke on the second floor"] == "15m"
    assert age(look.board.incidents["INC-1"].opened_at, look) == "25m"


def test_the_zone_is_that_of_whoever_looks(busy: House) -> None:
    replay = Replay(LogReel(copied(busy)), ZoneInfo("America/Los_Angeles"), None, "all views")
    assert replay.running.rstrip().endswith("PDT")
    stamped = replay.running.rpartition(" · ")[2]
    assert datetime.strptime(stamped[:19], "%Y-%m-%d %H:%M:%S").hour == (  # noqa: DTZ007
        replay.now().astimezone(replay.zone).hour
    )


# -- the same in every view, at every moment -----------------------------------------------------


def told_at_random(house: House, seed: int) -> dict[int, dict[str, str]]:
    """A random log; after each entry the digest of each view's live board."""
    draw = random.Random(seed)
    views: dict[str, View] = {name: agency_view(name) for name in AGENCIES}
    live: dict[int, dict[str, str]] = {}
    for _ in range(STEPS):
        words = {
            "kind": draw.choice(("fire", "flood", "crowd")),
            "word": draw.choice(("Oak", "Mill", "Smoke", "Water")),
            "inc": f"INC-{draw.randint(1, 4)}",
            "agency": draw.choice(AGENCIES),
            "other": draw.choice(AGENCIES),
            "n": draw.randint(1, 40),
        }
        house.time.pass_(seconds=draw.choice((0, 1, 60, 4_000)))
        house.ask(draw.choice(WHO), draw.choice(PHRASES).format(**words))
        board = house.board
        live[board.seq] = {name: board.project(view).digest() for name, view in views.items()}
        live[board.seq]["all"] = board.digest()
    return live


@pytest.mark.parametrize("seed", seeds(SEEDS, SOAK_SEEDS))
def test_every_moment_in_every_view_is_what_was_live_then(early: House, seed: int) -> None:
    live = told_at_random(early, seed)
    path = copied(early)
    draw = random.Random(seed)
    views: list[tuple[str, View | None]] = [(name, agency_view(name)) for name in AGENCIES]
    for name, view in [*views, ("all", None)]:
        replay = shown(path, view)
        for seq in draw.sample(sorted(live), len(live)):
            replay.at(f"#{seq}")
            assert replay.board.digest() == live[seq][name], f"{name} at #{seq}"


@running
async def test_the_player_is_told_of_each_change_once(
    busy: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    replay, told = shown(copied(busy)), list[object]()
    player = Player(replay)
    monkeypatch.setattr(player, "_changed", told.append)
    async with player.run_test():
        told.clear()
        replay.note("one")
        replay.tick(0.0)
    assert len(told) == 1


# -- the bar -------------------------------------------------------------------------------------


def test_the_gauge_goes_with_the_time_and_nothing_beside_it_moves(busy: House) -> None:
    replay = shown(copied(busy))
    assert replay.done == 0
    replay.at("12:25")
    half = (replay.now() - replay.deck.begins) / (replay.deck.ends - replay.deck.begins)
    assert replay.done == half
    wide = len(replay.running)
    for _ in range(9):
        replay.faster(1)
        assert len(replay.running) == wide
    assert "1 2 5 10 30 60 120 300 [600]" in replay.told[-1].sentence
    replay.at(f"#{busy.board.seq}")
    assert (replay.done, len(replay.running)) == (1, wide)


def test_a_log_that_was_opened_by_another_clock_begins_where_it_was_written(busy: House) -> None:
    path = copied(busy)
    with closing(sqlite3.connect(path)) as file:
        file.execute("UPDATE entries SET at='2026-07-04T16:30:00.000000Z' WHERE seq=1")
        file.commit()
    deck = Deck(LogReel(path), ZONE)
    assert deck.begins == deck.reel.when(2)
    assert deck.begins < deck.moment
