"""The journal, as a coordinator would say it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from console.boards import alarms, details, journal, now
from console.boards.base import Look
from console.clocks import on_the_wall
from console.widgets.columns import fit, lay_out, text_of
from console.widgets.pane import narrowed
from schemas.board import JOURNAL_ENTRIES
from schemas.journal import Certainty, Mark, Sort, Via
from schemas.nouns import COMMANDS
from schemas.phrase import Context, echo
from schemas.phrase.usage import HOLE, pattern
from tests.house import NOON, ZONE, House


def test_a_line_keeps_who_said_it_by_what_channel_and_when_it_happened(house: House) -> None:
    answer = house.does(
        "maya", "log urgent certainty=confirmed at=1150 from=E12 via=radio Second shot heard"
    )
    line = house.line(answer.seq)
    assert line.id == f"#{answer.seq}"
    assert (line.text, line.mark, line.said_by, line.via, line.certainty) == (
        "Second shot heard",
        Mark.URGENT,
        "E12",
        Via.RADIO,
        Certainty.CONFIRMED,
    )
    assert line.occurred_at == datetime(2026, 7, 4, 15, 50, tzinfo=UTC)
    assert line.at > line.occurred_at
    assert (line.by.person, line.by.agency) == ("maya", "fire")


def test_a_mark_may_be_its_sign_and_is_kept_as_its_word(house: House) -> None:
    assert house.line(house.does("maya", "log !! Roof is going").seq).mark is Mark.URGENT
    assert house.line(house.does("maya", "l ! Water main broke").seq).mark is Mark.MAJOR


def test_a_decision_stands_with_its_reason(house: House) -> None:
    answer = house.does("maya", 'decide because="deck moving" Close Mill Rd bridge')
    line = house.line(answer.seq)
    assert (line.sort, line.text, line.because) == (
        Sort.DECISION,
        "Close Mill Rd bridge",
        "deck moving",
    )
    assert house.ask("maya", "decide Close Mill Rd bridge").misread


def test_a_correction_strikes_the_old_line_and_both_stay_readable(house: House) -> None:
    first = house.does("maya", "log at=1140 from=E12 via=radio Gas 12% LEL")
    second = house.does("maya", f"correct #{first.seq} Gas 21% LEL not 12")
    old, new = house.line(first.seq), house.line(second.seq)
    assert (old.text, old.struck.by.person, old.corrected_by) == ("Gas 12% LEL", "maya", new.id)
    assert (new.text, new.corrects, new.said_by, new.via) == (
        "Gas 21% LEL not 12",
        old.id,
        "E12",
        Via.RADIO,
    )
    assert new.occurred_at == old.occurred_at
    assert second.seq == (first.seq or 0) + 1, "one entry"


def test_a_struck_line_is_not_struck_again(house: House) -> None:
    first = house.does("maya", "log Gas at school")
    house.does("kim", f"strike #{first.seq} wrong incident")
    answer = house.ask("maya", f"correct #{first.seq} Gas at church")
    assert answer.code == "already-struck"
    assert "kim" in answer.because


def test_nobody_strikes_what_another_agency_wrote(house: House) -> None:
    first = house.does("maya", "log Gas at school")
    answer = house.ask("sam", f"strike #{first.seq} I do not believe it")
    assert answer.code == "not-yours"
    assert answer.refusal
    assert answer.refusal.ask == "maya"


def test_a_line_changed_meanwhile_is_not_overwritten_blindly(house: House) -> None:
    first = house.does("maya", "log Gas at school")
    seen = house.board.seq
    house.does("kim", f"correct #{first.seq} Gas at church", seen=seen)
    assert house.ask("maya", f"strike #{first.seq} typo", seen=seen).code == "changed"


def test_a_hazard_is_urgent_for_everybody(house: House) -> None:
    line = house.line(house.does("rosa", "hazard from=E12 via=radio Wires down at Oak").seq)
    assert (line.sort, line.mark) == (Sort.HAZARD, Mark.URGENT)


def test_the_board_keeps_the_lines_of_the_last_entries_and_the_log_the_rest(house: House) -> None:
    first = house.does("maya", "log the very first line")
    asks = [house.asked("maya", f"log line {n}") for n in range(JOURNAL_ENTRIES + 10)]
    for start in range(0, len(asks), 500):
        house.deliver(asks[start : start + 500])
    assert f"#{first.seq}" not in house.board.lines
    assert len(house.board.lines) == JOURNAL_ENTRIES
    kept = house.hub.memory.past("lines", f"#{first.seq}")
    assert kept is not None
    answer = house.does("maya", f"correct #{first.seq} the first line, corrected")
    assert house.line(answer.seq).corrects == f"#{first.seq}"


def test_an_entry_that_is_no_line_cannot_be_corrected(house: House) -> None:
    assert house.ask("maya", "correct #1 nothing").code == "unknown-id"
    assert house.ask("maya", "correct #999999 nothing").code == "unknown-id"


def test_what_a_rule_wrote_beside_the_facts_is_not_put_into_other_words(house: House) -> None:
    opened = house.does("maya", "open fire Oak St")
    answer = house.ask("maya", f"correct #{opened.seq} INC-1 was closed by the hub")
    assert answer.code == "not-a-line"


def test_what_stands_beside_a_line_is_said_to_be_kept_before_it_is_corrected(house: House) -> None:
    house.does("maya", "open flood Mill Creek")
    first = house.does("maya", "log at=1150 from=E14 via=radio in=INC-1 Boat is 5 minuets away")

    def words(phrase: str) -> str:
        (said,) = house.said("maya", phrase)
        board = house.board
        return echo(said.command, Context(board.shelves(), house.time.now, UTC), said.at)

    corrected = f"correct #{first.seq} Boat is 5 minutes away"
    assert words(corrected) == (
        f"strike #{first.seq} and write instead (keeps 15:50 UTC, E14, radio, INC-1):"
        " Boat is 5 minutes away"
    )
    assert "(keeps E14, radio, INC-1)" in words(corrected.replace("Boat", "at=-5m Boat"))
    assert words("correct #9999 Gone long ago") == ("strike #9999 and write instead: Gone long ago")


def test_what_is_long_stands_last_when_it_is_said_back() -> None:
    for command in COMMANDS.values():
        text = pattern(command).text
        if text and text.name not in ("name", "title", "place"):
            assert HOLE.findall(command.says)[-1] == text.name, command.says


def test_when_it_happened_is_said_only_where_it_was_another_minute(house: House) -> None:
    wrong = house.does("maya", "log Gas 12%").seq
    house.does("maya", f"correct #{wrong} Gas 21%")
    house.does("maya", "log at=-20m Gas 5%")
    lines = [journal.told(one, Look(house.board, NOON, ZONE)) for one in house.board.lines.values()]
    assert lines[-2] == f"corrects #{wrong}: Gas 21%"
    assert lines[-1] == "at 11:40: Gas 5%"


def test_a_line_of_the_log_begins_with_what_was_said_at_80_columns(house: House) -> None:
    house.does("kim", "open fire lead=fire Oak St")
    house.does("kim", "open flood Mill Creek")
    said = "Three people on the roof of the mill"
    house.does("maya", f"log at=-20m in=INC-1 from=E12 via=radio {said}")
    wrong = f"#{house.board.seq}"
    house.does("maya", f"correct {wrong} {said}, one hurt, water is rising")
    house.does("sam", "log in=INC-1 Mill Rd is closed")
    house.does("maya", 'decide because="deck moves" in=INC-1 at=-5m Pull back')
    house.does("maya", f"strike #{house.board.seq} Said twice")

    def lines(room: str | None) -> list[str]:
        look = Look(house.mirrors["maya"].board, house.time.now, ZONE, me="maya", room=room)
        slots = lay_out(journal.COLUMNS, 80)
        return [fit(text_of(row.cells[4]), slots[4].width) for row in journal.rows(look)][-4:]

    struck, correction, told, decided = lines("INC-1")
    assert correction.startswith(f"corrects {wrong} at 11:40 E12/radio: Three people on")
    assert struck.startswith(f"STRUCK (#{int(wrong[1:]) + 1}): at 11:40 E12/radio: Three people")
    assert told.startswith("Mill Rd is closed "), "nothing is said of the room one is in"
    assert decided.startswith("STRUCK: at 11:55 DECIDED Pull back because deck moves")
    assert lines("EOC")[2].startswith("INC-1 Mill Rd is closed")
    assert [
        row.id
        for row in narrowed(
            journal.rows(Look(house.board, NOON, ZONE, room="INC-1")), "inc-1 mill rd"
        )
    ] == [f"#{house.board.seq - 2}"]


def test_a_line_says_the_day_it_happened_only_where_that_is_far(house: House) -> None:
    house.time.pass_(hours=12, minutes=3)
    near = house.does("maya", "log at=-8m Deck moves").seq
    far = house.does("maya", "log at=-13h Deck moved").seq
    assert shown(house, near) == "at 23:55: Deck moves", "a few minutes before midnight"
    assert shown(house, far) == "at 04 Jul 11:03: Deck moved"


def test_chat_is_in_the_log_as_what_it_is_dim_and_alarms_nobody(house: House) -> None:
    line = house.line(house.does("maya", "chat Anyone near the gym door?").seq)
    assert (line.text, line.sort, line.mark) == ("Anyone near the gym door?", Sort.CHAT, None)
    look = Look(house.mirrors["kim"].board, house.time.now, ZONE, me="kim", agency="city")
    (row,) = journal.rows(look)
    assert (row.tone, row.cells[4]) == ("dim", "CHAT Anyone near the gym door?")
    assert alarms.rows(look) == []
    (shown,) = [row for row in now.rows(look) if row.id == line.id]
    assert shown.tone == "dim"
    again = house.line(house.does("maya", f"correct {line.id} Anyone near the hall?").seq)
    assert again.sort is Sort.CHAT


# -- one clock -----------------------------------------------------------------------------------


def shown(house: House, seq: int | None) -> str:
    """What the log shows of a line to maya."""
    look = Look(house.mirrors["maya"].board, house.time.now, ZONE, me="maya")
    return journal.told(look.board.lines[f"#{seq}"], look)


def test_what_the_hub_wrote_says_its_times_by_the_clock_on_the_wall(house: House) -> None:
    house.person("lee", "fire")
    house.does("lee", "signin")
    house.does("kim", "open fire lead=fire Oak St")
    house.does("maya", "take INC-1/IC")
    asked = house.does("kim", "tell fire answer=15m Is the gate open?").seq
    assert house.line(asked).text.endswith("(answer by 16:15Z): Is the gate open?")
    assert shown(house, asked).endswith("(answer by 12:15): Is the gate open?")
    offered = house.does(
        "maya", "handover INC-1/IC lee objectives=Out comms=TAC-2 concerns=Wind Two inside"
    ).seq
    assert "maya hands INC-1/IC to lee, to take by 12:10: Two inside" in shown(house, offered)
    house.does("sam", "join INC-1; need 2 engine in=INC-1 to=Gate")
    brings = house.does("maya", "offer R-1 1 eta=1230").seq
    assert shown(house, brings).endswith("there at 12:30")
    look = Look(house.mirrors["maya"].board, house.time.now, ZONE, me="maya")
    record = [
        " ".join(map(text_of, row.cells)) for row in details.rows(look, ("lines", f"#{asked}"), 90)
    ]
    assert any("(answer by 16:15Z)" in row for row in record), "the record is as the log has it"


@pytest.mark.parametrize(
    ("wrote", "read"),
    [
        ("PAR-1 INC-1 OVERDUE since 15:55Z: no answer from IC", "since 11:55: no"),
        (
            "R-1 (2 engine) not decided by EOC/DIR by 16:05Z (said 2 min late): kim",
            "by 12:05 (said",
        ),
        ("R-1 (2 (or 1) x): nothing from county (MA-1) by 16:05Z; waits", "by 12:05; waits"),
        ("R-1: ems brings M21, there at 18:05Z; 1 of 2", "there at 14:05; 1"),
        (
            "X-1 ems reports, Beds (next due 04:30Z): 12 by 16:30Z",
            "(next due 05 Jul 00:30): 12 by 16:30Z",
        ),
        ("A-1 v1 proposed: 2 engine, until 2027-01-30 12:00Z", "until 2027-01-30 07:00"),
        ("AGR-1 v1 signed for ems by eve: it holds until 2026-08-03 16:00Z", "2026-08-03 12:00"),
        ("EOC operational period 2 until 17:00Z", "until 05 Jul 13:00"),
        ("order M-1 not acknowledged by 19:00Z: pat", "by 03 Jul 15:00: pat"),
        ("EOC/LSC was handed to lee and not taken by 17:58Z: nobody", "by 13:58: nobody"),
        ("INC-1 opened: fire since 25:00Z", "since 25:00Z"),
    ],
)
def test_each_line_of_the_hub_is_read_up_to_where_a_person_speaks(wrote: str, read: str) -> None:
    assert read in on_the_wall(wrote, NOON + timedelta(hours=2), ZONE)


def test_a_time_that_is_on_another_day_says_which(house: House) -> None:
    house.time.pass_(hours=11, minutes=50)
    asked = house.does("kim", "tell fire ack=20m Stay out").seq
    assert "(acknowledge by 05 Jul 00:10)" in shown(house, asked)


def test_what_people_wrote_keeps_the_times_they_wrote(house: House) -> None:
    said = house.does("maya", "log Water is off until 16:15Z").seq
    told = house.does("kim", "tell fire answer=15m Come by 16:15Z").seq
    assert shown(house, said) == "Water is off until 16:15Z"
    assert shown(house, told).endswith("(answer by 12:15): Come by 16:15Z")
