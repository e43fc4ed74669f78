"""An open record says in people's words what one must know, and leads to what it names."""

from __future__ import annotations

import pytest

from console.boards import agencies, details, journal, roles, rollcalls
from console.boards.base import Look
from console.screens.base import BoardScreen
from console.tables import table
from console.widgets.columns import text_of
from console.widgets.rows import Row
from schemas.wire import Present
from tests.desk import Desk, running, says
from tests.house import NOON, ZONE, House

BRIEFED = 'objectives="Plan for 0700" comms="TAC 2" concerns="Crest at 0600"'
WIDTH = 79


@pytest.fixture
def room(oak_st: House) -> House:
    """A fire on Oak St that maya commands."""
    oak_st.does("maya", "take INC-1/IC")
    return oak_st


def look(house: House, me: str = "kim") -> Look:
    """The room as it is drawn for somebody."""
    return Look(house.mirrors[me].board, house.time.now, ZONE, me=me)


def record(house: House, shelf: str, id: str, width: int = WIDTH) -> list[str]:
    """A record as somebody reads it, its title first."""
    of = (shelf, id)
    shown = details.rows(look(house), of, width)
    return [details.title(look(house), of), *map(words, shown)]


def words(row: Row) -> str:
    """A row in words."""
    return " ".join(" ".join(map(text_of, row.cells)).split())


def opened(house: House, shelf: str, id: str) -> dict[str, str]:
    """What each row of a record leads to, by its words."""
    board = look(house)
    found = {}
    for row in details.rows(board, (shelf, id), WIDTH):
        if of := details.record_of(board.board, row.id):
            found[words(row)] = "/".join(of)
    return found


def under(shown: list[str], heading: str) -> list[str]:
    """The rows under a heading, up to the next."""
    after = shown[shown.index(heading) + 1 :]
    end = next((at for at, row in enumerate(after) if row.split(" ")[0].isupper()), len(after))
    return after[:end]


# -- what is handed over -------------------------------------------------------------------------


def test_a_hand_over_is_read_line_by_line_under_who_gave_it_and_when(room: House) -> None:
    room.does("maya", f"handover INC-1/IC lee {BRIEFED} 200 sandbags placed")
    shown = record(room, "roles", "INC-1/IC")
    assert under(shown, "HAND-OVER to lee, not taken yet") == [
        "handed over by maya of FIRE as INC-1/IC, 12:00 (0m ago)",
        "take by 12:10 (in 10m)",
        "situation 200 sandbags placed",
        "objectives Plan for 0700",
        "communications TAC 2",
        "concerns Crest at 0600",
        "organization at 12:00: IC maya",
    ]
    assert not any("step" in row.split() for row in shown)


def test_after_the_take_the_briefing_still_says_who_gave_it_and_that_its_lists_are_of_then(
    room: House,
) -> None:
    room.does("maya", f"handover INC-1/IC lee {BRIEFED} 200 sandbags placed")
    room.time.pass_(minutes=4)
    room.does("lee", "take INC-1/IC")
    told = under(record(room, "roles", "INC-1/IC"), "BRIEFING from maya of FIRE to lee, 12:04")
    assert told[0] == "situation 200 sandbags placed"
    assert told[-1] == "organization at the hand-over: IC maya"


def test_who_held_a_post_says_how_each_came_and_left_and_leads_to_the_entries(room: House) -> None:
    room.does("maya", "appoint INC-1/OSC lee")
    room.time.pass_(minutes=5)
    room.does("lee", "relieve INC-1/OSC I go to hospital")
    ended = room.board.seq
    room.time.pass_(minutes=1)
    room.does("maya", "appoint INC-1/OSC maya")
    room.does("maya", "handover INC-1/OSC lee Quiet")
    room.does("lee", "take INC-1/OSC")
    taken = room.board.seq
    shown = under(record(room, "roles", "INC-1/OSC"), "WHO HELD IT, newest first")
    assert shown == [
        f"lee of FIRE 12:06 to now by hand-over from maya, #{taken}",
        f"maya of FIRE 12:06 to 12:06 appointed, #{taken - 2}",
        f"followed by lee, #{taken}",
        f"lee of FIRE 12:00 to 12:05 appointed, #{ended - 1}",
        f"stepped down, #{ended}",
    ]
    leads = opened(room, "roles", "INC-1/OSC")
    assert leads[shown[0]] == f"lines/#{taken}"
    assert leads[shown[4]] == f"lines/#{ended}"
    assert "hospital" in room.line(ended).text


