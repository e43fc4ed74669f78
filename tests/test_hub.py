"""The hub's core: one answer for ever, all or nothing, and nothing said before it is safe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from schemas.agencies import Grant, RevokePerson
from schemas.calls import ReportCall, Step
from schemas.database import Database
from schemas.incidents import IncidentKind, OpenIncident
from schemas.journal import AddLine, StrikeLine
from schemas.logport import KEYFRAME_EVERY, Failed, Kept, Outcome, OutcomeUnknown
from schemas.wire import COMMAND_MAX, Fetch, Submit, pack
from server.admin import ACTOR
from server.batch import Asked
from server.hub import Hub
from server.publish import Publisher
from tests.house import House


def asked(house: House, ref: str, person: str = "maya", text: str = "x", **more: Any) -> Asked:
    """A log line on its way."""
    command = AddLine(text=text).model_dump(mode="json")
    submit = Submit.model_validate({"ref": ref, "command": command, **more})
    return Asked(person, house.actor(person), submit)


def test_the_same_ref_gets_its_first_answer_for_ever(house: House) -> None:
    first = house.deliver([asked(house, "a")])[0]
    head = house.board.seq
    assert house.deliver([asked(house, "a")])[0].seq == first.seq
    house.reopen()
    again = house.deliver([asked(house, "a")])[0]
    assert (again.seq, again.made) == (first.seq, first.made)
    assert house.board.seq == head


def test_the_same_ref_twice_in_one_batch_is_one_entry(house: House) -> None:
    answers = house.deliver([asked(house, "a"), asked(house, "a"), asked(house, "b")])
    assert answers[0].seq == answers[1].seq
    assert answers[2].seq == (answers[0].seq or 0) + 1


def test_a_ref_used_for_another_ask_is_refused_and_refs_of_two_people_do_not_meet(
    house: House,
) -> None:
    house.deliver([asked(house, "a")])
    assert house.deliver([asked(house, "a", text="another")])[0].code == "ref-reused"
    assert house.deliver([asked(house, "a", person="sam", text="another")])[0].ok


def test_when_it_happened_is_no_part_of_what_a_ref_stands_for(house: House) -> None:
    early = house.time.now - timedelta(minutes=5)
    first = house.deliver([asked(house, "a", occurred_at=early)])[0]
    later = house.time.now - timedelta(minutes=1)
    assert house.deliver([asked(house, "a", occurred_at=later)])[0].seq == first.seq


def test_only_acceptances_are_remembered(house: House) -> None:
    house.person("ann", "fire")
    command = OpenIncident(incident_kind=IncidentKind.FIRE, name="x", lead="navy")
    refused = house.submit(house.actor("maya"), command, ref="a")
    assert refused.code == "unknown-id"
    house.agency("navy")
    assert house.submit(house.actor("maya"), command, ref="a").ok


def test_what_was_said_too_long_ago_is_stale_unless_it_is_a_report(house: House) -> None:
    said = house.time.now - timedelta(seconds=200)
    assert house.deliver([asked(house, "a", said_at=said, valid_s=120)])[0].code == "stale"
    assert house.deliver([asked(house, "b", said_at=said)])[0].ok


def test_a_field_clock_may_run_ahead_a_little_and_not_an_hour(house: House) -> None:
    soon = house.time.now + timedelta(minutes=5)
    assert house.deliver([asked(house, "a", occurred_at=soon)])[0].ok
    late = house.time.now + timedelta(hours=1)
    answer = house.deliver([asked(house, "b", occurred_at=late)])[0]
    assert answer.code == "in-the-future"
    assert "zone" in answer.because


def test_a_hat_nobody_gave_is_refused_in_words(house: House) -> None:
    answer = house.ask("maya", "log as=LSC ten cots here")
    assert answer.because == "You hold no post, not LSC."


@pytest.mark.parametrize(
    "command",
    [
        {},
        {"kind": 7},
        {"kind": "launch_rocket"},
        {"kind": "add_line"},
        {"kind": "add_line", "text": 7},
        {"kind": "add_line", "text": "x", "extra": 1},
        {"kind": "add_line", "text": "x" * 501},
        {"kind": "add_line", "text": "x" * COMMAND_MAX},
        {"kind": "open_incident", "incident_kind": "dragon", "name": "x"},
        {"kind": "assign_resources", "resources": ["E1"] * 33, "job": "INC-1"},
    ],
)
def test_a_command_that_does_not_fit_is_answered_in_words(house: House, command: Any) -> None:
    submit = Submit(ref="a", command=command)
    answer = house.deliver([Asked("maya", house.actor("maya"), submit)])[0]
    assert answer.code in ("unknown-command", "unreadable", "too-long")
    assert answer.because


def test_keyframes_are_kept_and_give_the_same_board(house: House) -> None:
    asks = [asked(house, f"n{n}") for n in range(KEYFRAME_EVERY + 50)]
    for start in range(0, len(asks), 500):
        house.deliver(asks[start : start + 500])
        house.time.pass_(seconds=1)
    looking = Database.reading(house.path)
    last = looking.one("SELECT max(seq) FROM keyframes")
    looking.close()
    assert last is not None
    assert last[0] >= KEYFRAME_EVERY
    house.check_deep()
    house.reopen()


def test_a_hub_that_is_killed_again_and_again_keeps_keyframes_all_the_same(house: House) -> None:
    asks = [asked(house, f"n{n}") for n in range(KEYFRAME_EVERY)]
    half = KEYFRAME_EVERY // 2
    house.deliver(asks[:half])
    killed = Hub(house.hub.log, house.time, house.hub.draw)  # another process begins where it was
    taken = [killed.take(asks[at : at + 100]) for at in range(half, KEYFRAME_EVERY, 100)]
    assert [batch.keyframe for batch in taken if batch.keyframe]


# -- trouble with the log ------------------------------------------------------------------------


class Breaking:
    """A log whose next commits fail: before anything is written, or after all of it is."""

    def __init__(self, house: House, *, written: bool, times: int = 1) -> None:
        self.house, self.written, self.times = house, written, times
        self.append = house.hub.log.append
        house.hub.log.append = self  # type: ignore[method-assign]

    def __call__(self, expected_head: int, batch: Sequence[Kept]) -> Outcome:
        """Fail so many times, then work again."""
        if not self.times:
            return self.append(expected_head, batch)
        self.times -= 1
        if self.written:
            self.append(expected_head, batch)
            return OutcomeUnknown("the disk said nothing")
        return Failed("no room is left", full=True)


def test_when_nothing_was_written_nothing_is_said_and_the_hub_is_read_only(house: House) -> None:
    head = house.board.seq
    Breaking(house, written=False)
    answer = house.deliver([asked(house, "a")])[0]
    assert (answer.code, answer.refusal and answer.refusal.final) == ("storage", False)
    assert house.board.seq == head
    assert house.deliver([asked(house, "a")])[0].code == "readonly"
    assert house.hub.log.writable()
    house.hub.recovered()
    assert house.deliver([asked(house, "a")])[0].seq == head + 1


def test_an_unknown_outcome_is_looked_up_before_anybody_is_told(house: House) -> None:
    head = house.board.seq
    Breaking(house, written=True)
    answers = house.deliver([asked(house, "a"), asked(house, "b")])
    assert [answer.seq for answer in answers] == [head + 1, head + 2]
    assert house.board.seq == head + 2
    assert house.hub.log.writable()
    house.hub.recovered()
    assert house.deliver([asked(house, "a")])[0].seq == head + 1


def test_known_refs_are_answered_while_nothing_can_be_written(house: House) -> None:
    first = house.deliver([asked(house, "a")])[0]
    Breaking(house, written=False)
    house.deliver([asked(house, "b")])
    assert house.deliver([asked(house, "a")])[0].seq == first.seq


def test_after_an_ask_that_must_come_again_the_rest_of_that_console_comes_again_too(
    house: House,
) -> None:
    house.hub.readonly = "The disk is full."
    answers = house.deliver([asked(house, "a"), asked(house, "b"), asked(house, "c", "sam")])
    assert [answer.code for answer in answers] == ["readonly", "resend", "readonly"]
    house.hub.readonly = None


def test_a_feeds_rows_stay_in_order_when_one_was_not_done(house: House) -> None:
    house.agency("private")
    house.person("cad", "fire", Grant.FEED, speaks_for=("private",))
    rows = [_row(house, n) for n in range(3)]
    Breaking(house, written=False)
    assert house.deliver(rows[:1])[0].code == "storage"
    assert {a.code for a in house.deliver(rows[1:])} == {"resend"}
    assert house.hub.log.writable()
    house.hub.recovered()
    head = house.board.seq
    assert [a.seq for a in house.deliver(rows)] == [head + 1, head + 2, head + 3]


def _row(house: House, number: int) -> Asked:
    command = ReportCall(number="1", step=Step.ENROUTE, unit=f"E{number}").model_dump(mode="json")
    return Asked("feed", house.actor("cad"), Submit(ref=f"row{number}", command=command))


def test_who_was_shut_out_a_moment_ago_does_nothing_more_in_the_same_batch(house: House) -> None:
    revoke = RevokePerson(person="maya").model_dump(mode="json")
    first = Asked("admin", ACTOR, Submit(ref="out", command=revoke))
    answers = house.deliver([first, asked(house, "late")])
    assert answers[0].ok
    assert answers[1].code == "revoked"


def test_a_mistake_in_a_rule_costs_its_asker_an_answer_and_nobody_the_hub(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise KeyError("a mistake")

    with monkeypatch.context() as broken_rules:
        broken_rules.setattr("server.hub.decide", broken)
        answer = house.deliver([asked(house, "a")])[0]
    assert answer.code == "hub-error"
    assert house.deliver([asked(house, "a")])[0].ok


def test_a_time_at_the_edge_of_the_calendar_is_a_bad_frame_and_nothing_worse() -> None:
    plain = {"ref": "k", "command": {}, "occurred_at": "1901-01-01T00:00:00+14:00"}
    with pytest.raises(ValidationError, match="between 1901"):
        Submit.model_validate(plain)


def test_two_changes_of_one_line_in_one_batch_are_not_both_done(
    monkeypatch: pytest.MonkeyPatch, house: House
) -> None:
    monkeypatch.setattr("schemas.board.JOURNAL_ENTRIES", 5)
    first = house.deliver([asked(house, "first")])[0].seq
    house.deliver([asked(house, f"n{n}") for n in range(6)])
    strikes = [
        Asked(
            source,
            house.actor("maya"),
            Submit(
                ref=source,
                command=StrikeLine(line=f"#{first}", reason="x").model_dump(mode="json"),
            ),
        )
        for source in ("one", "two")
    ]
    answers = house.deliver(strikes)
    assert answers[0].ok
    assert answers[1].code == "resend"
    assert house.deliver(strikes[1:])[0].code == "already-struck"


def test_the_past_of_a_record_one_may_not_see_is_empty_like_that_of_none(house: House) -> None:
    house.does("kim", "invite maya")
    publisher = Publisher(house.hub)
    sam = house.actor("sam").view
    for id in ("maya", "nobody"):
        page = publisher.past(Fetch(shelf="invites", id=id), sam, house.board.seq, 100)
        assert (page.entries, page.before) == ([], None)
    people = publisher.past(Fetch(shelf="people", id="maya"), sam, house.board.seq, 100)
    assert len(people.entries) == 1


def test_a_snapshot_is_packed_once_a_version_however_many_come_in(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed: list[int] = []

    def counting(records: Any) -> list[str]:
        packed.append(house.board.seq)
        return pack(records)

    monkeypatch.setattr("server.publish.pack", counting)
    publisher = Publisher(house.hub)
    for _ in range(2):
        house.does("maya", "log One more version")
        first = publisher.snapshot(house.actor("maya").view, house.time.now)[1]
        for person in ("maya", "sam", "rosa") * 50:
            assert publisher.snapshot(house.actor(person).view, house.time.now)[1] is first
    assert len(packed) == 2


def test_who_may_see_the_same_shares_one_snapshot(house: House) -> None:
    publisher = Publisher(house.hub)
    one = publisher.snapshot(house.actor("maya").view, house.time.now)
    assert publisher.snapshot(house.actor("sam").view, house.time.now)[1] is one[1]
