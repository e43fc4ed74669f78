"""Promises of the rows of a board: the cursor is on what it was on, and what fits is in sight."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.widgets.rows import Row, Rows

HEIGHT = 10


def row(id: str) -> Row:
    """A row like any other."""
    return Row(id, (id,))


def some(ids: Iterable[object]) -> list[Row]:
    """Rows with these ids."""
    return [row(str(id)) for id in ids]


def board(count: int, *, tail: bool = False, height: int = HEIGHT) -> Rows:
    """A board of so many rows, numbered from 0."""
    rows = Rows(tail=tail)
    rows.watched = True
    rows.resize(height)
    rows.show(some(range(count)))
    return rows


def line(rows: Rows) -> int:
    """The line of the window the cursor stands on."""
    assert rows.cursor is not None
    return rows.cursor - rows.top


def test_the_first_list_puts_the_cursor_on_the_first_row_and_a_log_on_its_last() -> None:
    assert board(30).selected == "0"
    log = board(30, tail=True)
    assert (log.selected, log.top, log.following, log.waiting) == ("29", 20, True, 0)


def test_at_the_top_what_is_new_above_the_cursor_is_seen_and_its_line_moves_down() -> None:
    rows = board(30)
    rows.step(4)
    rows.show(some(["a", "b", "c", *range(30)]))
    assert (rows.selected, line(rows), rows.above) == ("4", 7, 0)


def test_what_would_push_the_cursor_out_of_view_leaves_its_line_where_it_is() -> None:
    rows = board(30)
    rows.step(8)
    rows.show(some(["a", "b", *range(30)]))
    assert (rows.selected, line(rows), rows.above) == ("8", 8, 2)


def test_below_the_top_rows_inserted_above_leave_the_cursor_on_its_line() -> None:
    rows = board(30)
    rows.step(4)
    rows.scroll(2)
    rows.show(some(["a", "b", "c", *range(30)]))
    assert (rows.selected, line(rows), rows.above) == ("4", 2, 5)


def test_when_the_cursor_is_out_of_view_the_first_line_in_view_stays() -> None:
    rows = board(100)
    rows.scroll(50)
    rows.show(some(["a", *range(20), "b", *range(20, 100)]))
    assert rows.window()[0].id == "50"
    assert rows.selected == "0"


def test_a_record_that_is_sorted_elsewhere_keeps_the_cursor_and_its_line() -> None:
    rows = board(100)
    rows.step(5)
    rows.show(some([*range(5), *range(6, 80), 5, *range(80, 100)]))
    assert (rows.selected, line(rows)) == ("5", 5)


def test_where_the_record_under_the_cursor_left_the_cursor_rests_on_nothing() -> None:
    rows = board(30)
    rows.step(4)
    rows.show(some([*range(4), *range(5, 30)]))
    assert (rows.gone and rows.gone.id, line(rows)) == ("4", 4)
    assert [row.id for row in rows.window()][3:6] == ["3", "4", "5"], "no line moved"
    rows.show(some(["a", *range(4), *range(6, 30)]))
    assert (rows.gone and rows.gone.id, line(rows)) == ("4", 5), "also when more comes and goes"
    assert rows.under(5) is None


@pytest.mark.parametrize(("by", "id", "at"), [(1, "5", 4), (-1, "3", 3)])
def test_an_arrow_leads_from_where_a_record_stood_to_what_is_there_now(
    by: int, id: str, at: int
) -> None:
    rows = board(30)
    rows.step(4)
    rows.show(some([*range(4), *range(5, 30)]))
    rows.step(by)
    assert (rows.selected, line(rows), rows.gone, len(rows)) == (id, at, None, 29)


def test_a_record_that_comes_back_has_the_cursor_again() -> None:
    rows = board(30)
    rows.step(4)
    rows.show(some(range(3)))
    rows.show(some(range(30)))
    assert (rows.selected, line(rows), rows.gone) == ("4", 4, None)


def test_the_last_record_of_a_board_leaves_nothing_to_go_to() -> None:
    rows = board(1)
    rows.show([])
    assert rows.gone
    rows.step(1)
    assert (rows.selected, len(rows)) == (None, 0)


def test_what_the_person_narrows_may_give_the_cursor_to_a_neighbour() -> None:
    rows = board(30)
    rows.step(4)
    rows.show(some(range(0, 30, 3)), asked=True)
    assert (rows.selected, rows.gone) == ("6", None)
    rows.show(some(range(0, 30, 9)))
    rows.show(some([3, 9]), asked=True)
    assert (rows.selected, rows.gone) == ("9", None)


def test_a_cursor_that_nobody_saw_yet_goes_to_a_neighbour() -> None:
    rows = board(3)
    rows.watched = False
    rows.show(some([1, 2]))
    assert (rows.selected, rows.gone) == ("1", None)


def test_no_blank_lines_stand_under_the_rows_while_some_are_hidden_above() -> None:
    rows = board(30)
    rows.last()
    rows.step(-3)
    rows.show(some(range(28)))
    assert (rows.selected, rows.top, len(rows.window())) == ("26", 18, HEIGHT)
    rows.show(some(range(20, 28)))
    assert (rows.selected, rows.above) == ("26", 0)


def test_a_record_keeps_the_cursor_when_it_gets_its_number() -> None:
    rows = Rows()
    rows.resize(HEIGHT)
    rows.show(some(["INC-1", "INC-?1", "INC-2"]))
    rows.select("INC-?1")
    rows.show([row("INC-1"), row("INC-2"), Row("INC-3", ("INC-3",), was="INC-?1")])
    assert rows.selected == "INC-3"


def test_new_rows_at_the_bottom_of_a_log_wait_and_g_shows_them() -> None:
    log = board(30, tail=True)
    log.step(-5)
    assert not log.following
    top = log.top
    log.show(some(range(33)))
    assert (log.waiting, log.selected, log.top) == (3, "24", top)
    log.follow()
    assert (log.waiting, log.selected, log.following) == (0, "32", True)
    log.show(some(range(34)))
    assert (log.waiting, log.selected) == (0, "33")


def test_looking_at_new_rows_is_enough_to_have_seen_them() -> None:
    log = board(30, tail=True)
    log.step(-1)
    log.show(some(range(33)))
    assert log.waiting == 3
    log.scroll(2)
    assert log.waiting == 1
    log.step(5)
    assert (log.waiting, log.following) == (0, False)


def test_new_rows_that_fit_into_the_window_do_not_wait() -> None:
    log = board(3, tail=True)
    log.first()
    log.show(some(range(6)))
    assert log.waiting == 0


def test_new_lines_wait_also_when_they_come_before_one_still_to_be_numbered() -> None:
    log = board(30, tail=True)
    log.show(some([*range(30), "?1"]))
    log.step(-5)
    log.show(some([*range(31), "?1"]))
    log.show([*some(range(33)), Row("33", ("33",), was="?1")])
    assert log.waiting == 2, "30 came into the window, 31 and 32 wait, 33 is not new"


def test_a_line_that_comes_late_above_the_window_does_not_wait() -> None:
    log = board(30, tail=True)
    log.step(-1)
    log.show(some([*range(5), "late", *range(5, 30)]))
    assert log.waiting == 0


def test_a_filter_hides_new_rows_and_brings_them_back_as_new() -> None:
    log = board(30, tail=True)
    log.first()
    log.show(some(range(33)))
    log.show(some(range(0, 30, 2)), asked=True)
    assert log.waiting == 0
    log.show(some(range(33)), asked=True)
    assert log.waiting == 3


def test_old_rows_a_filter_brings_back_are_not_new() -> None:
    log = board(30, tail=True)
    log.first()
    log.show(some(range(5)), asked=True)
    log.show(some(range(30)), asked=True)
    assert log.waiting == 0


def test_a_board_that_is_no_log_never_follows() -> None:
    rows = board(30)
    rows.follow()
    rows.show(some(range(33)))
    assert (rows.selected, rows.following, rows.waiting) == ("29", False, 0)


def test_the_cursor_passes_headings_by_and_shows_the_one_above_it() -> None:
    head = Row("you", ("NEEDS YOU",), section=True)
    other = Row("others", ("WAITING ON OTHERS",), section=True)
    rows = Rows()
    rows.resize(3)
    rows.show([head, row("a"), other, row("b"), Row("note", ("note",), selectable=False)])
    assert rows.selected == "a"
    rows.step(1)
    assert rows.selected == "b"
    rows.step(1)
    assert rows.selected == "b"
    rows.step(-1)
    assert (rows.selected, rows.top) == ("a", 0)
    assert [rows.under(y) for y in range(3)] == [None, "a", None]


def test_a_board_of_headings_has_no_cursor_and_still_moves() -> None:
    rows = Rows()
    rows.resize(2)
    rows.show([Row(str(at), ("x",), section=True) for at in range(5)])
    rows.step(1)
    rows.page(1)
    assert (rows.selected, rows.top) == (None, 2)


def test_the_second_row_of_an_id_is_drawn_and_cannot_hold_the_cursor() -> None:
    rows = Rows()
    rows.resize(HEIGHT)
    rows.show(some(["a", "b", "a", "c"]))
    rows.last()
    rows.step(-1)
    assert (len(rows.window()), rows.selected) == (4, "b")


def test_a_page_keeps_the_line_of_the_cursor_and_one_line_of_the_page_before() -> None:
    rows = board(100)
    rows.step(3)
    rows.page(1)
    assert (rows.selected, rows.top) == ("12", 9)
    rows.page(-1)
    assert (rows.selected, rows.top) == ("3", 0)
    rows.page(-1)
    assert (rows.selected, rows.top) == ("0", 0)


def test_a_smaller_window_keeps_the_cursor_in_view() -> None:
    rows = board(100)
    rows.step(9)
    rows.resize(4)
    assert 0 <= line(rows) < 4
    rows.resize(40)
    assert rows.top <= 9


def test_a_board_that_was_hidden_comes_back_as_it_went() -> None:
    log = board(100, tail=True)
    log.step(-20)
    log.step(3)
    top, cursor = log.top, log.selected
    log.resize(0)
    log.show(some(range(103)))
    log.resize(HEIGHT)
    assert (log.top, log.selected, log.waiting) == (top, cursor, 3)


@pytest.mark.parametrize("tail", [False, True])
def test_no_rows_at_all_are_no_trouble(tail: bool) -> None:
    rows = Rows(tail=tail)
    for height in (0, 5):
        rows.resize(height)
        rows.step(1)
        rows.page(-1)
        rows.first()
        rows.last()
        rows.follow()
        rows.show([])
        assert (rows.selected, rows.top, rows.waiting, list(rows.window())) == (None, 0, 0, [])


LISTS = st.lists(st.integers(0, 40), unique=True, max_size=40)
MOVES = st.lists(
    st.sampled_from(["step 1", "step -1", "page 1", "scroll 3", "scroll -3", "first", "last"]),
    max_size=6,
)


@given(tail=st.booleans(), lists=st.lists(st.tuples(LISTS, MOVES), min_size=1, max_size=6))
def test_whatever_arrives_the_cursor_stays_on_its_record_and_as_much_as_fits_is_in_sight(
    tail: bool, lists: list[tuple[list[int], list[str]]]
) -> None:
    rows = Rows(tail=tail)
    rows.watched = True
    rows.resize(8)
    for ids, moves in lists:
        was, at, stays = rows.selected, rows.cursor, rows.following
        top = rows.top
        rows.show(some(ids))
        if was is not None and at is not None and not stays:
            assert rows.selected == was
            assert bool(rows.gone) == (was not in map(str, ids))
            if 0 <= at - top < 8:
                assert rows.cursor is not None
                # The top is kept; and the end of the list may bring the window closer to it.
                ends = rows.top in (0, max(0, len(rows) - 8))
                assert ends or line(rows) == at - top
                assert rows.top == 0 or top > 0 or rows.cursor >= 8
        assert rows.selected is not None or not ids
        for move in moves:
            name, _, by = move.partition(" ")
            getattr(rows, name)(*([int(by)] if by else []))
            assert 0 <= rows.top <= max(0, len(rows) - 8)
            if name != "scroll" and rows.cursor is not None:
                assert 0 <= line(rows) < 8
                assert not rows.gone or name == "first"
