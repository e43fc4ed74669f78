"""Promises of the command line: what is typed, said back, sent, and answered."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from console.actions import Place
from console.asks import AskState
from console.editor import WANTED_MAX, Editor, Search
from console.history import KEPT_MAX, History
from console.local import Go
from console.prompt import Do, Prompt, Say
from console.screens.code import CodeScreen
from console.speaking import Speaker
from console.widgets.commandline import under
from schemas.base import Refusal
from schemas.nouns import COMMANDS
from tests.desk import Desk, running, says


@pytest.fixture
def desk() -> Desk:
    """kim's console, connected, with a flood and three units."""
    made = Desk()
    made.connect()
    made.elsewhere(made.maya, "add E12 kind=engine; add E14 kind=engine; add M21 kind=medic")
    made.elsewhere(made.kim, "open flood lead=fire Mill Creek")
    made.elsewhere(made.maya, "assign E12 INC-1")
    return made


@pytest.fixture
def prompt(desk: Desk) -> Prompt:
    """A prompt without a screen."""
    return Prompt(Speaker(desk.room), History(None), lambda: desk.room.board.seq)


def typed(prompt: Prompt, text: str) -> str:
    """Type it; what is said under it."""
    prompt.type(text)
    return prompt.echo().text


# -- the echo ----------------------------------------------------------------------------------


def test_the_echo_says_in_words_what_will_be_sent_and_as_whom(prompt: Prompt) -> None:
    assert typed(prompt, "assign M21 INC-1 DIV-A") == (
        "→ as kim of CITY: send M21 to INC-1 for DIV-A"
    )


def test_the_echo_says_the_hat_and_when_it_happened(prompt: Prompt) -> None:
    said = typed(prompt, "log as=EOC/LSC at=-10m It rains")
    assert said == "→ as kim, EOC/LSC, happened 11:50 UTC: log: It rains"


def test_the_echo_says_that_it_will_wait_when_there_is_no_hub(desk: Desk, prompt: Prompt) -> None:
    desk.kim.cut()
    assert typed(prompt, "log It rains") == (
        "→ as kim of CITY, queued until the hub is back: log: It rains"
    )


def test_several_commands_are_said_in_their_order(prompt: Prompt) -> None:
    said = typed(prompt, "s E12 onscene; s M21 enroute")
    assert said == "→ as kim of CITY: E12 is onscene; then M21 is enroute"


def test_an_option_behind_the_beginning_of_the_text_is_said_to_be_words(prompt: Prompt) -> None:
    assert typed(prompt, "log Shot heard at=0212 from=E12") == (
        "→ (at= stands before the text; it is read as words here) as kim of CITY:"
        " log: Shot heard at=0212 from=E12"
    )
    prompt.line.put("")
    assert "stands before" not in typed(prompt, "log at=-5m Shot, weight=3")


def test_an_error_points_at_the_word(prompt: Prompt) -> None:
    said = typed(prompt, "assign E12 INC-9 DIV-A")
    assert said == "Nothing is called INC-9. Did you mean INC-1?"
    echo = prompt.echo()
    assert prompt.line.text[slice(*echo.wrong or (0, 0))] == "INC-9"
    assert under(echo, 1, 80) == ["            ^^^^^ Nothing is called INC-9. Did you mean INC-1?"]
    assert under(echo, 1, 40) == ["Nothing is called INC-9. Did you mean", "INC-1?"], (
        "while one types there are two lines at the most, and no carets over them"
    )
    assert prompt.submit() is None
    assert under(prompt.echo(), 1, 40) == [
        "            ^^^^^",
        "Nothing is called INC-9. Did you mean",
        "INC-1?  ctrl+u clears the line",
    ]


def test_an_unfinished_word_is_no_error_yet_and_is_one_after_enter(prompt: Prompt) -> None:
    assert typed(prompt, "assign E1") == "E14 engine in service · E12 engine assigned"
    assert prompt.submit() is None
    assert prompt.echo().tone == "danger"
    assert prompt.line.text == "assign E1"


def test_what_is_missing_is_asked_for_with_what_would_fit(prompt: Prompt) -> None:
    said = typed(prompt, "assign E12 ")
    assert said == ("Say which job, or go to one first: go INC-1.  As in: assign E12 INC-1 DIV-A")
    assert prompt.echo().more[0].startswith("Tab: INC-1 Mill Creek")