def test_whom_a_post_reports_to_is_named_and_leads_there(room: House) -> None:
    room.does("maya", "appoint INC-1/OSC lee")
    assert opened(room, "roles", "INC-1/OSC")["reports to INC-1/IC maya"] == "roles/INC-1/IC"


# -- lines ---------------------------------------------------------------------------------------


def test_a_struck_line_says_so_first_and_shows_what_stands_instead_before_its_own_words(
    room: House,
) -> None:
    wrong = room.does("maya", "log via=radio Boat in 5 minutes").seq
    right = room.does("maya", f"correct #{wrong} Boat in 15 minutes").seq
    shown = record(room, "lines", f"#{wrong}")
    assert shown[:3] == [
        f"#{wrong}  STRUCK, corrected in #{right}",
        "CORRECTED BY",
        f"#{right} corrects #{wrong} radio: Boat in 15 minutes",
    ]
    assert shown.index("WHAT WAS WRITTEN") < shown.index("text Boat in 5 minutes")
    assert record(room, "lines", f"#{right}")[0] == f"#{right}  corrects #{wrong}"
    assert opened(room, "lines", f"#{right}")[
        f"#{wrong} STRUCK (#{right}): radio: Boat in 5 minutes"
    ]
    room.does("maya", f"strike #{right} Another incident")
    assert record(room, "lines", f"#{right}")[:2] == [f"#{right}  STRUCK", "STRUCK"]
    assert any("Another incident" in row for row in record(room, "lines", f"#{right}"))


def test_a_line_that_corrects_another_says_so_at_its_start_in_every_list(room: House) -> None:
    wrong = room.does("maya", "log Boat in 5 minutes").seq
    room.does("maya", f"correct #{wrong} Boat in 15 minutes")
    assert text_of(journal.rows(look(room))[-1].cells[4]).startswith(f"corrects #{wrong}: ")
    listed = list(table("log", list(room.board.lines.values())))
    assert f"corrects #{wrong}: Boat in 15" in listed[-1]


def test_a_record_is_open_to_somebody_and_not_said_to_be_seen(room: House) -> None:
    assert "open to all partners" in record(room, "incidents", "INC-1")
    assert not any("seen" in row for row in record(room, "incidents", "INC-1"))


@pytest.mark.parametrize("word", ["sort", "seq", "step", "grants", "state", "hub,"])
def test_no_word_of_the_machine_is_in_a_record(word: str, room: House) -> None:
    room.does("maya", "add E12 kind=engine people=4")
    for line in ("checkin E12 INC-1; s E12 onscene", "log urgent A", "decide because=B C"):
        room.does("maya", line)
    room.does("maya", f"handover INC-1/IC lee {BRIEFED} Quiet")
    for shelf in ("lines", "roles", "resources", "people", "agencies", "incidents", "centers"):
        for id in room.board.on(shelf):
            assert not any(word in row.split() for row in record(room, shelf, id)), (shelf, id)


def test_a_unit_has_one_status_with_the_official_state_only_where_the_word_does_not_say_it(
    room: House,
) -> None:
    room.does("maya", "add E12 kind=engine people=4")
    room.does("maya", "checkin E12 INC-1; s E12 onscene")
    assert "status onscene" in record(room, "resources", "fire.E12")
    room.does("maya", "s E12 mechanical")
    assert "status mechanical (out of service)" in record(room, "resources", "fire.E12")


# -- incidents -----------------------------------------------------------------------------------


def test_an_incident_says_how_much_was_said_lately_that_belongs_to_none(room: House) -> None:
    for line in ("log in=INC-1 Here", "log Nowhere", "log Nowhere either"):
        room.does("sam", line)  # who holds no post there
    assert "no incident 2 lines of the last hour: see 2 Log" in record(room, "incidents", "INC-1")
    room.time.pass_(minutes=61)
    assert not any("no incident" in row for row in record(room, "incidents", "INC-1"))


