"""From a record to what follows: phrases that its rows begin, and records that it leads to."""

from __future__ import annotations

import pytest

from console.boards import details
from console.boards.base import Look
from tests.house import ZONE, House
from tests.test_records import BRIEFED, WIDTH, look, opened, record, words


@pytest.fixture
def room(oak_st: House) -> House:
    """A fire on Oak St that maya commands."""
    oak_st.does("maya", "take INC-1/IC")
    return oak_st


def test_who_is_handed_a_post_reads_it_first_and_takes_it_from_there(room: House) -> None:
    room.does("maya", f"handover INC-1/IC lee {BRIEFED} 200 sandbags placed")
    shown = details.rows(look(room, "lee"), ("roles", "INC-1/IC"), WIDTH)
    said = [words(row) for row in shown]
    assert said[:2] == [
        "HANDED TO YOU: Incident Commander",
        "to take it Enter begins take INC-1/IC",
    ]
    assert shown[1].id == ":take INC-1/IC"
    assert said.index("situation 200 sandbags placed") < said.index("THE POST")
    assert ":decline INC-1/IC " in [row.id for row in shown]
    assert not any("take INC-1/IC" in row for row in record(room, "roles", "INC-1/IC")), (
        "kim is not"
    )


def test_who_may_change_a_line_begins_it_from_its_record(room: House) -> None:
    wrong = room.does("maya", "log Boat in 5 minutes").seq

    def phrases(me: str) -> list[str]:
        me_there = Look(room.board, room.time.now, ZONE, me=me, agency=room.board.people[me].agency)
        rows = details.rows(me_there, ("lines", f"#{wrong}"), WIDTH)
        return [row.id for row in rows if row.id.startswith(":")]

    assert phrases("lee") == [f":correct #{wrong} ", f":strike #{wrong} "], "of the same agency"
    assert phrases("sam") == []
    room.does("maya", f"correct #{wrong} Boat in 15 minutes")
    assert phrases("lee") == [], "the other line stands instead"


def test_a_line_of_the_hub_says_why_it_is_there_and_leads_to_what_it_tells_of(room: House) -> None:
    taken = room.does("maya", "appoint INC-1/OSC lee").seq
    shown = record(room, "lines", f"#{taken}")
    assert "this is written by the hub because of what was done" in shown
    leads = opened(room, "lines", f"#{taken}")
    assert "roles/INC-1/OSC" in leads.values()
    assert "people/lee" in leads.values()
    came = room.does("sam", "signout").seq
    assert "people/sam" in opened(room, "lines", f"#{came}").values()
    told = room.does("kim", "tell fire Ask sam for R-1: he knows").seq
    assert "messages/M-1" in opened(room, "lines", f"#{told}").values()
    assert "people/sam" not in opened(room, "lines", f"#{told}").values(), "those are kim's words"
