"""Promises of the painted console, on an in-memory hub: what a person sees and does."""

from __future__ import annotations

import pytest

from console.standing import State
from console.widgets.boardview import BoardView
from schemas.logs import LogOpened
from schemas.wire import Here, Notice, Presence, Present, encode
from tests.desk import SCREEN_KEYS, SIZES, Desk, running, says


@pytest.fixture
def desk() -> Desk:
    """kim's console and two others."""
    return Desk()


def busy(desk: Desk) -> None:
    """A flood, three units, a line."""
    desk.connect()
    desk.elsewhere(
        desk.maya,
        "add E12 kind=engine people=4; add E14 kind=engine; add M21 kind=medic type=1",
        "log urgent at=-10m from=E12 via=radio Two cars in the water",
    )
    desk.elsewhere(desk.kim, 'open flood in="Mill & 3rd" lead=fire Mill Creek')
    desk.elsewhere(desk.maya, "assign E12 INC-1 DIV-A", "s E12 onscene")


def board(desk: Desk) -> BoardView:
    """The board the keys go to."""
    focused = desk.screen.focused
    assert isinstance(focused, BoardView)
    return focused


# -- what is on a screen -----------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@running
async def test_every_screen_shows_what_is_on_the_board(size: tuple[int, int], desk: Desk) -> None:
    busy(desk)
    async with desk.open(size):
        for name, word in (
            ("now", "flood Mill Creek"),
            ("log", "E12/radio: Two cars in"),
            ("resources", "▶ onscene"),
            ("agencies", "FIRE"),
            ("incidents", "Mill Creek"),
        ):
            await desk.press(SCREEN_KEYS[name])
            lines = desk.lines()
            assert desk.app.current_mode == name
            assert says(lines, word), lines
            assert f"LIVE #{desk.hub.board.seq}" in lines[0]
            assert "kim of CITY" in lines[0]
            assert len(lines) == size[1]
            assert max(map(len, lines)) <= size[0]


@pytest.mark.parametrize(("size", "count"), [*zip(SIZES, (1, 2, 3), strict=True)])
@running
async def test_a_wider_terminal_shows_more_panes(
    size: tuple[int, int], count: int, desk: Desk
) -> None:
    busy(desk)
    async with desk.open(size):
        await desk.press("i")
        titles = ("INCIDENTS", "CALLS", "CENTERS")
        heads = [line for line in desk.lines() if line.startswith("▸ INCIDENTS")]
        assert sum(pane.display for pane in desk.screen.body.panes) == count
        assert all(title in heads[0] for title in titles), "what is out of sight is named"