def test_once_the_verb_is_typed_one_sees_what_may_still_be_said(prompt: Prompt) -> None:
    assert typed(prompt, "signin ") == "→ as kim of CITY: sign in"
    line = under(prompt.echo(), 1, 80)[1]
    assert line == "Enter says it · Tab: in=  until=  at=  as=  person: kim  maya  sam", (
        "the options first"
    )
    assert "until= end of the duty · at= time it happened" in under(prompt.echo(), 1, 160)[1]
    typed(prompt, "until=1800")
    assert "until=" not in under(prompt.echo(), 1, 80)[1]


def test_posts_are_offered_with_their_titles_as_far_as_there_is_room(
    desk: Desk, prompt: Prompt
) -> None:
    desk.elsewhere(desk.kim, "activate 2 Rain")
    assert typed(prompt, "tell @") == (
        "@INC-1/IC Incident Commander, vacant · @DIR EOC Director, vacant"
        " · @PIO Public Information Officer, vacant · @OSC · @PSC · @LSC"
    )
    prompt.line.put("")
    typed(prompt, "tell ")
    assert under(prompt.echo(), 1, 80)[1].startswith("Tab: city  fire  pd  @INC-1/IC")
    for _ in range(6):
        prompt.complete(1)
    assert "[@DIR] EOC Director, vacant" in prompt.echo().text


def test_how_a_value_is_written_is_said_as_soon_as_its_option_is(prompt: Prompt) -> None:
    assert typed(prompt, "log at=") == "at= time it happened: 0210, 3:10 or -20m"
    assert typed(prompt, "1").startswith("at= time"), "nothing is wrong yet"
    assert typed(prompt, "210 from=") == 'from= one who said it: one word, or "several in quotes"'
    assert prompt.echo().more[-1] == "from=E14  from=M21  from=E12"
    assert typed(prompt, "E12 via=") == "via= channel it came by: radio, phone or in-person"


def test_an_option_without_its_sign_is_not_taken_for_an_id(prompt: Prompt) -> None:
    assert typed(prompt, "signin until 18:00") == "Write until=18:00, in one word."
    prompt.line.put("")
    assert "via=radio would be the option" in typed(prompt, "log via radio Boat is near")
    prompt.line.put("")
    assert "option" not in typed(prompt, "log in the school it burns")
    prompt.line.put("")
    assert "(from= is read as words here)" in typed(prompt, "close INC-1 from=E12 All out")


def test_all_of_a_long_phrase_is_read_before_enter(prompt: Prompt) -> None:
    typed(prompt, "log at=-9m from=E14 via=radio in=INC-1 Boat is 5 minutes away, two crew aboard")
    assert under(prompt.echo(), 1, 80) == [
        "→ as kim of CITY, happened 11:51 UTC: log in INC-1 from E14 by radio: Boat is 5",
        "minutes away, two crew aboard",
    ]


# -- completing --------------------------------------------------------------------------------


def test_tab_completes_a_verb_and_puts_a_blank_behind_it(prompt: Prompt) -> None:
    prompt.type("ass")
    prompt.complete(1)
    assert prompt.line.text == "assign "


def test_tab_goes_through_the_units_the_free_ones_first(prompt: Prompt) -> None:
    prompt.type("assign ")
    seen = []
    for _ in range(5):
        prompt.complete(1)
        seen.append(prompt.line.text)
    assert seen == ["assign ", "assign E14", "assign M21", "assign E12", "assign at="]
    prompt.complete(-1)
    assert prompt.line.text == "assign E12"
    assert "[E12]" in prompt.echo().text


def test_tab_fills_in_what_all_candidates_share(prompt: Prompt) -> None:
    prompt.type("assign e")
    prompt.complete(1)
    assert prompt.line.text == "assign E1"


def test_tab_puts_no_part_of_a_word_where_none_is_begun(prompt: Prompt) -> None:
    prompt.type("close INC-1 ")  # at= and as= might follow, or the reason
    prompt.complete(1)
    assert prompt.line.text == "close INC-1 "


