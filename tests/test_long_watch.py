"""What a person reads through a long watch: other days, who said it, alarms, old answers."""

from __future__ import annotations

import pytest

from console.answers import ANSWER_S
from tests.desk import Desk, running, says

NIGHT_S = 12.2 * 3_600  # from noon to after midnight


@pytest.fixture
def desk() -> Desk:
    """kim's console and two others, connected, with a flood."""
    made = Desk()
    made.connect()
    made.elsewhere(made.kim, "open flood lead=fire Mill Creek")
    return made


def pass_by(desk: Desk, seconds: float) -> None:
    """Time goes by; the lines stay up."""
    desk.times.t += seconds
    for pipe in (desk.kim, desk.maya, desk.sam):
        pipe.cut()
        pipe.connect()
    desk.settle()


# -- other days ----------------------------------------------------------------------------------


@running
async def test_yesterdays_times_stay_readable_under_a_heading_that_says_the_day(desk: Desk) -> None:
    desk.elsewhere(desk.maya, "log Before midnight")
    async with desk.open():
        await desk.press("2")
        assert not says(desk.lines(), "──"), "what is of today needs no heading"
        pass_by(desk, NIGHT_S)
        desk.elsewhere(desk.maya, "log After midnight")
        await desk.rest()
        lines = desk.lines()
        days = [at for at, line in enumerate(lines) if line.startswith("── ")]
        before = next(at for at, line in enumerate(lines) if "Before midnight" in line)
        after = next(at for at, line in enumerate(lines) if "After midnight" in line)
        assert days[0] < before < days[1] < after
        assert lines[before].split()[0] == "12:00"
        await desk.press("1")
        lines = [line for line in desk.lines() if "midnight" in line or line.startswith("── Sun")]
        assert ["00:12" in lines[0], "── Sun 22 Nov" in lines[1], "12:00" in lines[2]] == [True] * 3


@running
async def test_a_heading_of_a_day_is_no_new_line(desk: Desk) -> None:
    for at in range(40):
        desk.elsewhere(desk.maya, f"log Line {at}")
    async with desk.open():
        await desk.press("2", "home")
        pass_by(desk, NIGHT_S)
        desk.elsewhere(desk.maya, "log After midnight")
        await desk.rest()
        assert says(desk.lines(), "(1 new, G)")


@running
async def test_a_time_of_another_day_says_its_day_where_nothing_above_it_does(desk: Desk) -> None:
    desk.elsewhere(desk.maya, "add E12 kind=engine", "s E12 onscene")
    async with desk.open():
        pass_by(desk, NIGHT_S)
        desk.elsewhere(desk.maya, "log at=2300 Seen late", "s E12 enroute eta=+24h")
        await desk.press("2")
        assert says(desk.lines(), " at 23:00: Seen late"), "an hour ago needs no day"
        await desk.press("4")
        assert says(desk.lines(), "24/0012")
        await desk.press("enter")
        assert says(desk.lines(), "22/1200")


@running
async def test_the_answer_says_which_day_was_meant_when_it_was_not_today(desk: Desk) -> None:
    async with desk.open():
        await desk.say("log at=1100 This morning")
        assert desk.answer().endswith("log: This morning (at 11:00 UTC)")
        await desk.say("log at=2300 Seen late")
        assert desk.answer().endswith("log: Seen late (at yesterday 23:00 UTC (13 h ago))")


# -- who said it ---------------------------------------------------------------------------------


@running
async def test_who_said_a_line_comes_before_it_so_that_it_is_never_cut_off(desk: Desk) -> None:
    desk.elsewhere(desk.maya, f"log from=E12 via=radio Crowd at the gate{' and more of it' * 9}")
    async with desk.open():
        for key in "12":
            await desk.press(key)
            assert says(desk.lines(), "E12/radio: Crowd at the gate and more")


# -- alarms --------------------------------------------------------------------------------------


@running
async def test_an_urgent_line_stands_under_what_needs_somebody_until_it_was_read(
    desk: Desk,
) -> None:
    desk.elsewhere(desk.maya, "take INC-1/IC")
    async with desk.open():
        desk.elsewhere(desk.maya, "log urgent from=E12 via=radio Third shot heard")
        await desk.rest()
        lines = desk.lines()
        at = next(at for at, line in enumerate(lines) if "NEEDS" in line)
        assert "NEEDS 1  you must act" in lines[at]
        assert lines[at + 1].split() == (
            f"!! #{desk.hub.board.seq} 0m Enter reads it: FIRE E12/radio: Third shot heard".split()
        )
        await desk.press("home", "enter")
        assert says(desk.lines(), "Third shot heard")
        await desk.press("escape")
        assert says(desk.lines(), "nothing needs you now")


