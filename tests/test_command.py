"""Who was in command at each minute of an incident, and was there a gap?"""

from __future__ import annotations

import random
import re
import time
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from console.boards import command, details, incidents
from console.boards.base import Look
from console.widgets.columns import text_of
from console.widgets.rows import Row
from schemas.incidents import COMMANDS_MAX, HELD_EACH
from tests.house import ZONE, House

BRIEFED = "objectives=Out comms=TAC-2 concerns=Wind"


def look(house: House) -> Look:
    """The whole board, now."""
    return Look(board=house.board, now=house.time.now, zone=ZONE)


def table(house: House) -> list[str]:
    """The table of INC-1 as it is read."""
    return [" ".join(map(text_of, row.cells)) for row in _rows(house)]


def _rows(house: House) -> list[Row]:
    return command.section(look(house), house.board.incidents["INC-1"])[1]


@pytest.fixture
def fire(house: House) -> House:
    """A fire: four minutes without a commander, lee, maya, seven minutes without, sam, both."""
    house.person("lee", "fire")
    house.person("pia", "pd")
    for person in ("maya", "lee", "sam", "pia"):
        house.does(person, "signin")
    for minutes, person, phrase in (
        (0, "kim", "open fire lead=fire Oak St"),
        (4, "lee", "take INC-1/IC"),
        (9, "sam", "join INC-1"),
        (13, "lee", f"handover INC-1/IC maya {BRIEFED} Second floor"),
        (3, "maya", "take INC-1/IC"),
        (18, "maya", "relieve INC-1/IC Called away"),
        (7, "sam", "take INC-1/IC"),
        (11, "kim", "unify INC-1 fire,pd"),
        (4, "lee", "take INC-1/IC.fire"),
        (12, "kim", "log Nothing new"),
    ):
        house.time.pass_(minutes=minutes)
        house.does(person, phrase)
    return house


WHOLE = [
    "12:00-12:04 4m NOBODY IN COMMAND",
    "12:04-12:29 25m lee FIRE IC took it #",
    "12:29-12:47 18m maya FIRE IC by hand-over from lee #",
    "12:47-12:54 7m NOBODY IN COMMAND: maya stepped down",
    "12:54-13:05 11m sam PD IC took it #",
    "13:05-13:09 4m sam PD IC.pd unified #; IC.fire vacant",
    "13:09-now 12m sam PD IC.pd + lee FIRE IC.fire took it #",
]


def plainly(lines: list[str]) -> list[str]:
    """Without the numbers of entries, and each run of blanks as one."""
    return [re.sub("#[0-9]+", "#", " ".join(line.split())) for line in lines]


def test_each_minute_of_an_incident_says_who_commanded_or_that_nobody_did(fire: House) -> None:
    assert plainly(table(fire)) == WHOLE
    heading, _ = command.section(look(fire), fire.board.incidents["INC-1"])
    assert heading == "COMMAND, oldest first; nobody for 11m of 1h21"


def test_a_gap_of_less_than_a_minute_is_no_alarm_once_it_is_over(house: House) -> None:
    house.does("kim", "open fire lead=fire Oak St")
    house.time.pass_(seconds=10)
    (nobody,) = table(house)
    assert nobody.split() == ["12:00-now", "0m", "NOBODY", "IN", "COMMAND"], (
        "as long as it is so, it is said"
    )
    house.time.pass_(seconds=30)
    house.does("maya", "take INC-1/IC")
    house.time.pass_(minutes=5)
    (held,) = table(house)
    assert held.split()[:5] == ["12:00-now", "5m", "maya", "FIRE", "IC"]
    heading, _ = command.section(look(house), house.board.incidents["INC-1"])
    assert heading == "COMMAND, oldest first"


def test_who_commands_now_is_said_in_the_instant_in_which_it_became_so(house: House) -> None:
    for person, phrase, said in (
        ("kim", "open fire lead=fire Oak St", "12:00-now 0m NOBODY IN COMMAND"),
        ("maya", "take INC-1/IC", "12:00-now 0m maya FIRE IC took it #"),
        ("maya", "relieve INC-1/IC Home", "12:00-now 0m NOBODY IN COMMAND: maya stepped down"),
        ("kim", "unify INC-1 fire,pd", "12:00-now 0m NOBODY IN COMMAND: maya stepped down"),
        ("sam", "take INC-1/IC.pd", "12:00-now 0m sam PD IC.pd took it #; IC.fire vacant"),
    ):
        house.does(person, phrase)
        then = max(post.since for post in house.board.roles.values() if post.room == "INC-1")
        seen = Look(board=house.board, now=then, zone=ZONE)
        heading, rows = command.section(seen, house.board.incidents["INC-1"])
        assert plainly([" ".join(map(text_of, row.cells)) for row in rows])[-1] == said
        assert heading == "COMMAND, oldest first"


def test_the_times_add_up_to_the_whole_and_each_day_has_a_heading(house: House) -> None:
    house.time.pass_(hours=11, minutes=50, seconds=50)
    house.does("kim", "open fire lead=fire Oak St")
    for seconds in (70, 400, 75):
        house.time.pass_(seconds=seconds)
        house.does("maya", "take INC-1/IC")
        house.time.pass_(seconds=130)
        house.does("maya", "relieve INC-1/IC Home")
    house.time.pass_(seconds=55)
    heading, rows = command.section(look(house), house.board.incidents["INC-1"])
    table = plainly([" ".join(map(text_of, row.cells)) for row in rows])
    assert [text for text in table if not text[0].isdigit()] == ["Sat 04 Jul", "Sun 05 Jul"]
    times = [text.split() for text in table if text[0].isdigit()]
    each = [int(lasts.rstrip("m")) for _, lasts, *_ in times]
    gaps = sum(each[::2])
    assert heading == f"COMMAND, oldest first; nobody for {gaps}m of {sum(each)}m"