def test_what_asks_for_a_yes_is_a_question() -> None:
    for command in COMMANDS.values():
        assert "? " in f"{command.confirm or '? '} ", command.confirm


def test_a_comma_takes_back_the_blank_a_completion_put_there(prompt: Prompt) -> None:
    prompt.type("assign m")
    prompt.complete(1)
    prompt.type(",")
    assert prompt.line.text == "assign M21,"
    prompt.type("e14")
    prompt.complete(1)
    assert prompt.line.text == "assign M21,E14 "


def test_the_words_done_here_complete_like_any_other(prompt: Prompt) -> None:
    prompt.type("go i")
    prompt.complete(1)
    assert prompt.line.text == "go INC-1 "
    outcome = prompt.submit()
    assert isinstance(outcome, Do)
    assert outcome.command == Go(place="INC-1")


def test_a_word_done_here_stands_alone_on_its_line(prompt: Prompt) -> None:
    prompt.type("go INC-1; s E12 onscene")
    assert prompt.submit() is None
    assert prompt.echo().text == "“go INC-1” is done here and stands alone on its line."


# -- looking back ------------------------------------------------------------------------------


def test_up_and_down_go_through_what_was_said_and_come_back_to_the_draft(prompt: Prompt) -> None:
    for line in ("log One", "log Two"):
        prompt.type(line)
        assert isinstance(prompt.submit(), Say)
    prompt.type("log Thr")
    seen = []
    for way in (-1, -1, -1, 1, 1, 1):
        prompt.history(way)
        seen.append(prompt.line.text)
    assert seen == ["log Two", "log One", "log One", "log Two", "log Thr", "log Thr"]


def test_ctrl_r_finds_what_was_said_and_esc_gives_the_line_back(prompt: Prompt) -> None:
    for line in ("log Gas at the school", "log Rain", "log Gas at the depot"):
        prompt.type(line)
        prompt.submit()
    prompt.type("log half")
    prompt.search()
    prompt.type("gas")
    assert prompt.echo().text == "log Gas at the depot"
    prompt.search()
    assert prompt.echo().text == "log Gas at the school"
    assert not prompt.leave()
    assert prompt.line.text == "log half"
    prompt.search()
    prompt.type("rain")
    prompt.submit()
    assert (prompt.mode, prompt.line.text) == (Place.COMMAND, "log Rain")


def test_what_is_searched_for_has_a_bound(prompt: Prompt) -> None:
    prompt.search()
    assert prompt.type("x" * WANTED_MAX)
    assert not prompt.type("y")
    assert "y" not in prompt.editor.text


def test_a_search_without_a_match_says_so() -> None:
    search = Search(["log One"], "two")
    assert search.found is None
    search.older()
    assert search.found is None


def test_the_history_outlives_the_console_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "history"
    history = History(path)
    for number in range(KEPT_MAX + 20):
        history.add(f"log Line {number}")
        history.add(f"log Line {number}")
    history.add("log \x1b[2J no")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = History(path)
    assert len(again.lines) == KEPT_MAX
    assert again.lines[-1] == f"log Line {KEPT_MAX + 19}"


def test_a_history_that_cannot_be_read_or_written_is_done_without(tmp_path: Path) -> None:
    history = History(tmp_path)  # a folder
    history.add("log One")
    assert history.lines == ["log One"]


# -- editing -----------------------------------------------------------------------------------


def test_the_cursor_goes_by_what_a_person_takes_for_a_character() -> None:
    editor = Editor()
    editor.insert("ae\u0301👨‍👩‍👧z")
    stops = []
    for _ in range(4):
        editor.move(-1)
        stops.append(editor.text[editor.at :])
    assert stops == ["z", "👨‍👩‍👧z", "e\u0301👨‍👩‍👧z", "ae\u0301👨‍👩‍👧z"]
    editor.erase(2)
    assert editor.text == "👨‍👩‍👧z"


def test_words_are_erased_and_passed_by_whole() -> None:
    editor = Editor("assign E12 INC-4", 16)
    editor.erase_word()
    assert editor.text == "assign E12 "
    editor.word(-1)
    assert editor.at == 7
    editor.word(1)
    assert editor.at == 10


