"""Promises of the action registry: bindings, footer and help say the same of every key."""

from __future__ import annotations

import inspect
from collections import Counter

import pytest
from textual.binding import Binding
from textual.widget import Widget

from console.actions import ACTIONS, FORBIDDEN, Flag, Place, at, bindings, footer, key_name
from console.app import Sitroom
from console.player import Player
from console.screens import SCREENS
from console.screens.base import BoardScreen
from console.screens.code import CodeScreen
from console.screens.help import TITLES, HelpScreen, rows
from console.screens.panel import PanelScreen
from console.widgets.boardview import BoardView
from console.widgets.commandline import CommandLine
from console.widgets.footer import fitting
from console.widgets.held import Held

# Which widget takes the keys of a place; a board's own keys stand in the board itself.
TAKES: dict[type[Widget] | type[Sitroom], tuple[Place, ...]] = {
    Sitroom: (Place.EVERYWHERE,),
    Player: (Place.TAPE,),
    BoardScreen: (Place.ROOM, Place.SMALL),
    BoardView: (Place.BOARD,),
    Held: (Place.HELD,),
    CommandLine: (Place.COMMAND, Place.SEARCH, Place.FILTER, Place.CONFIRM),
    PanelScreen: (Place.PANEL,),
}


def bound(widget: type[Widget] | type[Sitroom]) -> set[tuple[str, str]]:
    """Each key a widget binds itself, with what it runs."""
    made = Binding.make_bindings(widget.__dict__["BINDINGS"])
    return {(binding.key, binding.action) for binding in made}


def named(*places: Place) -> set[tuple[str, str]]:
    """Each key the registry names at some places, with what it runs."""
    return {(key, action.run) for action in at(*places) for key in action.keys}


@pytest.mark.parametrize("widget", TAKES)
def test_what_is_bound_is_what_the_registry_says(widget: type[Widget]) -> None:
    assert bound(widget) == named(*TAKES[widget])


def test_every_place_has_somebody_who_takes_its_keys() -> None:
    assert sorted(place for places in TAKES.values() for place in places) == sorted(Place)


@pytest.mark.parametrize("widget", TAKES)
def test_every_action_can_be_done_where_it_stands(widget: type[Widget]) -> None:
    here = (CodeScreen, HelpScreen) if widget is PanelScreen else (widget,)
    missing = []
    for action in at(*TAKES[widget]):
        where, _, name = action.run.partition("(")[0].rpartition(".")
        app = Player if Place.TAPE in TAKES[widget] else Sitroom
        doing = (app,) if where == "app" else here
        if not any(hasattr(each, f"action_{name}") for each in doing):
            missing.append(action.run)
    assert missing == []


def test_keys_that_terminals_and_multiplexers_take_are_left_alone() -> None:
    keys = {key for action in ACTIONS for key in action.keys}
    assert keys.isdisjoint(FORBIDDEN)
    assert [key for key in keys if key.startswith("alt+")] == []


def test_no_action_has_only_a_function_key() -> None:
    only = [a.run for a in ACTIONS if all(key[0] == "f" and key[1:].isdigit() for key in a.keys)]
    assert only == []


def test_a_key_means_one_thing_at_a_place() -> None:
    twice = Counter((action.place, key) for action in ACTIONS for key in action.keys)
    assert [what for what, count in twice.items() if count > 1] == []


def test_a_board_takes_no_key_that_means_something_on_the_screen() -> None:
    room, board = (
        {key for key, _ in named(*places)} for places in ((Place.ROOM, Place.TAPE), (Place.BOARD,))
    )
    held = {key for key, _ in named(Place.HELD)}
    assert room & board == set()
    assert (room | board) & held == set()


def test_single_letters_only_move_open_show_answer_what_waits_or_begin_a_phrase() -> None:
    letters = {a.run for a in at(Place.ROOM, Place.BOARD) for key in a.keys if len(key) == 1}
    assert letters == {
        "app.show('now')",
        "app.show('log')",
        "app.show('resources')",
        "app.show('requests')",
        "app.show('agencies')",
        "app.show('incidents')",
        "app.show('roles')",
        "app.show('messages')",
        "offer('ack', 'answer')",
        "offer('link')",
        "app.show('tasks')",
        "held",
        "next",
        "zoom",
        "step(1)",
        "step(-1)",
        "follow",
    }


def test_every_screen_has_its_key_in_the_registry() -> None:
    shown = {(key, run) for key, run in named(Place.ROOM) if run.startswith("app.show(")}
    assert shown == {(screen.KEY, f"app.show('{screen.NAME}')") for screen in SCREENS}


def test_the_help_lists_every_key_of_every_place_a_person_works_at() -> None:
    listed = {row.cells for row in rows(240)}
    for action in at(*TITLES):
        assert (" ".join(map(key_name, action.keys)), action.help) in listed


def test_the_footer_says_only_what_does_something_now() -> None:
    nothing = {action.label for action in footer((Place.BOARD, Place.ROOM), ())}
    something = {action.label for action in footer((Place.BOARD, Place.ROOM), Flag)}
    assert nothing == {"Command", "Filter", "Help"}
    assert something - nothing == {
        "Open",
        "Back",
        "Held",
        "Pane",
        "Zoom",
        "Newest",
        "Answer",
        "Link",
        "Drop the line",
        "Next",
    }


def test_on_the_smallest_terminal_a_replays_footer_names_all_its_keys() -> None:
    actions = footer((Place.BOARD, Place.TAPE, Place.ROOM, Place.EVERYWHERE), {Flag.ROW})
    left, _ = fitting(actions, "", 80)
    said = "".join(bit.text for bit in left)
    keys = " Space Play  [ ] Entry  < > Duty  { } Speed  @ Jump  : Command  ? Help  q Leave"
    assert said == keys


def test_a_narrow_footer_keeps_the_most_useful_and_cuts_nothing_in_two() -> None:
    actions = footer((Place.BOARD, Place.ROOM, Place.EVERYWHERE), Flag)
    for width in range(20, 120):
        left, _ = fitting(actions, "queued 3", width)
        said = "".join(bit.text for bit in left).strip()
        parts = said.split("  ") if said else []
        whole = [f"{action.key} {action.label}" for action in actions]
        assert sorted(parts) == sorted(whole[: len(parts)])


def test_stepping_to_a_row_that_opens_nothing_moves_no_other_word_of_the_footer() -> None:
    places = (Place.BOARD, Place.ROOM, Place.EVERYWHERE)
    with_, without = (
        "".join(bit.text for bit in fitting(footer(places, flags), "", 80)[0])
        for flags in ({Flag.ROW}, set[Flag]())
    )
    assert with_.startswith(" Enter Open  : Command")
    assert without == " " * len(" Enter Open") + with_.removeprefix(" Enter Open")


def test_bindings_are_made_of_actions_and_nothing_else() -> None:
    assert "Binding(" not in inspect.getsource(inspect.getmodule(Sitroom) or Sitroom)
    assert all(isinstance(one, Binding) and not one.show for one in bindings(*Place))
