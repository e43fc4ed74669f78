"""What a console says of messages by itself: that they came, and that somebody had them whole."""

from __future__ import annotations

import pytest

from console.plain import Plain
from console.receipts import AGAIN_S, LOOK_S, SPREAD_S, Receipts
from schemas.messages import Addressee
from schemas.receipts import ConfirmReceipt, Receipt
from tests.desk import Desk, running, says
from tests.house import House
from tests.pipes import Pipe


@pytest.fixture
def room(house: House) -> House:
    """A fire with an IC and an OSC; the police have two people."""
    house.person("lee", "fire")
    house.person("ron", "pd")
    house.does("kim", "open fire lead=fire Oak St")
    house.does("kim", "join INC-1 agency=pd")
    house.does("maya", "take INC-1/IC; appoint INC-1/OSC lee")
    return house


class Console:
    """The receipts of sam's console, at times that are handed in."""

    def __init__(self, house: House, draw: float = 0.5) -> None:
        self.house = house
        self.receipts = Receipts(lambda: draw)

    def due(self, now: float) -> list[tuple[Receipt, tuple[str, ...]]]:
        """What it would say."""
        found = self.receipts.due(self.house.board, "sam", now)
        return [(ask.receipt, ask.messages) for ask in found]


def test_a_console_that_nobody_uses_says_nothing(room: House) -> None:
    console = Console(room)
    room.does("maya", "tell pd ack=10m Report")
    assert console.due(0) == console.due(100) == []


def test_delivered_is_said_once_and_each_console_says_it_at_another_moment(room: House) -> None:
    console, other = Console(room), Console(room, draw=0.9)
    console.receipts.pressed((), 0)
    other.receipts.pressed((), 0)
    room.does("maya", "tell pd ack=10m Report")
    assert console.due(0) == other.due(0) == []
    assert console.due(SPREAD_S / 2) == [(Receipt.DELIVERED, ("M-1",))]
    assert console.due(SPREAD_S / 2 + 1) == [], "it is on its way"
    room.does("sam", "receipt delivered M-1")
    assert other.due(SPREAD_S) == [], "another console of the agency has said it"


def test_what_was_lost_on_the_way_is_said_again(room: House) -> None:
    console = Console(room)
    console.receipts.pressed((), 0)
    room.does("maya", "tell pd ack=10m Report")
    console.due(0)
    assert console.due(SPREAD_S)
    assert console.due(SPREAD_S + AGAIN_S) == [(Receipt.DELIVERED, ("M-1",))]


def test_read_is_what_was_shown_whole_while_keys_were_pressed(room: House) -> None:
    console = Console(room)
    room.does("maya", "tell pd ack=10m Report")
    console.receipts.pressed({"M-1"}, 0)
    assert (Receipt.READ, ("M-1",)) not in console.due(0)
    console.receipts.pressed((), 1)
    console.receipts.pressed({"M-1"}, 2)
    console.receipts.pressed({"M-1"}, 2 + LOOK_S - 0.1)
    assert (Receipt.READ, ("M-1",)) not in console.due(2 + LOOK_S), "out of sight between"
    console.receipts.pressed({"M-1"}, 2 + LOOK_S)
    assert console.due(2 + LOOK_S) == [(Receipt.READ, ("M-1",))]


def test_of_a_line_that_asks_nothing_no_console_says_anything(room: House) -> None:
    console = Console(room)
    room.does("maya", "chat Anyone near the gym door?")
    room.does("maya", "tell pd Lincoln opens at four")
    for at in range(10):
        console.receipts.pressed({"M-1"}, at)
        assert console.due(at) == []


def tick(desk: Desk, pipe: Pipe, seconds: float) -> None:
    """Time passes, and this console's link ticks."""
    desk.times.t += seconds
    pipe.room.tick()
    desk.settle()


LONG = "Lincoln opens at 0400 for 200 people from Zone 12, who come by bus: two doors, no dogs"


async def looks(desk: Desk, *keys: str) -> Addressee:
    """kim presses these keys, far enough from each other; how far M-1 came then."""
    for key in keys:
        await desk.press(key)
        tick(desk, desk.kim, LOOK_S)
    to: Addressee = desk.maya.room.board.messages["M-1"].to[0]
    return to


@running
async def test_a_message_under_the_cursor_is_read_and_who_sent_it_sees_that() -> None:
    desk = Desk()
    desk.connect()
    async with desk.open():
        desk.elsewhere(desk.maya, f"tell kim ack=10m {LONG}")
        await desk.rest()
        pending = desk.kim.room.pending
        assert not (await looks(desk, "home")).read
        assert LONG[-12:] in desk.shown(), "the line under the board has the whole text"
        to = await looks(desk, "home", "home")
        assert to.read
        assert to.read.person == "kim"
        assert desk.kim.room.pending == pending == (), "nothing is queued"
        assert not says(desk.lines(), "receipt")


@running
async def test_a_cut_row_in_sight_is_not_read_however_long_somebody_is_there() -> None:
    desk = Desk()
    desk.connect()
    desk.elsewhere(desk.maya, f"tell kim ack=10m {LONG}")
    async with desk.open():
        assert "Lincoln" in desk.shown()
        to = await looks(desk, "down", "down", "down")
        assert "Lincoln" in desk.shown()
        assert to.delivered
        assert not to.read


@pytest.mark.parametrize("opened", [False, True])
@running
async def test_of_a_text_too_long_for_the_line_under_the_board_only_its_record_is_read(
    opened: bool,
) -> None:
    desk = Desk()
    desk.connect()
    desk.elsewhere(desk.maya, f"tell kim ack=10m {' '.join([LONG] * 5)}")
    async with desk.open():
        await desk.press("home", "enter" if opened else "escape")
        to = await looks(desk, "k" if opened else "escape", "a", "escape")
        assert bool(to.read) is opened


@running
async def test_what_is_behind_another_screen_is_not_read() -> None:
    desk = Desk()
    desk.connect()
    async with desk.open():
        await desk.press("4")
        desk.elsewhere(desk.maya, "tell kim ack=10m Lincoln opens 0400")
        for _ in range(3):
            await desk.press("j")
            tick(desk, desk.kim, SPREAD_S)
        to = desk.hub.board.messages["M-1"].to[0]
        assert to.delivered
        assert to.read is None


def test_line_by_line_it_is_read_when_somebody_types_after_it_and_said_to_nobody_else() -> None:
    desk = Desk()
    desk.connect()
    out: list[str] = []
    plain = Plain(desk.sam.room, out.append)
    plain.begin(holds=True)
    desk.elsewhere(desk.maya, "tell pd ack=10m Lincoln opens 0400")
    for _ in range(2):
        plain.line("log On the corner")
        tick(desk, desk.sam, LOOK_S)
    assert desk.hub.board.messages["M-1"].to[0].read
    told = len(out)
    assert not [line for line in out if " read " in line]
    desk.elsewhere(desk.maya, "tell kim ack=10m Hello")
    desk.kim.room.pressed("now")
    tick(desk, desk.kim, 0)
    tick(desk, desk.kim, SPREAD_S)
    assert desk.hub.board.messages["M-2"].to[0].delivered
    assert len(out) == told + 1, "the message, and no line for its receipt"


def test_a_receipt_is_of_no_age_and_of_no_phrase_that_is_held() -> None:
    assert ConfirmReceipt.shelf_life_s is None
    assert ConfirmReceipt.edits is None