def test_a_line_has_a_limit_and_typing_beyond_it_changes_nothing(prompt: Prompt) -> None:
    assert prompt.type("x" * 16_384)
    assert not prompt.type("y")
    assert "y" not in prompt.line.text


# -- on the screen -----------------------------------------------------------------------------


@running
async def test_a_long_echo_takes_the_line_of_the_keys_and_moves_no_board(desk: Desk) -> None:
    async with desk.open():
        await desk.press("colon")
        before = desk.lines()[:-3]
        await desk.type(
            "log in=INC-1 Boat is 5 minutes away, two crew aboard, a third in the water"
        )
        assert desk.lines()[-2].startswith("→ as kim of CITY: log in INC-1: Boat is 5 minutes")
        assert desk.lines()[-1].startswith("in the water")
        assert desk.lines()[-1].endswith("  Enter says it")
        assert desk.lines()[:-3] == before
        await desk.type(", and all of it is said again and again by whoever stands at the bank" * 2)
        assert desk.lines()[-1].endswith("…   Enter says it"), "what gives way is the text"
        desk.kim.cut()
        await desk.say("log It rains")
        await desk.press("colon")
        await desk.type("log Boat is 5 minutes away, two crew aboard, a third in the water")
        assert desk.lines()[-1].endswith("  Enter says it  QUEUED 1")


@running
async def test_a_question_says_in_one_piece_which_keys_answer_it(desk: Desk) -> None:
    async with desk.open():
        for reason in ("over", "over and done with, every unit is home and the road is open again"):
            await desk.say(f"close INC-1 {reason}")
            assert says(desk.lines(), "y: yes · any other key: no")
            await desk.press("n", "ctrl+u", "escape")


@running
async def test_an_accepted_ask_is_answered_with_its_number(desk: Desk) -> None:
    async with desk.open():
        await desk.say("log It rains")
        assert desk.answer() == f"#{desk.hub.board.seq} accepted: log: It rains"
        assert desk.screen.command.text == ""


@pytest.mark.parametrize("keys", ["enter", "tab", "4"])
@running
async def test_an_answer_goes_when_the_person_goes_on(keys: str, desk: Desk) -> None:
    async with desk.open():
        await desk.press("i")
        await desk.say("log It rains")
        assert "accepted" in desk.answer()
        await desk.press("down")
        assert "accepted" in desk.answer()
        await desk.press(keys)
        assert desk.answer() == ""


@running
async def test_a_new_incident_is_answered_with_its_id(desk: Desk) -> None:
    async with desk.open():
        await desk.say("open fire Oak St")
        assert desk.answer() == f"#{desk.hub.board.seq} INC-2 accepted: open the fire Oak St"


@running
async def test_a_refusal_is_shown_whole_with_whom_to_ask(desk: Desk) -> None:
    async with desk.open():
        await desk.say("assign E14 INC-1")
        answer = desk.answer()
        assert answer.startswith("REFUSED: E14 belongs to FIRE")
        assert answer.endswith("Ask fire.")


@running
async def test_what_changes_a_lot_is_asked_again_and_no_is_the_default(desk: Desk) -> None:
    async with desk.open():
        before = desk.hub.board.seq
        await desk.say("close INC-1 over")
        assert "Close INC-1 for everybody?" in desk.answer()
        for no in ("enter", "n", "space"):
            await desk.press(no)
            assert desk.screen.command.text == ":close INC-1 over"
            assert desk.answer() == "Not done; the text stays: ctrl+u clears the line."
            await desk.press("enter")
        assert desk.hub.board.seq == before
        await desk.press("y")
        assert desk.answer().startswith("REFUSED:"), "the units are still there"
        assert desk.screen.command.text == ""


@running
async def test_going_to_an_incident_changes_the_header_and_what_phrases_mean(desk: Desk) -> None:
    async with desk.open():
        await desk.say("go inc-1")
        assert desk.lines()[0].startswith("INC-1 Mill Creek")
        await desk.say("classify 3")
        assert desk.hub.board.incidents["INC-1"].incident_type == 3
        await desk.say("go EOC")
        assert desk.lines()[0].startswith("EOC")


