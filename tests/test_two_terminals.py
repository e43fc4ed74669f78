"""Two agencies at two terminals of 80 by 24: what one says, both read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hubs import RealHub, real_hub, sitroom
from tests.terminal import Terminal


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RealHub]:
    """Fire and police at consoles, the Red Cross taking part without one."""
    with real_hub(tmp_path) as made:
        made.roster(
            {
                "kim": ("city", "coordinator"),
                "maya": ("fire", "representative"),
                "sam": ("pd", "representative"),
                "rosa": ("redcross", "representative"),
            }
        )
        yield made


def says(screen: Terminal, phrase: str) -> None:
    """Type a phrase and send it."""
    screen.type(":")
    screen.type(f"{phrase}\r")


def both(screens: tuple[Terminal, Terminal], *words: str) -> None:
    """Wait until all these words are on both screens."""
    for screen in screens:
        for word in words:
            screen.until(word)


def numbered(screen: Terminal, words: str) -> str:
    """The number of the line of the log that says this."""
    screen.until_quiet()
    shown = "\n".join(screen.shown())
    found = re.search(rf"#(\d+) .*{words}", shown)
    assert found, shown
    return found[1]


def test_what_one_agency_says_both_read_with_the_same_number(hub: RealHub) -> None:
    kim = hub.home("kim")
    with (
        Terminal("console", "console", env={"SITROOM_HOME": str(hub.home("maya"))}) as maya,
        Terminal("console", "console", env={"SITROOM_HOME": str(hub.home("sam"))}) as sam,
    ):
        screens = (maya, sam)
        both(screens, "LIVE")

        says(maya, "log from=E12 via=radio Gas 12% LEL")
        both(screens, "Gas 12% LEL")
        number = numbered(maya, "Gas 12%")
        assert number == numbered(sam, "Gas 12%")

        says(maya, f"correct #{number} Gas 21% LEL")
        both(screens, "Gas 21% LEL")
        assert all("Gas 12%" in "\n".join(s.shown()) for s in screens), "both stay readable"

        says(maya, "add E12 kind=engine")
        sam.until("1 in service")
        says(sam, "open threat School threat")
        both(screens, "INC-1")
        says(sam, "assign E12 INC-1")
        sam.until("REFUSED: E12 belongs to FIRE")
        sam.until("Ask fire.")
        says(sam, "add P7 kind=patrol")
        maya.until("2 in service")
        says(maya, "assign P7 INC-1")
        maya.until("REFUSED: P7 belongs to PD")

        says(maya, "open fire Oak St")
        both(screens, "INC-2")
        says(maya, "assign E12 INC-2")
        both(screens, "1 assigned")
        says(maya, "status E12 onscene INC-1")
        both(screens, "CONFLICT INC-", "resolve E12 INC-")

        done = sitroom("say", "join INC-1 agency=redcross", home=kim)
        assert done.returncode == 0, done.stderr
        both(screens, "REDCROSS", "silent")
        says(sam, "resolve E12 INC-1")
        maya.until("REDCROSS")
        for screen in screens:
            screen.until_quiet()
            assert "CONFLICT" not in "\n".join(screen.shown())