def test_a_last_change_says_what_it_was_and_nothing_where_the_record_says_it_already(
    room: House,
) -> None:
    assert not any("last change" in row for row in record(room, "roles", "INC-1/IC"))
    room.time.pass_(minutes=3)
    seq = room.does("maya", "deputy INC-1/IC lee").seq
    shown = record(room, "roles", "INC-1/IC")
    assert f"last change 12:03 (0m ago), #{seq} by maya: Deputy for INC-1/IC: lee" in shown


# -- boards --------------------------------------------------------------------------------------


def test_the_title_of_a_post_stands_beside_its_code(room: House) -> None:
    shown = [words(row) for row in roles.rows(look(room))]
    assert any(row.startswith("IC Incident Commander maya FIRE") for row in shown)


def test_who_has_no_console_is_not_said_to_be_gone(room: House) -> None:
    here = {"sam": Present(person="sam", agency="pd", pressed_at=NOON)}
    shown = [words(row) for row in agencies.rows(Look(room.board, NOON, ZONE, presence=here))]
    assert any(row.startswith("FIRE - no console") for row in shown)
    assert any(row.startswith("maya - no console") for row in shown)
    assert any(row.startswith("sam typed 0m ago") for row in shown)


def test_how_to_ask_for_a_roll_call_names_an_incident_that_is_open(room: House) -> None:
    assert "par INC-1 due=10m" in rollcalls.PANE.without_rows(look(room))
    room.does("maya", "close INC-1 Out")
    assert "no incident is open" in rollcalls.PANE.without_rows(look(room))


# -- on the screen -------------------------------------------------------------------------------


@pytest.fixture
def desk() -> Desk:
    """kim's console and two others, connected, with a flood that much was said of."""
    made = Desk()
    made.connect()
    made.elsewhere(made.kim, "open flood lead=fire Mill Creek")
    made.elsewhere(made.maya, *(f"log in=INC-1 Gate {n} holds" for n in range(30)))
    return made


@running
async def test_back_from_a_record_the_cursor_is_on_the_row_one_came_from(desk: Desk) -> None:
    async with desk.open():
        await desk.press("i", "enter", "end", "up", "up")
        record = desk.screen.body.details
        came = record.selected
        await desk.press("enter")
        assert record.of == ("lines", (came or "").removeprefix("lines/"))
        await desk.press("escape")
        assert (record.of, record.selected) == (("incidents", "INC-1"), came)


@running
async def test_a_record_says_how_much_of_it_is_out_of_sight(desk: Desk) -> None:
    async with desk.open():
        await desk.press("i", "enter")
        (title,) = (line for line in desk.lines() if line.startswith(" INC-1  Mill Creek"))
        assert "↓" in title
        await desk.press("end")
        (title,) = (line for line in desk.lines() if line.startswith(" INC-1  Mill Creek"))
        assert "↑" in title


@running
async def test_only_a_row_that_names_a_record_offers_to_open_it(desk: Desk) -> None:
    async with desk.open():
        await desk.press("home", "k")
        await desk.press("i")
        assert offers(desk.screen)
        await desk.press("enter", "home")
        assert offers(desk.screen) is False, "that nobody commands"
        await desk.press("j")
        assert offers(desk.screen), "who opened it"
        await desk.press("j")
        assert offers(desk.screen) is False, "its kind"


def offers(screen: BoardScreen) -> bool:
    """Whether the footer offers to open the row."""
    return "Enter Open" in screen.footer.text


@running
async def test_the_row_under_the_cursor_can_be_read_whole_and_no_other_row_moves(
    desk: Desk,
) -> None:
    long = "log Boat is 5 minutes away, four people on the roof, two of them children, and more"
    desk.elsewhere(desk.maya, long, "log Short")
    async with desk.open():
        await desk.press("2")
        board = desk.screen.body.current.board
        before = board.plain_lines()
        await desk.press("up")
        shown = board.plain_lines()
        assert shown[-2].startswith(" └ Boat is 5 minutes away")
        assert shown[-1].strip() == "more"
        assert says(before, "Short")
        await desk.press("up")
        assert board.plain_lines()[-1].endswith("Short"), "the lines are the rows' again"