@running
async def test_the_entry_on_screen_when_the_phrase_was_begun_goes_with_it(desk: Desk) -> None:
    async with desk.open():
        await desk.press("colon")
        await desk.type("rename INC-1 Mill")
        begun = desk.hub.board.seq
        desk.elsewhere(desk.maya, "rename INC-1 Mill Creek at 3rd")
        await desk.rest()
        await desk.press("enter")
        (ask,) = desk.room.pending
        assert (ask.state, ask.seen) == (AskState.HELD, begun)


@running
async def test_an_invitation_is_shown_once_to_be_copied_and_stands_nowhere_else(
    desk: Desk, tmp_path: Path
) -> None:
    async with desk.open():
        await desk.say('invite "Pat Lee" pd')
        assert isinstance(desk.app.screen, CodeScreen)
        assert says(desk.lines(), "s3cret")
        assert says(desk.lines(), "SHOWN ONCE")
        await desk.press("escape")
        for key in ("1", "2", "9"):
            await desk.press(key)
            assert not says(desk.lines(), "s3cret")
        assert "s3cret" not in desk.app.answers.line(live=True)[0]


@running
async def test_esc_leaves_the_line_and_keeps_its_text_and_digits_are_screens_again(
    desk: Desk,
) -> None:
    async with desk.open():
        await desk.press("colon")
        await desk.type("log It r")
        await desk.press("escape", "4")
        assert desk.app.current_mode == "resources"
        await desk.press("colon")
        assert desk.screen.command.text == ":log It r"


@running
async def test_what_was_left_half_typed_says_that_it_is_not_sent_and_can_be_dropped(
    desk: Desk,
) -> None:
    async with desk.open():
        await desk.press("colon")
        await desk.type("log It r")
        await desk.press("escape")
        (line,) = (line for line in desk.lines() if line.startswith(":log It r"))
        assert line.endswith("NOT SENT · : goes on · ctrl+u drops it")
        assert desk.screen.command._line[0][1] == "dim"
        await desk.press("ctrl+u")
        assert not says(desk.lines(), "NOT SENT")
        assert desk.answer().startswith("Dropped, not sent: log It r")
        await desk.press("colon", "up")
        assert desk.screen.command.text == ":log It r", "nothing that was typed is lost"
        await desk.press("ctrl+u")
        assert desk.screen.command.text == ":", "and on the line the same key clears it"


@running
async def test_a_line_that_does_not_read_says_how_to_clear_it(desk: Desk) -> None:
    async with desk.open():
        await desk.say("assign E99 INC-1")
        assert desk.answer().endswith("ctrl+u clears the line")


@running
async def test_pasted_lines_become_one_and_nothing_of_them_is_lost(desk: Desk) -> None:
    async with desk.open():
        await desk.press("colon")
        await desk.type("log ")
        desk.screen.command._type(" ".join(["one", "two\x1b[2J", "three"]))
        await desk.rest()
        assert desk.screen.command.text == ":log one two⟨U+001B⟩[2J three"


@running
async def test_a_line_longer_than_the_screen_keeps_the_cursor_in_sight(desk: Desk) -> None:
    async with desk.open():
        await desk.press("colon")
        await desk.type("log " + "word " * 40 + "END")
        assert desk.screen.command.text.endswith("END")
        await desk.press("home")
        assert desk.screen.command.text.startswith(":log word")


@running
async def test_a_filter_narrows_the_pane_while_it_is_typed(desk: Desk) -> None:
    async with desk.open():
        await desk.press("4", "slash")
        await desk.type("medic")
        assert says(desk.lines(), "RESOURCES 1 of 3  /medic")
        assert not says(desk.lines(), "E14")
        await desk.press("enter", "2", "4")
        assert not says(desk.lines(), "E14"), "it is kept"
        await desk.press("escape")
        assert says(desk.lines(), "E14")
        await desk.press("slash")
        await desk.type("nothing like it")
        assert says(desk.lines(), "Nothing here holds these words.")
        await desk.press("escape")
        assert says(desk.lines(), "E14")


# -- what waits --------------------------------------------------------------------------------