@pytest.mark.parametrize("key", ["4", "9", "i"])
@running
async def test_an_urgent_line_is_said_on_every_other_screen_until_the_log_was_opened(
    key: str, desk: Desk
) -> None:
    async with desk.open():
        await desk.press(key)
        desk.elsewhere(desk.maya, "hazard Wires down on Oak St", "log A plain line")
        await desk.press("colon")
        await desk.type("log half")
        (row,) = (line for line in desk.lines() if "!!" in line)
        assert "FIRE  HAZARD Wires down on Oak St" in row
        assert row.endswith("2: read it")
        assert says(desk.lines(), ":log half")
        await desk.press("escape", "2")
        assert not says(desk.lines(), "read it")
        await desk.press(key)
        assert not says(desk.lines(), "!!")


@running
async def test_one_that_comes_below_a_log_somebody_reads_further_up_is_said_until_g(
    desk: Desk,
) -> None:
    for at in range(40):
        desk.elsewhere(desk.maya, f"log Line {at}")
    async with desk.open():
        await desk.press("2", "home")
        desk.elsewhere(desk.maya, "log urgent Third shot heard")
        await desk.rest()
        assert says(desk.lines(), "G: read it")
        await desk.press("G")
        assert not says(desk.lines(), "read it")


@running
async def test_my_own_urgent_line_an_old_one_and_a_struck_one_call_nobody(desk: Desk) -> None:
    async with desk.open():
        await desk.press("4")
        await desk.say("log urgent My own")
        assert not says(desk.lines(), "read it")
        desk.elsewhere(desk.maya, "log urgent Third shot heard")
        desk.elsewhere(desk.maya, f"strike #{desk.hub.board.seq} wrong street")
        await desk.rest()
        assert not says(desk.lines(), "read it")
        desk.elsewhere(desk.maya, "log urgent Fourth shot heard")
        await desk.rest()
        assert says(desk.lines(), "read it")
        pass_by(desk, 31 * 60)
        await desk.rest()
        assert not says(desk.lines(), "read it")


@running
async def test_many_urgent_lines_are_counted_and_the_newest_is_said(desk: Desk) -> None:
    desk.elsewhere(desk.maya, *(f"log urgent Shot {at}" for at in range(1, 6)))
    async with desk.open():
        assert says(desk.lines(), "2 more urgent lines are not read: 2 opens the log")
        await desk.press("4")
        assert says(desk.lines(), "!! 5 urgent, the newest #")


# -- what comes meanwhile ------------------------------------------------------------------------


@running
async def test_what_came_while_a_record_was_open_is_on_the_board_when_one_comes_back(
    desk: Desk,
) -> None:
    async with desk.open():
        await desk.press("i", "enter")
        desk.elsewhere(desk.kim, "open fire Oak St", "rename INC-1 Mill Creek and more")
        await desk.rest()
        await desk.press("escape")
        assert says(desk.lines(), "Mill Creek and more")
        assert says(desk.lines(), "fire     Oak St")


# -- old answers -----------------------------------------------------------------------------------


@running
async def test_an_answer_goes_by_itself_and_a_refusal_when_one_looks_elsewhere(
    desk: Desk,
) -> None:
    desk.elsewhere(desk.maya, "add E12 kind=engine")
    async with desk.open():
        await desk.say("log Smoke")
        desk.times.t += ANSWER_S - 1
        desk.app.draw()
        assert desk.answer().endswith("log: Smoke")
        assert 0 < desk.app.answers.left_s <= 1, "a timer takes it away"
        desk.times.t += 1
        desk.app.draw()
        assert desk.answer() == ""
        await desk.say("assign E12 INC-1")
        desk.times.t += 2 * ANSWER_S
        await desk.press("tab")
        assert desk.answer().startswith("REFUSED")
        await desk.press("4")
        assert desk.answer() == ""


@running
async def test_what_waits_for_the_hub_is_said_on_every_screen(desk: Desk) -> None:
    async with desk.open():
        desk.kim.cut()
        await desk.say("log Smoke")
        desk.times.t += 60
        await desk.press("4")
        assert desk.answer() == "… queued, goes out with the hub: log: Smoke"


@running
async def test_h_with_nothing_waiting_says_so(desk: Desk) -> None:
    async with desk.open():
        await desk.press("h")
        assert (
            desk.answer() == "Nothing you said is held back. What waits on you stands on Now (1)."
        )


@running
async def test_a_line_whose_beginning_is_out_of_sight_says_so(desk: Desk) -> None:
    async with desk.open():
        await desk.say(f"log {'a long story ' * 12}to its end")
        await desk.press("colon")
        assert says(desk.lines(), ":")
        await desk.press("up")
        (line,) = (line for line in desk.lines() if line.startswith("‹"))
        assert line.endswith("to its end")
        await desk.press("home")
        assert says(desk.lines(), ":log a long story")
        assert not says(desk.lines(), "‹")


@running
async def test_quit_is_said_at_the_foot_of_every_screen(desk: Desk) -> None:
    async with desk.open():
        for key in "1249i":
            await desk.press(key)
            assert "ctrl+q Quit" in desk.lines()[-1]
