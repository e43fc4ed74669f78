"""What comes for me is said wherever I am, once, and one key leads to it."""

from __future__ import annotations

import pytest

from tests.desk import Desk, running, says


@pytest.fixture
def desk() -> Desk:
    """kim's console and two others, connected, with a flood."""
    made = Desk()
    made.connect()
    made.elsewhere(made.kim, "open flood lead=fire Mill Creek")
    return made


@running
async def test_what_comes_for_me_elsewhere_is_said_until_it_was_seen_and_n_leads_there(
    desk: Desk,
) -> None:
    desk.elsewhere(desk.maya, "tell kim ack=10m Road open")
    async with desk.open():
        await desk.press("4")
        assert not desk.screen.alarm.display, "what was there at first is no news"
        desk.elsewhere(desk.maya, "tell sam ack=10m Not for kim")
        await desk.rest()
        assert not desk.screen.alarm.display
        desk.elsewhere(desk.maya, "tell kim answer=10m How many cots?")
        await desk.rest()
        (said,) = (line for line in desk.lines() if "NEEDS YOU" in line)
        assert said.startswith(" NEEDS YOU  M-3  ANSWER due 12:10: How many cots?")
        assert said.endswith("n: go there")
        await desk.press("n")
        assert (desk.app.current_mode, desk.screen.body.current.board.selected) == (
            "now",
            "messages/M-3",
        )
        assert not desk.screen.alarm.display
        await desk.press("4")
        assert not desk.screen.alarm.display, "it is said once"
        await desk.press("n", "n")
        assert desk.screen.body.current.board.selected == "messages/M-3"
        await desk.press("n")
        assert desk.screen.body.current.board.selected == "messages/M-1", "and round again"


@running
async def test_what_comes_for_me_and_is_in_sight_is_not_said_again(desk: Desk) -> None:
    async with desk.open():
        desk.elsewhere(desk.maya, "tell kim ack=10m On Now")
        await desk.rest()
        await desk.press("7")
        desk.elsewhere(desk.maya, "tell kim ack=10m On Messages")
        await desk.rest()
        assert not desk.screen.alarm.display
        desk.elsewhere(desk.maya, "log urgent Third shot", "tell kim answer=9m How many?")
        await desk.press("6")
        assert says(desk.lines(), "Third shot")
        desk.elsewhere(desk.maya, "tell kim answer=9m How many more?")
        await desk.rest()
        assert says(desk.lines(), "2: read it  n: M-4 needs you")


@running
async def test_with_nothing_that_waits_on_me_n_says_so(desk: Desk) -> None:
    desk.elsewhere(desk.maya, "take INC-1/IC")
    async with desk.open():
        await desk.press("4", "n")
        assert desk.answer() == "Nothing waits on you now."
        assert "n Next" not in desk.screen.footer.text
