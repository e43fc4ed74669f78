"""Whatever stands in a record, every screen shows it as text: nothing acts, nothing crashes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import StringConstraints

from console.boards.details import rows
from console.widgets.columns import fit
from console.widgets.wall import visible
from schemas.base import Record
from schemas.board import SHELVES, Board
from schemas.calls import Call
from schemas.phrase.meaning import marks
from tests.board_app import HOSTILE
from tests.desk import SCREEN_KEYS, SIZES, Desk, running
from tests.hub_end import NOON

NAUGHTY: list[str] = json.loads((Path(__file__).parent / "data" / "blns.json").read_text())
NUMBERED = {"lines": "#{}", "incidents": "INC-{}", "calls": "C-{}", "resources": "fire.E{}"}
FEW = (*HOSTILE, "[bold red]x[/]", "]8;;http://x\x1b\\", "\x00", "", " ")


def texts(record: Record) -> Iterator[str]:
    """The fields of a record that hold what somebody typed."""
    for name, field in type(record).model_fields.items():
        kinds = (*field.metadata, *marks(field.annotation))
        if any(isinstance(mark, StringConstraints) and not mark.pattern for mark in kinds):
            yield name


def full_of(board: Board, strings: tuple[str, ...]) -> Board:
    """A board with a record of every shelf for each string, in each field, past the first wall."""
    made = board.copy()
    for shelf in SHELVES:
        pattern = list(board.on(shelf).values())[:1]
        if not pattern or shelf in ("logs", "devices", "invites"):
            continue
        named: list[str] = list(texts(pattern[0]))
        assert named, f"{shelf} holds nothing that people type"
        for number, text in enumerate(strings, 100):
            id = NUMBERED.get(shelf, "x{}").format(number)
            fields: dict[str, Any] = dict.fromkeys(named, text)
            made.on(shelf)[id] = pattern[0].but(id=id, **fields)
    return made


@pytest.fixture
def desk() -> Desk:
    """A desk with a record on every shelf."""
    made = Desk()
    made.connect()
    made.elsewhere(made.maya, "add E12 kind=engine")
    made.elsewhere(made.kim, "open flood Mill Creek", "log Rain", "activate 2 Flood")
    call = Call(id="C-1", number="1", agency="fire", call_type="fall", received_at=NOON)
    made.room.board.calls[call.id] = call
    return made


def test_every_field_that_people_fill_is_found(desk: Desk) -> None:
    board = desk.hub.board
    assert set(texts(next(iter(board.lines.values())))) == {"text", "said_by", "because"}
    assert set(texts(desk.room.board.calls["C-1"])) == {"call_type", "address", "priority"}
    assert {"name", "place"} <= set(texts(board.incidents["INC-1"]))
    assert {"name", "radio", "alternate"} <= set(texts(board.people["kim"]))


@pytest.mark.parametrize("size", SIZES)
@running
async def test_hostile_text_in_every_field_is_shown_as_text_on_every_screen(
    size: tuple[int, int], desk: Desk
) -> None:
    desk.room.session.replica.board = full_of(desk.room.board, FEW)
    async with desk.open(size):
        for name, key in SCREEN_KEYS.items():
            await desk.press(key, "z", "home", "enter")
            await desk.press("escape", "end")
            shown = desk.shown()
            assert visible(shown.replace("\n", "")) == shown.replace("\n", ""), name
        await desk.press("2", "slash")
        await desk.type("click")
        assert "[@click=app.quit]x[/]" in desk.shown()


@running
async def test_the_big_list_of_naughty_strings_is_shown_on_every_screen(desk: Desk) -> None:
    strings = tuple(text for text in NAUGHTY if text.strip())
    desk.room.session.replica.board = full_of(desk.room.board, strings)
    async with desk.open((200, 60)):
        for key in SCREEN_KEYS.values():
            await desk.press(key, "z", "home")
            for _ in range(3):
                await desk.press("pagedown")
                text = desk.shown().replace("\n", "")
                assert visible(text) == text
            await desk.press("z")


def test_every_naughty_string_can_be_opened_at_every_width(desk: Desk) -> None:
    desk.room.session.replica.board = board = full_of(desk.room.board, (*FEW, *NAUGHTY))
    for shelf in SHELVES:
        for id in board.on(shelf):
            for width in (30, 79, 140):
                for row in rows(desk.app.look, (shelf, id), width):
                    assert all(fit(str(cell), width) for cell in row.cells)


@running
async def test_hostile_text_typed_on_the_command_line_is_text(desk: Desk) -> None:
    async with desk.open():
        for text in FEW:
            await desk.press("colon")
            await desk.type(f"log {text.replace(chr(10), ' ')}")
            shown = desk.shown().replace("\n", "")
            assert visible(shown) == shown
            await desk.press("ctrl+u", "escape")
        assert desk.app.is_running
