"""How far a message came: delivered, read, acknowledged, answered, each with a name and a time."""

from __future__ import annotations

import pytest

from console.boards import details
from console.boards import messages as board
from schemas.agencies import Grant
from schemas.messages import Addressee
from schemas.receipts import MESSAGES_MAX, ConfirmReceipt, Receipt
from tests.clocks import lapse, last
from tests.house import House
from tests.insight import said, seen


@pytest.fixture
def room(house: House) -> House:
    """A fire with an IC and an OSC; the police have two people."""
    house.person("lee", "fire")
    house.person("ron", "pd")
    house.does("kim", "open fire lead=fire Oak St")
    house.does("kim", "join INC-1 agency=pd")
    house.does("maya", "take INC-1/IC; appoint INC-1/OSC lee")
    return house


def one(house: House, id: str = "M-1", at: int = 0) -> Addressee:
    """One of its addressees."""
    found: Addressee = house.board.messages[id].to[at]
    return found


# -- what the log says ---------------------------------------------------------------------------


def test_each_addressee_has_four_times_and_a_name_to_each(room: House) -> None:
    room.does("kim", "tell @INC-1/OSC,pd answer=10m How many?")
    room.time.pass_(minutes=1)
    room.does("sam", "receipt delivered M-1")
    room.time.pass_(minutes=1)
    room.does("ron", "receipt read M-1")
    room.time.pass_(minutes=1)
    room.does("sam", "reply M-1 Two")
    told = said(details.rows(seen(room, "kim"), ("messages", "M-1"), 70))
    at = told.index("TO pd")
    assert told[at + 1 : at + 4] == [
        "sent 12:00",
        "delivered 12:01 to sam",
        "read 12:02 by ron",
    ]
    assert "acknowledged 12:03 by sam" in told[at + 4]
    assert "answered 12:03 by sam" in told[at + 5]
    assert (one(room).delivered, one(room).read) == (None, None), "the OSC has not had it"


def test_what_was_read_was_delivered_and_the_first_time_of_each_stands(room: House) -> None:
    room.does("maya", "direct pd Pull back")
    room.does("sam", "receipt read M-1")
    first = one(room)
    assert first.read
    assert first.read == first.delivered
    assert room.ask("ron", "receipt read M-1").code == "nothing-new"
    assert room.ask("ron", "receipt delivered M-1").code == "nothing-new"
    assert one(room) == first


def test_a_receipt_is_said_for_oneself_and_of_what_still_asks_somebody(room: House) -> None:
    room.person("olga", "pd", Grant.OBSERVER)
    room.does("maya", "tell pd Good morning")
    room.does("maya", "tell @INC-1/OSC ack=10m Report")
    for who, id in (("sam", "M-1"), ("sam", "M-2"), ("maya", "M-2")):
        assert room.ask(who, f"receipt read {id}").code == "nothing-new", (who, id)
    ask = ConfirmReceipt(receipt=Receipt.READ, messages=("M-9",))
    assert room.submit(room.actor("sam"), ask).code == "nothing-new", "as one that is hidden"
    assert room.ask("olga", "receipt read M-2").code == "no-grant"
    room.does("lee", "ack M-2")
    assert room.ask("lee", "receipt read M-2").code == "nothing-new"


def test_many_messages_are_one_entry_and_no_line_of_the_log(room: House) -> None:
    for _ in range(MESSAGES_MAX):
        room.does("maya", "tell pd ack=10m Hello")
    before, line = room.board.seq, last(room)
    every = ",".join(room.board.messages)
    room.does("sam", f"receipt read {every}")
    assert (room.board.seq, last(room)) == (before + 1, line)
    assert all(one(room, id).read for id in room.board.messages)
    assert room.ask("sam", f"receipt read {every},M-1").misread, "bounded"


def test_a_receipt_changes_nothing_that_somebody_would_look_at_again(room: House) -> None:
    room.does("maya", "tell pd ack=10m Report")
    touched = room.board.messages["M-1"].touched
    room.time.pass_(minutes=1)
    room.does("sam", "receipt read M-1")
    assert room.board.messages["M-1"].touched == touched
    told = said(details.rows(seen(room, "maya"), ("messages", "M-1"), 70))
    assert not [line for line in told if line.startswith("last change")]


def test_a_receipt_is_no_answer_and_silence_goes_on_as_it_would(room: House) -> None:
    room.does("maya", "tell sam ack=5m Report")
    room.does("sam", "receipt read M-1")
    room.time.pass_(minutes=5.1)
    assert lapse(room) == 1
    assert last(room)[0].endswith("sam, goes to pd"), "to the others of the agency"
    room.does("ron", "ack M-1")
    assert not room.board.messages["M-1"].waiting


def test_for_who_is_alone_in_an_agency_nobody_else_is_asked(room: House) -> None:
    room.does("maya", "tell rosa ack=5m Report")
    room.time.pass_(minutes=5.1)
    lapse(room)
    assert last(room)[0].endswith("rosa, nobody else can be asked here")


# -- what the screens show -----------------------------------------------------------------------


def test_who_waits_reads_how_far_it_came_to_each(room: House) -> None:
    room.does("kim", "tell pd,@INC-1/OSC ack=10m Report")
    room.does("sam", "receipt delivered M-1")
    room.does("lee", "receipt read M-1")
    assert said(board.waiting(seen(room, "kim"))) == [
        "M-1 0m ACK due 12:10: pd (delivered), INC-1/OSC lee (read) Report"
    ]


def test_now_names_so_many_messages_and_counts_the_rest(room: House) -> None:
    for at in range(board.SHOWN + 3):
        room.does("kim", f"tell pd ack=10m Load {at}")
    mine, theirs = board.needs(seen(room, "sam")), board.waiting(seen(room, "kim"))
    for rows in (mine, theirs):
        assert len(rows) == board.SHOWN + 1
        assert said(rows)[-1] == "3 more messages: 7 has them all"
