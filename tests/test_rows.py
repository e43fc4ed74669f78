"""Promises of the rows of a board: nothing moves under the cursor."""

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


def test_rows_inserted_above_leave_the_cursor_on_its_record_and_on_its_line() -> None:
    rows = board(30)
    rows.step(4)
    rows.show(some(["a", "b", "c", *range(30)]))
    assert (rows.selected, line(rows), rows.above) == ("4", 4, 3)


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


def test_the_neighbour_below_takes_the_cursor_and_the_line_of_a_row_that_vanished() -> None:
    rows = board(30)
    rows.step(4)
    rows.show(some([*range(4), *range(5, 30)]))
    assert (rows.selected, line(rows)) == ("5", 4)


def test_the_neighbour_above_takes_the_cursor_when_there_is_none_below() -> None:
    rows = board(30)
    rows.last()
    rows.show(some(range(29)))
    assert (rows.selected, line(rows)) == ("28", 8)
    assert rows.window()[0].id == "20", "the lines above it did not move"


def test_rows_vanishing_below_leave_a_blank_and_not_a_moved_cursor() -> None:
    rows = board(30)
    rows.last()
    rows.step(-3)
    rows.show(some(range(28)))
    assert (rows.selected, line(rows), len(rows.window())) == ("26", 6, 8)


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
def test_whatever_arrives_the_cursor_stays_on_its_record_and_its_line(
    tail: bool, lists: list[tuple[list[int], list[str]]]
) -> None:
    rows = Rows(tail=tail)
    rows.resize(8)
    for ids, moves in lists:
        was, at = rows.selected, rows.cursor
        top, following = rows.top, rows.following
        rows.show(some(ids))
        if was is not None and was in map(str, ids) and not following:
            assert rows.selected == was
            assert at is not None
            # Fewer rows above than there were lines: it cannot but move up.
            if 0 <= at - top < 8:
                assert line(rows) == min(at - top, ids.index(int(was)))
        assert rows.selected is not None or not ids
        for move in moves:
            name, _, by = move.partition(" ")
            getattr(rows, name)(*([int(by)] if by else []))
            assert 0 <= rows.top <= max(0, len(rows) - 1)
            if name != "scroll" and rows.cursor is not None:
                assert 0 <= line(rows) < 8
