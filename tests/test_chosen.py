"""A chosen theme stays chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.chosen import Chosen
from console.themes import ANSI, CONTRAST, DARK, LIGHT, fitting
from tests.desk import Desk, running


@running
async def test_the_theme_a_person_chose_is_the_one_they_come_back_to(tmp_path: Path) -> None:
    file = tmp_path / "theme"
    desk = Desk(theme=file)
    async with desk.open():
        await desk.say(f"theme {CONTRAST}")
        assert desk.app.theme == CONTRAST
    assert file.stat().st_mode & 0o777 == 0o600
    again = Chosen(file)
    assert (again.theme, again.note) == (CONTRAST, "")
    assert fitting("truecolor", False, again.theme) == CONTRAST
    assert fitting("standard", False, again.theme) == fitting(None, True, LIGHT) == ANSI


@pytest.mark.parametrize("said", [b"", b"neon", b"\xff\xfe", b"dark" * 10_000, b"\x1b[31m"])
def test_a_file_that_names_no_theme_is_told_and_left_aside(tmp_path: Path, said: bytes) -> None:
    file = tmp_path / "theme"
    file.write_bytes(said)
    chosen = Chosen(file)
    assert chosen.theme == DARK
    assert str(file) in chosen.note
    assert file.read_bytes() == said


def test_nothing_chosen_is_nothing_to_tell(tmp_path: Path) -> None:
    chosen = Chosen(tmp_path / "theme")
    assert (chosen.theme, chosen.note) == (DARK, "")