@running
async def test_what_is_said_without_a_hub_is_queued_shown_and_sent_later(desk: Desk) -> None:
    async with desk.open():
        desk.kim.cut()
        await desk.rest()
        await desk.say("open fire Oak St")
        await desk.say("log in=INC-?1 Smoke")
        lines = desk.lines()
        assert says(lines, "QUEUED 2")
        assert says(lines, "INC-?1")
        assert desk.answer().startswith("… queued, goes out with the hub:")
        desk.kim.connect()
        await desk.rest()
        assert desk.hub.board.incidents["INC-2"].name == "Oak St"
        assert not says(desk.lines(), "INC-?1")
        assert not says(desk.lines(), "QUEUED")


@running
async def test_a_held_ask_says_who_changed_what_and_is_sent_dropped_or_edited(desk: Desk) -> None:
    async with desk.open():
        for key, name in (("s", "Mine"), ("d", "Theirs"), ("e", "Theirs")):
            await desk.press("colon")
            await desk.type("rename INC-1 Mine")
            desk.elsewhere(desk.maya, "rename INC-1 Theirs")
            await desk.rest()
            await desk.press("enter")
            lines = desk.lines()
            assert says(lines, "HELD 1")
            assert says(lines, "└ maya changed"), lines
            assert says(lines, "h Held")
            await desk.press("h")
            assert says(desk.lines(), "s Send anyway")
            await desk.press(key)
            assert desk.hub.board.incidents["INC-1"].name == name
            assert not says(desk.lines(), "HELD 1")
        assert desk.screen.command.text == ":rename INC-1 Mine"
        assert desk.screen.focused is desk.screen.command


@running
async def test_an_ask_refused_after_the_line_was_down_stays_until_it_was_seen(desk: Desk) -> None:
    async with desk.open():
        desk.kim.cut()
        await desk.say("log It rains")
        desk.hub.refuses = Refusal(code="closed", because="The hub is closing.")
        desk.kim.connect()
        await desk.rest()
        assert says(desk.lines(), "REFUSED 1")
        assert says(desk.lines(), "The hub is closing.")
        await desk.press("h")
        assert not says(desk.lines(), "s Send anyway"), "it has ended"
        await desk.press("d")
        assert not says(desk.lines(), "REFUSED 1")


@running
async def test_a_record_that_a_pending_ask_names_is_marked(desk: Desk) -> None:
    async with desk.open():
        await desk.press("4")
        desk.kim.cut()
        await desk.say("s M21 out")
        (line,) = (line for line in desk.lines() if line[3:6] == "M21")
        assert line[1] == "…"
        desk.times.t += timedelta(seconds=1).total_seconds()
        desk.kim.connect()
        await desk.rest()
        (line,) = (line for line in desk.lines() if line[3:6] == "M21")
        assert line[1] == " "


def test_what_a_key_suggested_goes_with_esc_and_what_was_typed_stays(prompt: Prompt) -> None:
    prompt.suggest("ack M-3")
    assert prompt.leave()
    assert prompt.line.text == ""
    typed(prompt, "reply M-3 Six")
    prompt.leave()
    prompt.suggest("take EOC/PIO")
    assert prompt.line.text == "reply M-3 Six"
    prompt.line.put("")
    prompt.suggest("ack M-3")
    prompt.type("1")
    prompt.leave()
    assert prompt.line.text == "ack M-31", "somebody went on with it"


@running
async def test_the_first_question_mark_asks_for_help_and_a_later_one_is_text() -> None:
    desk = Desk()
    desk.connect()
    async with desk.open():
        await desk.press("colon")
        await desk.press("question_mark")
        assert says(desk.lines(), "HELP")
        await desk.press("escape")
        await desk.press("colon")
        await desk.type("log Open?")
        assert says(desk.lines(), ":log Open?")


@pytest.mark.parametrize(
    ("word", "verb"),
    [("request", "need"), ("req", "need"), ("promise", "commit"), ("acknowledge", "ack")],
)
def test_a_word_that_people_try_leads_to_the_verb_that_does_it(
    prompt: Prompt, word: str, verb: str
) -> None:
    prompt.type(f"{word} R-1 x")
    assert f"Did you mean {verb}" in prompt.echo().text


def test_an_option_behind_the_text_is_pointed_at(prompt: Prompt) -> None:
    said = typed(prompt, "need 2 generator Portable ones in=INC-1")
    assert "in= stands after the text and is read as words: put it before “Portable”." in said
