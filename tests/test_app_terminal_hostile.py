"""Nothing that anybody wrote reaches a real terminal as anything but text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.widgets.wall import visible
from tests.hubs import real_hub
from tests.scene import scene, spoil
from tests.terminal import console

OURS = re.compile(rb"\x1b[=>78]|\x1b\[[0-?]*[ -/]*[@-~]|\x1b\]22;[a-z]*\x07|\x1b\(B|\x0f")
OPEN = ("\r", "\x1b")  # open the record under the cursor, and come back


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """kim's home at a hub in whose log every text field of every phrase once held the worst."""
    folder = tmp_path_factory.mktemp("spoilt")
    house = scene(folder)
    spoil(house)
    house.hub.close()
    with real_hub(folder) as made:
        yield made.home("kim")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_what_stands_in_any_field_of_any_phrase_does_nothing_to_a_terminal(
    spoilt: Path, size: tuple[int, int]
) -> None:
    with console(spoilt, size=size) as screen:
        sent = screen.until("LIVE") + screen.until_quiet()
        for key in "12456789i":
            screen.type(key)
            sent += screen.until_quiet(0.4)
            for keys in ("zG", *OPEN, "z?", "\x1b"):
                screen.type(keys)
                sent += screen.until_quiet(0.3)
        words = OURS.sub(b"", sent).decode().replace("\r\n", "")
        assert visible(words) == words
        assert "⟨U+001B⟩]52;c;x⟨U+0007⟩[/]" in words