def test_who_commanded_is_still_read_when_the_incident_is_closed_and_after_a_restart(
    fire: House,
) -> None:
    fire.does("kim", "close INC-1 Out")
    fire.time.pass_(minutes=30)
    fire.reopen()
    closed = [line.replace("-now", "-13:21") for line in WHOLE]
    assert plainly(table(fire)) == closed
    shown = details.rows(look(fire), ("incidents", "INC-1"), 64)
    assert text_of(shown[0].cells[0]).startswith("COMMAND, oldest first; nobody for 11m")


def test_the_age_of_an_incident_ends_when_it_is_closed(fire: House) -> None:
    fire.does("kim", "close INC-1 Out")
    fire.time.pass_(hours=3)
    (row,) = incidents.rows(look(fire))
    assert "1h21" in [text_of(cell) for cell in row.cells]


def test_an_incident_that_is_worked_again_has_its_commanders_of_before(fire: House) -> None:
    fire.does("kim", "close INC-1 Out")
    fire.time.pass_(minutes=5)
    fire.does("kim", "reopen INC-1 Smoke again")
    fire.time.pass_(minutes=2)
    lines = plainly(table(fire))
    assert lines[:5] == WHOLE[:5]
    assert lines[-1] == "13:26-now 2m NOBODY IN COMMAND"


def test_a_commander_leads_to_the_line_that_tells_of_it(fire: House) -> None:
    named = [row.id for row in _rows(fire) if "lee FIRE" in " ".join(map(text_of, row.cells))]
    lines = [details.record_of(fire.board, id) for id in named]
    assert all(found and found[0] == "lines" for found in lines)


def test_more_than_is_kept_on_the_board_is_said_to_be_in_the_log(fire: House) -> None:
    for _ in range(COMMANDS_MAX + 1):
        fire.time.pass_(minutes=1)
        fire.does("kim", "close INC-1 Out")
        fire.time.pass_(minutes=1)
        fire.does("kim", "reopen INC-1 Again")
    assert table(fire)[0].endswith("more than is kept here: 2 Log")
    assert len(fire.board.incidents["INC-1"].commanded) == COMMANDS_MAX


def test_a_post_that_changed_hands_more_often_than_is_kept_shows_no_gap_that_was_none(
    fire: House,
) -> None:
    for _ in range(HELD_EACH):
        for holder, to in (("lee", "maya"), ("maya", "lee")):
            fire.time.pass_(minutes=1)
            fire.does(holder, f"handover INC-1/IC.fire {to} {BRIEFED} Yours")
            fire.does(to, "take INC-1/IC.fire")
    fire.does("kim", "close INC-1 Out")
    fires = [t for t in _times(fire) if t.post == "IC.fire"]
    assert all(t.held for t in fires if t.since > fires[0].since)


def _times(house: House) -> list[command.Time]:
    incident = house.board.incidents["INC-1"]
    end = incident.closed.at if incident.closed else house.time.now
    return command.times(look(house), incident, end)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_the_table_says_what_was_so_at_each_moment(
    house: House, seed: int
) -> None:
    draw = random.Random(seed)
    house.person("lee", "fire")
    house.person("pia", "pd")
    house.does("kim", "open fire lead=fire Oak St")
    house.does("sam", "join INC-1")
    for person in ("maya", "lee", "sam", "pia"):
        house.does(person, "signin")
    said = (
        ("lee", "take INC-1/IC"), ("maya", "take INC-1/IC"), ("sam", "take INC-1/IC"),
        ("lee", "take INC-1/IC.fire"), ("pia", "take INC-1/IC.pd"),
        ("lee", "relieve INC-1/IC Done"), ("sam", "relieve INC-1/IC Done"),
        ("lee", "relieve INC-1/IC.fire Done"), ("pia", "relieve INC-1/IC.pd Done"),
        ("kim", "unify INC-1 fire,pd"), ("kim", "unify INC-1 fire"), ("sam", "leave INC-1"),
        ("sam", "join INC-1"), ("kim", "close INC-1 Out"), ("kim", "reopen INC-1 Again"),
    )  # fmt: skip
    was: list[tuple[datetime, set[tuple[str, str]]]] = []
    for _ in range(25):
        house.time.pass_(minutes=draw.randint(1, 9))
        house.ask(*draw.choice(said))
        posts = [p for p in house.board.roles.values() if p.room == "INC-1" and p.command]
        there = {(p.id.partition("/")[2], p.holder or "") for p in posts}
        was.append((house.time.now + timedelta(seconds=30), there))
    house.time.pass_(minutes=1)
    found = _times(house)
    for moment, there in was:
        then = [t for t in found if t.since <= moment < t.until]
        assert {(t.post, t.held.person if t.held else "") for t in then} == there, moment


def test_a_command_that_changed_hands_ten_thousand_times_is_read_at_once() -> None:
    first = datetime(2026, 3, 1, tzinfo=ZONE)
    edges = [first + timedelta(seconds=second) for second in range(10_001)]
    found = [command.Time("IC", since, until) for since, until in pairwise(edges)]
    began = time.process_time()
    assert len(command.intervals(found)) == len(found)
    assert time.process_time() - began < 1  # seconds; each beside each other took 5