@running
async def test_tab_brings_the_next_pane_into_sight_and_comes_round(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        await desk.press("i")
        for title in ("CALLS", "CENTERS", "INCIDENTS"):
            await desk.press("tab")
            assert says(desk.lines(), f"▸ {title}")
        await desk.press("shift+tab")
        assert says(desk.lines(), "▸ CENTERS")


@running
async def test_the_key_of_a_screen_leads_to_its_first_pane_and_out_of_a_record(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        await desk.press("i", "tab")
        assert says(desk.lines(), "▸ CALLS")
        await desk.press("4", "i")
        assert says(desk.lines(), "▸ INCIDENTS")
        await desk.press("enter")
        assert not says(desk.lines(), "▸ INCIDENTS")
        await desk.press("i")
        assert says(desk.lines(), "▸ INCIDENTS")


@running
async def test_the_key_of_the_screen_one_is_on_leads_to_its_first_row(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        await desk.press("4")
        first = board(desk).selected
        await desk.press("end")
        last = board(desk).selected
        await desk.press("9", "4")
        assert board(desk).selected == last != first, "one comes back to where one was"
        await desk.press("4")
        assert board(desk).selected == first


@running
async def test_what_overwrote_something_is_told_as_it_was_said(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        await desk.say("need 60 cot in=INC-1")
        await desk.say("amend R-1 80")
        await desk.rest()
        assert "80 of it instead of 60 cot" in desk.answer()


@running
async def test_the_cursor_is_on_what_one_just_made_and_in_no_gap_of_what_one_settled(
    desk: Desk,
) -> None:
    desk.connect()
    desk.elsewhere(desk.maya, "signin")
    desk.elsewhere(desk.kim, "open flood lead=fire Mill Creek")
    async with desk.open():
        await desk.press("enter")
        assert desk.app.prompt.line.text == "signin "
        await desk.press("enter")
        await desk.rest()
        assert not says(desk.lines(), ">settled")
        assert board(desk).selected == "roles/INC-1/IC", "the first that there is"
        await desk.press("5")
        await desk.say("need 60 cot in=INC-1")
        await desk.say("need 1 ambulance lifesaving in=INC-1")
        await desk.rest()
        assert board(desk).selected == "R-2"
        await desk.say("log R-1 is still open")
        await desk.rest()
        assert board(desk).selected == "R-2"


@running
async def test_now_is_always_shown_from_its_top_where_what_needs_one_stands(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        first = board(desk).selected
        await desk.press("end", "4", "1")
        assert board(desk).selected == first
        assert "NEEDS" in desk.lines()[3]


@running
async def test_a_row_that_stands_for_a_phrase_puts_it_on_the_line_and_overwrites_nothing(
    desk: Desk,
) -> None:
    desk.connect()
    desk.elsewhere(desk.maya, "signin")
    async with desk.open():
        assert says(desk.lines(), "you are not signed in")
        await desk.press("enter")
        assert desk.app.prompt.line.text == "signin "
        await desk.type("until=2359")
        await desk.press("escape", "enter")
        assert desk.app.prompt.line.text == "signin until=2359"
        await desk.press("enter")
        assert not says(desk.lines(), "you are not signed in")


@running
async def test_now_begins_on_what_needs_somebody_and_shows_what_comes_before_it(
    desk: Desk,
) -> None:
    busy(desk)
    async with desk.open():
        row = board(desk).selected
        assert row == "lines/#8"
        desk.elsewhere(desk.maya, "log urgent Third shot heard")
        await desk.rest()
        head = next(at for at, line in enumerate(desk.lines()) if "── NEEDS" in line)
        assert "↑" not in desk.lines()[head - 1]
        assert "Third shot heard" in desk.lines()[head + 1]
        assert board(desk).selected == row


@running
async def test_enter_never_takes_the_row_beside_the_one_that_was_settled(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        await desk.press("down")
        assert board(desk).selected == "roles/INC-1/IC"
        desk.elsewhere(desk.maya, "take INC-1/IC")
        await desk.rest()
        assert says(desk.lines(), ">settled, gone from here: INC-1")
        await desk.press("enter")
        assert desk.answer() == "Nothing is opened: settled, gone from here: INC-1"
        assert desk.app.prompt.line.text == ""
        await desk.press("down")
        assert not says(desk.lines(), ">settled, gone from here")
        assert board(desk).selected is not None


@running
async def test_one_pane_can_fill_the_screen(desk: Desk) -> None:
    busy(desk)
    async with desk.open((200, 60)):
        assert "z Zoom" in desk.screen.footer.text
        await desk.press("4", "z")
        assert sum(pane.display for pane in desk.screen.body.panes) == 1
        await desk.press("escape")
        assert sum(pane.display for pane in desk.screen.body.panes) == 3


@running
async def test_where_one_pane_fits_none_is_offered_to_fill_the_screen(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        await desk.press("4")
        assert "Zoom" not in desk.screen.footer.text
        await desk.press("z")
        assert desk.answer() == "This pane fills the screen already."
        assert not desk.screen.body.inside, "so Esc has nothing to come back from"


@running
async def test_an_exercise_is_unmistakable_on_every_screen(desk: Desk) -> None:
    first = desk.hub.rows[0].events[0]
    assert isinstance(first, LogOpened)
    log = desk.hub.board.logs["log"].but(exercise="Thunder 24, the long autumn one")
    desk.hub.board.logs["log"] = log
    busy(desk)
    async with desk.open():
        for key in SCREEN_KEYS.values():
            await desk.press(key)
            assert "EXERCISE Thunder" in desk.lines()[0]
        await desk.press("colon")
        await desk.type("log Smoke")
        assert "EXERCISE" in desk.answer()


@running
async def test_the_tabs_count_what_others_did_since_a_screen_was_last_shown(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        assert (
            desk.lines()[1] == "[1 Now] 2 Log  4 Res  5 Req  6 Roles  7 Msg  8 Tasks  9 Agcy  i Inc"
        )
        desk.elsewhere(desk.maya, "log One", "log Two", "add T1")
        await desk.say("log My own")
        assert (
            desk.lines()[1]
            == "[1 Now] 2 Log+2  4 Res+1  5 Req  6 Roles  7 Msg  8 Tasks  9 Agcy  i Inc"
        )
        await desk.press("2")
        assert (
            desk.lines()[1]
            == " 1 Now [2 Log] 4 Res+1  5 Req  6 Roles  7 Msg  8 Tasks  9 Agcy  i Inc"
        )


@running
async def test_who_is_here_is_seen_and_a_key_press_tells_others_no_more_than_now_and_then(
    desk: Desk,
) -> None:
    busy(desk)
    async with desk.open():
        here = Present(person="maya", agency="fire", pressed_at=desk.hub.now())
        desk.room.received(encode(Presence(people=[here])))
        await desk.press("9", "j", "1", "9", "j")
        assert says(desk.lines(), "● present")
        desk.times.t += 3
        await desk.press("j")
        assert desk.kim.end is not None
        told = [frame for frame in desk.kim.end.got if isinstance(frame, Here)]
        assert [one.screen for one in told] == ["now", "agencies"]
        assert all(one.item is None for one in told)


# -- nothing moves -----------------------------------------------------------------------------


@running
async def test_what_comes_in_changes_neither_focus_nor_text_nor_the_line_under_the_cursor(
    desk: Desk,
) -> None:
    busy(desk)
    async with desk.open():
        await desk.press("4", "j")
        row, at = board(desk).selected, [n for n, t in enumerate(desk.lines()) if t[:1] == ">"]
        await desk.press("colon")
        await desk.type("log half a thou")
        desk.elsewhere(desk.maya, "add A1; add A2; add A3", "s E14 enroute INC-1", "log More")
        await desk.rest()
        assert desk.screen.focused is desk.screen.command
        assert desk.screen.command.text.startswith(":log half a thou")
        await desk.press("escape")
        assert board(desk).selected == row
        assert [n for n, t in enumerate(desk.lines()) if t[:1] == ">"] == at


@running
async def test_half_typed_text_stays_when_the_line_is_left_and_the_screen_changes(
    desk: Desk,
) -> None:
    busy(desk)
    async with desk.open():
        await desk.press("colon")
        await desk.type("log half a thou")
        await desk.press("escape", "2")
        assert says(desk.lines(), ":log half a thou")
        await desk.press("colon")
        await desk.type("ght")
        await desk.press("enter")
        assert says(desk.lines(), "half a thought")


@running
async def test_digits_and_letters_on_the_command_line_are_text(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        await desk.press("colon", "2", "i", "z", "slash", "question_mark", "j")
        assert desk.screen.command.text == ":2iz/?j"
        assert desk.app.current_mode == "now"


@running
async def test_new_lines_wait_below_while_somebody_reads_further_up(desk: Desk) -> None:
    busy(desk)
    desk.elsewhere(desk.maya, *(f"log Line {n}" for n in range(40)))
    async with desk.open():
        await desk.press("2", "home")
        desk.elsewhere(desk.maya, "log And one", "log And another")
        await desk.rest()
        assert says(desk.lines(), "(2 new, G)")
        await desk.press("G")
        assert says(desk.lines(), "And another")


# -- truth -------------------------------------------------------------------------------------


@running
async def test_without_a_hub_a_bar_says_so_and_ages_in_steps(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        desk.kim.cut(reason="No route to the hub.")
        await desk.rest()
        assert "LIVE" not in desk.shown()
        assert desk.bar().startswith("OFFLINE 00:00 · showing #11 of 12:00")
        desk.times.t += 133
        desk.room.tick()
        await desk.rest()
        assert desk.bar().startswith("OFFLINE 02:10")
        assert "No route to the hub." in desk.bar()


@running
async def test_going_offline_moves_no_line_under_the_cursor(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        await desk.press("4", "j")
        before = desk.lines()[1:12]
        desk.kim.cut()
        await desk.rest()
        assert desk.bar().startswith("OFFLINE")
        assert desk.lines()[1:12] == before


@running
async def test_eight_seconds_without_a_frame_are_stale(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        desk.times.t += 9
        desk.room.tick()
        await desk.rest()
        assert "STALE 0:05" in desk.lines()[0]


@running
async def test_a_record_that_differs_is_never_live_and_says_whom_to_tell(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        desk.room.session.differs = "the digest at #11 is not the hub's"
        assert desk.room.state is State.DIFFERS
        desk.app.draw()
        await desk.rest()
        assert "RECORD DIFFERS" in desk.lines()[0]
        assert "tell who runs the hub" in desk.bar()


@running
async def test_a_console_that_is_shut_out_says_why(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        desk.kim.cut(4403, "You were shut out by admin: lost laptop.")
        await desk.rest()
        assert "SHUT OUT" in desk.lines()[0]
        assert "lost laptop" in desk.bar()


@running
async def test_what_the_hub_says_of_itself_is_on_the_bar(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        notice = Notice(code="readonly", message="The disk is full: reading only.")
        desk.room.received(encode(notice))
        await desk.rest()
        assert desk.bar() == "THE HUB SAYS: The disk is full: reading only."


@running
async def test_a_large_board_says_how_much_of_it_has_come(desk: Desk) -> None:
    busy(desk)
    desk.elsewhere(desk.maya, *(f"log {n} {'water ' * 80}" for n in range(200)))
    desk.kim.cut()
    desk.room.session.replica.epoch = ""  # as for a console that comes for the first time
    async with desk.open():
        desk.kim.connect()
        while desk.room.session.receiving is None:
            desk.kim.up()
            desk.kim.down()
        await desk.pilot.pause()
        assert "RECEIVING 1/" in desk.lines()[0]
        assert desk.bar().startswith("RECEIVING THE BOARD 1/")
        await desk.rest()
        assert "LIVE" in desk.lines()[0]


@running
async def test_before_the_board_is_here_nothing_is_said_about_it(desk: Desk) -> None:
    async with desk.open():
        assert "CONNECTING" in desk.lines()[0]
        assert says(desk.lines(), "The board is not here yet.")
        busy(desk)
        await desk.rest()
        assert says(desk.lines(), "flood Mill Creek")
        assert (
            desk.lines()[1] == "[1 Now] 2 Log  4 Res  5 Req  6 Roles  7 Msg  8 Tasks  9 Agcy  i Inc"
        ), "what was there is no news"


# -- small terminals, leaving ------------------------------------------------------------------


@running
async def test_a_terminal_too_small_offers_plain_mode_and_goes_on_when_enlarged(
    desk: Desk,
) -> None:
    busy(desk)
    async with desk.open((79, 24)) as pilot:
        assert [line for line in desk.lines() if line] == [
            "Too small for boards:",
            "79x24, and they need 80x24.",
            "Enlarge it, p for plain mode, q to quit.",
        ]
        await pilot.resize_terminal(80, 24)
        await desk.rest()
        assert says(desk.lines(), "flood Mill Creek")
        await pilot.resize_terminal(40, 10)
        await desk.rest()
        assert says(desk.lines(), "p for plain mode")
        await desk.press("p")
    assert desk.app.return_value == "plain"


@running
async def test_leaving_asks_when_something_is_queued_and_no_is_the_default(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        desk.kim.cut()
        await desk.say("log It rains")
        await desk.press("ctrl+q")
        assert "1 not settled: kept here, and sent when you come back." in desk.answer()
        await desk.press("enter")
        assert says(desk.lines(), "OFFLINE"), "it is still there"
        await desk.press("escape", "ctrl+q", "y")
    assert (desk.app.return_code, desk.room.waiting) == (0, 1)


@running
async def test_leaving_with_nothing_queued_just_leaves(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        await desk.press("ctrl+q")
    assert (desk.app.return_code, desk.app.return_value) == (0, None)


@running
async def test_ctrl_c_ends_nothing_and_says_what_does(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        await desk.press("ctrl+c")
        assert "ctrl+q leaves" in desk.answer()


@running
async def test_the_palette_finds_what_the_registry_has(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        found = {command.title for command in desk.app.get_system_commands(desk.app.screen)}
        assert {"Log (2)", "Zoom (z)", "Theme: contrast", "Help (?)"} <= found
        await desk.pilot.press("ctrl+p")
        await desk.pilot.pause(0.3)
        await desk.pilot.press(*"resources", "enter")
        await desk.pilot.pause(0.5)
        await desk.rest()
        assert desk.app.current_mode == "resources"


@running
async def test_help_lists_keys_and_phrases_and_gives_the_screen_back(desk: Desk) -> None:
    busy(desk)
    async with desk.open():
        await desk.press("question_mark")
        assert says(desk.lines(), "KEYS ON A BOARD")
        assert says(desk.lines(), "SAID MOST")
        await desk.press("end")
        assert says(desk.lines(), "KEYS ON THE COMMAND LINE")
        await desk.press("escape")
        assert says(desk.lines(), "flood Mill Creek")
