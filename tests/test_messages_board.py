"""What the screens show of messages: whom they wait on by name, and what I have to say to whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.boards import details, now
from console.boards import messages as board
from console.tables import table
from console.widgets.pane import narrowed
from console.widgets.rows import Cell, Row
from schemas.agencies import Grant
from tests.clocks import lapse
from tests.desk import Desk, running, says
from tests.house import House
from tests.insight import said, seen
from tests.walked import Walked


@pytest.fixture
def room(house: House) -> House:
    """A fire with an IC and an OSC, the police in it."""
    house.person("lee", "fire")
    house.does("kim", "open fire lead=fire Oak St")
    house.does("kim", "join INC-1 agency=pd")
    house.does("maya", "take INC-1/IC; appoint INC-1/OSC lee")
    return house


def tone(row: Row) -> str | None:
    """The tone of what a row says last."""
    cell = row.cells[-1]
    return cell.tone if isinstance(cell, Cell) else None


def test_now_says_what_i_must_acknowledge_or_answer_and_the_phrase_for_it(room: House) -> None:
    room.does("kim", "tell redcross,@INC-1/OSC answer=10m Shelter open?")
    room.does("maya", "direct pd in=Z-12 Pull back")
    assert said(board.needs(seen(room, "rosa"))) == [
        "! M-1 0m ANSWER due 12:10: Shelter open? kim CITY: reply M-1 …"
    ]
    (order,) = board.needs(seen(room, "sam"))
    assert said([order]) == ["! M-2 0m ORDER due 12:05, Z-12: Pull back maya INC-1/IC: ack M-2"]
    assert tone(order) == "warning"
    assert board.needs(seen(room, "kim")) == []
    room.time.pass_(minutes=7)
    (order,) = board.needs(seen(room, "sam"))
    assert said([order])[0].startswith("!! M-2 7m ORDER OVERDUE 2m, Z-12: Pull back")
    assert tone(order) == "danger"
    assert said([order])[0] in said(now.rows(seen(room, "sam")))
    room.does("sam", "ack M-2")
    assert board.needs(seen(room, "sam")) == []


def test_who_may_only_look_on_is_not_asked(room: House) -> None:
    room.person("olga", "redcross", Grant.OBSERVER)
    room.does("kim", "tell redcross answer=10m Shelter open?")
    assert board.needs(seen(room, "olga")) == []


def test_now_says_whom_i_wait_on_by_name_and_since_when(room: House) -> None:
    room.does("kim", "tell redcross,@INC-1/OSC answer=10m Shelter open?")
    assert said(board.waiting(seen(room, "kim"))) == [
        "M-1 0m ANSWER due 12:10: redcross, INC-1/OSC lee Shelter open?",
    ]
    room.time.pass_(minutes=14)
    lapse(room)
    (row,) = board.waiting(seen(room, "kim"))
    assert said([row]) == ["! M-1 14m ANSWER OVERDUE 4m: redcross, INC-1/IC maya Shelter open?"]
    assert tone(row) == "danger"
    needs, mine, *_ = said(now.rows(seen(room, "kim")))
    assert needs == "NEEDS 1 you must act on these", "nobody is left to ask for redcross"
    assert mine == said([row])[0]
    assert (
        "Shelter open? kim CITY for INC-1/OSC: reply M-1"
        in said(board.needs(seen(room, "maya")))[0]
    )
    assert board.waiting(seen(room, "sam")) == []
    room.does("rosa", "reply M-1 Yes")
    room.does("maya", "reply M-1 On the way")
    assert board.waiting(seen(room, "kim")) == []


def test_who_takes_over_the_senders_post_waits_for_the_answers(room: House) -> None:
    room.does("maya", "direct pd Pull back")
    room.does("maya", "relieve INC-1/IC Off")
    room.does("lee", "take INC-1/IC")
    assert "M-1" in said(board.waiting(seen(room, "lee")))[0]


def test_both_who_gave_orders_for_one_place_read_of_the_other(room: House) -> None:
    room.does("maya", "direct pd in=Z-12 Pull back")
    room.does("sam", "ack M-1; direct pd in=z-12 Hold the line")
    (mine,), (theirs,) = board.needs(seen(room, "maya")), board.needs(seen(room, "sam"))
    assert "TWO ORDERS for Z-12: M-2 of sam PD: Hold the line" in said([mine])[0]
    assert "TWO ORDERS for z-12: M-1 of maya INC-1/IC: Pull back" in said([theirs])[0]
    assert "! also for Z-12: M-2" in said(board.rows(seen(room, "kim")))[1]
    room.does("maya", "direct pd in=Z-12 replaces=M-2 Back to 5th")
    assert "REPLACED by M-3 of maya INC-1/IC" in said(board.needs(seen(room, "sam")))[1]
    room.time.pass_(hours=1)
    assert board.needs(seen(room, "maya")) == []


def test_the_board_has_what_waits_first_and_mine_before_the_rest(room: House) -> None:
    room.does("kim", "tell redcross ack=10m One")
    room.does("maya", "tell pd ack=10m Two")
    room.does("kim", "tell pd Three")
    room.does("maya", "direct pd Four")
    room.does("maya", "cancel M-4 Wind turned")
    assert said(board.rows(seen(room, "kim"))) == [
        "M-1 0m kim CITY REDCROSS One ACK due 12:10: redcross",
        "M-2 0m maya IC PD Two ACK due 12:10: pd",
        "M-4 0m maya IC PD ORDER: Four ended 12:00: Wind turned",
        "M-3 0m kim CITY PD Three",
    ]
    lines = list(table("messages", list(room.board.messages.values()), 100))
    assert lines[1].split()[4:] == ["redcross", "open", "07-04", "16:10Z", "redcross", "One"]


def test_the_record_of_a_message_has_what_came_back_from_each(room: House) -> None:
    room.does("kim", "tell @INC-1/OSC,redcross,sam answer=10m Shelter open?")
    room.time.pass_(minutes=12)
    lapse(room)
    seq = room.does("rosa", "reply M-1 Yes, 140 beds").seq
    told = said(details.rows(seen(room, "kim"), ("messages", "M-1"), 70))
    assert f"answered 12:12 by rosa of REDCROSS, #{seq}: Yes, 140 beds" in told
    assert "late went to INC-1/IC maya" in told
    assert "late OVERDUE; nobody else can be asked here" in told
    assert "sent 12:00 to lee" in told


def test_an_order_that_was_acknowledged_owes_nothing_and_says_how_doing_it_is_reported(
    room: House,
) -> None:
    room.does("maya", "direct pd,@INC-1/OSC Pull back")
    record = ("messages", "M-1")
    told = said(details.rows(seen(room, "sam"), record, 70))
    assert "want ack by 12:05 (in 5m)" in told
    assert said(board.rows(seen(room, "sam")))[0].endswith("ACK due 12:05: pd, OSC lee")
    room.does("sam", "ack M-1")
    room.time.pass_(minutes=1)
    room.does("lee", "ack M-1")
    told = said(details.rows(seen(room, "sam"), record, 70))
    assert "want acknowledged 12:01; nothing is owed" in told
    assert not [line for line in told if line.startswith("due") or "(in " in line]
    assert "stands until it is replaced or cancelled" in told
    assert "when done reply M-1 … says so, and stands in the log" in told
    room.does("maya", "cancel M-1 Wind turned")
    told = said(details.rows(seen(room, "sam"), record, 70))
    assert not [line for line in told if line.startswith(("want", "stands", "when done"))]


def test_the_board_tells_orders_that_stand_from_those_that_ended(room: House) -> None:
    room.does("maya", "direct pd One")
    room.does("sam", "ack M-1")
    room.does("maya", "direct pd Two")
    room.does("sam", "ack M-2")
    room.does("kim", "tell pd Three")
    room.does("maya", "direct pd replaces=M-2 Four")
    room.does("sam", "ack M-4; reply M-4 All are back")
    board_ = board.rows(seen(room, "kim"))
    orders = [" ".join(line.split()[-3:]) for line in said([*narrowed(board_, "order")])]
    assert orders == ["stands: reported 12:00", "stands: acknowledged 12:00", "replaced by M-4"]
    assert len([*narrowed(board_, "order stands")]) == 2
    assert [row.tone for row in board_] == ["normal", "normal", "normal", "dim"]


@pytest.mark.parametrize(
    ("size", "row"),
    [
        ((80, 24), "M-1     0m maya FIRE kim       Mill Rd bridge: Pull E… ACK due 12:05: kim"),
        ((120, 40), "M-1     0m maya F… kim     Mill Rd bridge… ACK due 12:05…"),
        ((200, 60), "M-1     0m maya FI… kim"),
    ],
)
@running
async def test_the_words_that_decide_are_in_sight_on_every_terminal(
    size: tuple[int, int], row: str
) -> None:
    desk = Desk()
    desk.connect()
    desk.elsewhere(desk.maya, "tell kim ack=5m Mill Rd bridge: Pull E12 back to 5th, it moves")
    async with desk.open(size):
        assert says(desk.lines(), "ACK due 12:05: Mill Rd bridge: Pull E1"), desk.shown()
        await desk.press("7")
        assert says(desk.lines(), row), desk.shown()


@running
async def test_a_puts_the_phrase_on_the_command_line_and_sends_nothing_by_itself() -> None:
    desk = Desk()
    desk.connect()
    desk.elsewhere(desk.maya, "tell kim ack=10m Lincoln opens 0400")
    async with desk.open():
        await desk.press("i", "a")
        assert says(desk.lines(), "There is no message under the cursor that waits")
        await desk.press("7")
        assert says(desk.lines(), "[7 Msg]")
        before = desk.hub.board.seq
        await desk.press("a")
        assert says(desk.lines(), ":ack M-1")
        assert desk.hub.board.seq == before
        await desk.press("enter")
        await desk.rest()
        assert not desk.hub.board.messages["M-1"].waiting


@running
async def test_a_says_answer_where_one_is_asked_for_and_nothing_where_nothing_is_wanted_of_me() -> (
    None
):
    desk = Desk()
    desk.connect()
    desk.elsewhere(desk.maya, "tell kim answer=10m How many cots?", "tell sam ack=10m Go home")
    async with desk.open():
        assert "a Answer" in desk.screen.footer.text
        assert "Answer (a)" in {
            command.title for command in desk.app.get_system_commands(desk.screen)
        }
        await desk.press("a")
        assert desk.app.prompt.line.text == "reply M-1 "
        await desk.press("escape")
        await desk.say("tell sam ack=10m Stay")
        await desk.press("7")
        for id in ("M-3", "M-2"):
            desk.screen.body.current.board.select(id)
            await desk.rest()
            assert " a " not in desk.screen.footer.text, id
            await desk.press("a")
            assert desk.app.prompt.line.text == ""


def test_orders_are_set_beside_each_other_as_quickly_however_many_stand(room: House) -> None:
    walks: list[int] = []
    for place in ("Z-12", "Z-13", "Z-14"):
        room.does("maya", f"direct pd in={place} Pull back")
        room.does("sam", f"ack M-{len(walks) + 1}")
        look = seen(room, "maya")
        shelf = Walked(look.board.messages)
        there = replace(look, board=replace(look.board, messages=shelf))
        board.rows(there)
        board.needs(there)
        walks.append(shelf.walks)
    assert len(set(walks)) == 1, walks
