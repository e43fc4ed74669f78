"""Objectives and tasks: what a room wants, who does what for it, and what silence comes to."""

from __future__ import annotations

import pytest

from console.boards import details, now
from console.boards import tasks as board
from schemas.journal import Mark
from schemas.roles import keeper
from schemas.tasks import (
    ENDED_MAX,
    OBJECTIVES_MAX,
    TASKS_MAX,
    End,
    GiveTask,
    Objective,
    Task,
)
from tests.clocks import lapse, last
from tests.house import House
from tests.insight import said, seen


@pytest.fixture
def room(house: House) -> House:
    """A fire with an IC and an OSC, police beside them, and an EOC whose LSC is vacant."""
    house.person("lee", "fire")
    house.does("kim", "open fire lead=fire Oak St")
    house.does("maya", "take INC-1/IC; appoint INC-1/OSC lee")
    house.does("sam", "join INC-1")
    house.does("kim", "activate 2 Fire")
    house.does("kim", "take EOC/DIR")
    return house


def task(house: House, id: str = "T-1") -> Task:
    """A task as the board has it."""
    found: Task = house.board.tasks[id]
    return found


def objective(house: House, id: str = "O-1") -> Objective:
    """An objective as the board has it."""
    found: Objective = house.board.objectives[id]
    return found


# -- objectives ----------------------------------------------------------------------------------


def test_an_objective_belongs_to_the_post_that_sets_it_with_its_measure_and_its_period(
    room: House,
) -> None:
    room.does("kim", "period 1800")
    answer = room.does("maya", 'objective in=INC-1 due=1800 measure="all out" Evacuate 200 m')
    assert answer.made[0] == "O-1"
    made = objective(room)
    assert (made.owner, made.room, made.measure, made.period) == (
        "INC-1/IC",
        "INC-1",
        "all out",
        1,
    )
    assert last(room) == (
        "O-1 objective of INC-1, by 22:00Z, INC-1/IC: Evacuate 200 m",
        Mark.MAJOR,
    )


def test_without_a_post_in_the_room_it_belongs_to_the_agency(room: House) -> None:
    room.does("kim", "relieve EOC/DIR Going off")
    room.does("kim", "objective Keep the roads open")
    assert (objective(room).room, objective(room).owner) == ("EOC", "city")


def test_the_room_on_the_screen_stands_for_the_one_that_is_not_said(room: House) -> None:
    room.go("maya", "INC-1")
    room.does("maya", "objective Evacuate")
    assert objective(room).room == "INC-1"


def test_only_who_leads_the_incident_or_holds_a_post_in_it_sets_and_ends_its_objectives(
    room: House,
) -> None:
    for person in ("sam", "kim"):
        refused = room.ask(person, "objective in=INC-1 Evacuate")
        assert refused.code == "not-yours"
        assert "INC-1 is commanded by fire" in refused.because
    room.does("lee", "objective in=INC-1 Evacuate")
    assert room.ask("sam", "done O-1 All out").code == "not-yours"
    assert room.ask("sam", "cancel O-1 No").code == "not-yours"
    room.does("maya", "appoint INC-1/LSC sam")
    room.does("sam", "done O-1 All out")


def test_a_centers_objectives_are_its_coordinators_and_its_posts(room: House) -> None:
    refused = room.ask("maya", "objective in=EOC Feed everybody")
    assert refused.code == "not-yours"
    assert "a coordinator or who holds a post there" in refused.because
    room.does("maya", "take EOC/LSC")
    room.does("maya", "objective as=EOC/LSC in=EOC Feed everybody")
    assert objective(room).owner == "EOC/LSC"


def test_an_objective_is_done_once_with_its_outcome_or_given_up_with_a_reason(room: House) -> None:
    room.does("maya", "objective in=INC-1 Evacuate")
    room.does("maya", "objective in=INC-1 Hold the line")
    room.does("lee", "done O-1 40 people out")
    ended = objective(room).ended
    assert ended is not None
    assert (ended.how, ended.text, ended.by.person) == (End.DONE, "40 people out", "lee")
    assert last(room) == ("O-1 Evacuate: done: 40 people out", Mark.MAJOR)
    refused = room.ask("maya", "done O-1 Again")
    assert refused.code == "ended"
    assert "O-1 was done by lee at 16:00Z: 40 people out" in refused.because
    assert room.ask("maya", "cancel O-1 Never mind").code == "ended"
    room.does("maya", "cancel O-2 The wind has turned")
    assert objective(room, "O-2").name == "Hold the line, cancelled"


def test_a_due_time_in_the_past_is_refused(room: House) -> None:
    past = "due=2026-07-04T15:00Z"
    assert room.ask("maya", f"objective in=INC-1 {past} Evacuate").code == "in-the-past"
    refused = room.ask("maya", f"task @INC-1/OSC {past} Search")
    assert (refused.code, refused.because) == (
        "in-the-past",
        "15:00Z is past: say a later due=.",
    )


def test_an_objective_that_is_not_reached_in_time_is_said_once(room: House) -> None:
    room.does("maya", "objective in=INC-1 due=1h Evacuate")
    room.time.pass_(minutes=59)
    assert lapse(room) == 0
    room.time.pass_(minutes=1)
    assert lapse(room) == 1
    said = "O-1 OVERDUE since 17:00Z: INC-1/IC maya: Evacuate"
    assert last(room) == (said, Mark.MAJOR)
    room.reopen()
    room.time.pass_(hours=1)
    assert lapse(room) == 0


def test_a_room_has_so_many_open_objectives_and_no_more(room: House) -> None:
    for number in range(OBJECTIVES_MAX):
        room.does("maya", f"objective in=INC-1 Number {number}")
    refused = room.ask("maya", "objective in=INC-1 One more")
    assert refused.code == "too-many"
    assert f"INC-1 has {OBJECTIVES_MAX} open objectives" in refused.because
    room.does("maya", "done O-1 Yes")
    room.does("maya", "objective in=INC-1 One more")


# -- who gives a task to whom --------------------------------------------------------------------


def test_a_task_goes_to_a_post_or_an_agency_for_an_objective_by_a_time(room: House) -> None:
    room.does("maya", "objective in=INC-1 Evacuate")
    room.does("maya", "task @INC-1/OSC due=20m for=O-1 Search the school")
    made = task(room)
    assert (made.to, made.room, made.objective) == ("INC-1/OSC", "INC-1", "O-1")
    text, mark = last(room)
    assert text == "T-1 task for O-1, INC-1/OSC lee, by 16:20Z: Search the school"
    assert mark is None
    room.does("maya", "task PD in=INC-1 Close 3rd")
    assert (task(room, "T-2").to, task(room, "T-2").room) == ("pd", "INC-1")


def test_a_post_is_called_by_its_code_in_its_room(room: House) -> None:
    room.go("maya", "INC-1")
    for number, whom in enumerate(("@OSC", "@osc", "INC-1/OSC", "@INC-1/OSC"), 1):
        room.does("maya", f"task {whom} Search")
        assert task(room, f"T-{number}").to == "INC-1/OSC"


def test_a_task_for_who_is_not_there_is_refused_and_says_who_is(room: House) -> None:
    misread = room.ask("maya", "task redcros Cots").misread
    assert misread is not None
    assert misread.sentence() == "Nothing is called redcros. Did you mean redcross?"
    refused = room.ask("maya", "task @INC-1/LSC Cots")
    assert refused.code == "unknown-post"
    assert "INC-1 has no post LSC now: it has IC" in refused.because
    assert room.submit(room.actor("maya"), GiveTask(to="@LSC", text="X")).ok is False
    assert room.submit(room.actor("maya"), GiveTask(to="army", text="X")).code == "unknown-id"
    assert room.ask("maya", "task @INC-9/OSC Cots").misread
    refused = room.ask("maya", "task redcross in=INC-1 Cots")
    assert refused.code == "not-there"
    assert "redcross does not take part in INC-1" in refused.because


def test_a_post_is_given_tasks_by_those_of_its_own_room_alone(room: House) -> None:
    for person in ("sam", "kim"):
        refused = room.ask(person, "task @INC-1/OSC Search")
        assert refused.code == "not-yours"
    assert room.ask("maya", "task @EOC/LSC in=INC-1 Cots").code == "not-yours"
    room.does("kim", "task @EOC/DIR in=INC-1 Call the governor")
    assert task(room).room == "INC-1"


def test_a_task_is_for_an_objective_of_its_own_room_that_is_open(room: House) -> None:
    room.does("maya", "objective in=INC-1 Evacuate")
    room.does("kim", "objective in=EOC Feed everybody")
    refused = room.ask("kim", "task @EOC/DIR for=O-1 in=EOC Call")
    assert refused.code == "other-room"
    assert "O-1 is an objective of INC-1, not of EOC" in refused.because
    room.does("maya", "done O-1 Out")
    assert room.ask("maya", "task @INC-1/OSC for=O-1 Search").code == "ended"
    assert room.ask("maya", "task @INC-1/OSC for=O-9 Search").misread


def test_an_id_that_is_not_there_is_answered_like_one_that_may_not_be_seen(room: House) -> None:
    for phrase in ("done T-7 Yes", "block T-7 No", "unblock T-7", "cancel X-7 No", "done O-7 Yes"):
        misread = room.ask("sam", phrase).misread
        assert misread is not None
        assert misread.unknown


# -- how it goes ---------------------------------------------------------------------------------


def test_who_holds_the_post_a_deputy_or_who_gave_it_says_how_it_goes_and_nobody_else(
    room: House,
) -> None:
    room.person("ann", "fire")
    for number in range(1, 4):
        room.does("maya", f"task @INC-1/OSC Search {number}")
    for phrase in ("done T-1 Yes", "block T-1 No", "unblock T-1", "cancel T-1 No"):
        refused = room.ask("sam", phrase)
        assert refused.code == "not-yours"
        assert "T-1 is a task of INC-1/OSC lee, set by maya" in refused.because
    room.does("lee", "done T-1 Nobody inside")
    room.does("maya", "done T-2 lee says so by radio")
    room.does("lee", "deputy INC-1/OSC ann")
    room.does("ann", "done T-3 Yes")
    ended = task(room).ended
    assert ended is not None
    assert (ended.how, ended.text, ended.by.person) == (End.DONE, "Nobody inside", "lee")
    refused = room.ask("lee", "done T-1 Again")
    assert refused.code == "ended"
    assert "T-1 was done by lee at 16:00Z: Nobody inside" in refused.because


def test_an_agencys_task_is_done_by_its_people_and_not_by_anothers(room: House) -> None:
    room.does("maya", "task pd in=INC-1 Close 3rd")
    assert room.ask("rosa", "done T-1 Closed").code == "not-yours"
    room.does("sam", "done T-1 Closed")


def test_a_blocked_task_says_on_what_since_when_and_goes_on(room: House) -> None:
    room.does("maya", "task pd in=INC-1 Close 3rd")
    refused = room.ask("sam", "unblock T-1")
    assert refused.code == "not-blocked"
    room.does("sam", "block T-1 No barriers")
    blocked = task(room).blocked
    assert blocked is not None
    assert (blocked.reason, blocked.by.person) == ("No barriers", "sam")
    assert last(room) == ("T-1 pd Close 3rd: BLOCKED: No barriers", Mark.MAJOR)
    room.does("sam", "unblock T-1")
    assert task(room).blocked is None
    assert last(room)[0] == "T-1 pd Close 3rd: goes on (was blocked: No barriers)"
    room.does("sam", "block T-1 No barriers again")
    room.does("sam", "done T-1 Tape instead")
    assert task(room).blocked is None


def test_a_task_is_taken_back_by_who_gave_it_or_by_those_of_its_room(room: House) -> None:
    room.does("maya", "task @INC-1/OSC Search")
    room.does("maya", "task @INC-1/OSC Search again")
    room.does("maya", "cancel T-1 Burnt down")
    room.does("lee", "cancel T-2 Burnt down")
    assert task(room).name == "Search, cancelled"


def test_a_post_that_changes_hands_keeps_its_tasks(room: House) -> None:
    room.does("maya", "task @INC-1/OSC Search")
    room.does("lee", "relieve INC-1/OSC Off duty")
    room.does("maya", "appoint INC-1/OSC sam")
    assert room.ask("lee", "done T-1 Yes").code == "not-yours"
    room.does("sam", "done T-1 Nobody inside")


def has_now(room: House, post: str) -> str:
    """The post that has what this one was given."""
    post_of = keeper(room.board.roles, post)
    assert post_of
    return post_of.id


def test_while_its_post_is_vacant_a_task_is_with_the_next_over_it(room: House) -> None:
    room.does("lee", "task @INC-1/OSC Search")
    room.does("lee", "relieve INC-1/OSC Off duty")
    assert has_now(room, "INC-1/OSC") == "INC-1/IC"
    room.does("maya", "done T-1 Nobody inside")
    room.does("maya", "relieve INC-1/IC Off duty")
    assert keeper(room.board.roles, "INC-1/OSC") is None


def test_a_task_of_the_command_stays_with_it_when_it_is_unified(room: House) -> None:
    room.does("lee", "task @INC-1/IC Call the mayor")
    room.does("kim", "unify INC-1 fire,pd")
    assert "INC-1/IC" not in room.board.roles
    assert has_now(room, "INC-1/IC") == "INC-1/IC.fire"
    room.does("maya", "done T-1 She knows")


# -- silence -------------------------------------------------------------------------------------


def test_an_overdue_task_is_said_once_to_who_has_it_and_who_gave_it(room: House) -> None:
    room.does("maya", "task @INC-1/OSC due=20m Search")
    room.time.pass_(minutes=19)
    assert lapse(room) == 0
    room.time.pass_(minutes=1)
    assert lapse(room) == 1
    said = "T-1 OVERDUE since 16:20Z: INC-1/OSC lee, set by maya: Search"
    assert last(room) == (said, Mark.MAJOR)
    room.reopen()
    room.time.pass_(hours=3)
    assert lapse(room) == 0
    room.does("lee", "done T-1 Late, but done")


def test_an_overdue_task_of_a_vacant_post_goes_to_the_next_over_it_and_never_round(
    room: House,
) -> None:
    room.does("maya", "task @INC-1/OSC due=20m Search")
    room.does("lee", "relieve INC-1/OSC Off duty")
    room.time.pass_(minutes=21)
    assert lapse(room) == 1
    text = last(room)[0]
    assert "INC-1/OSC vacant, so INC-1/IC maya, set by maya" in text
    room.does("maya", "task @INC-1/OSC due=20m Search")
    room.does("maya", "relieve INC-1/IC Off duty")
    room.time.pass_(minutes=21)
    assert lapse(room) == 1
    assert "INC-1/OSC vacant, set by maya" in last(room)[0]
    assert lapse(room) == 0


def test_a_task_that_fell_due_while_the_hub_was_down_is_said_once_and_says_it_is_late(
    room: House,
) -> None:
    room.does("maya", "task @INC-1/OSC due=20m Search")
    room.time.pass_(minutes=65)
    room.reopen()
    assert lapse(room) == 1
    assert "OVERDUE since 16:20Z (said 45 min late)" in last(room)[0]
    room.reopen()
    assert lapse(room) == 0


def test_what_is_done_in_time_or_has_no_time_is_never_overdue(room: House) -> None:
    room.does("maya", "task @INC-1/OSC due=20m Search")
    room.does("maya", "task @INC-1/OSC Search on")
    room.does("lee", "done T-1 Done")
    room.time.pass_(hours=2)
    assert lapse(room) == 0


# -- bounds and ends -----------------------------------------------------------------------------


def test_a_room_has_so_many_open_tasks_and_no_more(room: House) -> None:
    room.deliver([room.asked("maya", f"task pd in=INC-1 {n}") for n in range(TASKS_MAX)])
    refused = room.ask("maya", "task pd in=INC-1 One more")
    assert refused.code == "too-many"
    room.does("kim", "task pd in=EOC Another room")


def test_a_text_too_long_is_refused_where_it_is_typed(room: House) -> None:
    misread = room.ask("maya", f"task @INC-1/OSC {'x' * 501}").misread
    assert misread is not None
    assert misread.sentence() == "That is 501 characters; 500 at most."


def test_the_longest_texts_fit_into_one_entry(room: House) -> None:
    wide = "\N{FIRE}" * 500
    room.does("maya", f'objective in=INC-1 measure="{wide}" {wide}')
    room.does("maya", f"task @INC-1/OSC {wide}")
    room.does("lee", f"block T-1 {wide}")
    room.does("lee", f"done T-1 {wide}")
    room.does("lee", f"done O-1 {wide}")


def test_what_is_ended_leaves_the_board_after_a_shift_and_the_log_keeps_it(room: House) -> None:
    room.does("maya", "objective in=INC-1 Evacuate")
    room.does("maya", "task @INC-1/OSC due=1h Search")
    room.does("maya", "done T-1 Nobody inside")
    room.does("maya", "cancel O-1 Rain")
    room.time.pass_(hours=11)
    assert lapse(room) == 0
    room.time.pass_(hours=2)
    assert lapse(room) == 2
    assert (room.board.tasks, room.board.objectives) == ({}, {})
    assert room.ask("maya", "done T-1 Again").misread
    room.does("maya", "task @INC-1/OSC Search")
    assert list(room.board.tasks) == ["T-2"], "a number is given once"


def test_of_what_is_ended_a_room_shows_the_newest(room: House) -> None:
    for number in range(1, ENDED_MAX + 3):
        asks = (f"task pd in=INC-1 {number}", f"cancel T-{number} No")
        for phrase in asks:
            room.deliver([room.asked("maya", phrase)])
    assert list(room.board.tasks) == [f"T-{n}" for n in range(3, ENDED_MAX + 3)]


# -- on screen -----------------------------------------------------------------------------------


def test_now_tells_of_a_task_of_mine_half_an_hour_before_it_is_due_and_what_to_type(
    room: House,
) -> None:
    room.does("maya", "task @INC-1/OSC due=40m Search")
    room.does("maya", "task pd in=INC-1 due=10m Close 3rd")
    assert board.needs(seen(room, "lee")) == []
    room.time.pass_(minutes=10)
    assert said(board.needs(seen(room, "lee"))) == [
        "! T-1 10m TASK due 12:40: done T-1 OUTCOME (Search)"
    ]
    assert said(board.needs(seen(room, "sam"))) == [
        "! T-2 10m TASK OVERDUE 0m: done T-2 OUTCOME (Close 3rd)"
    ]
    assert said(board.needs(seen(room, "sam")))[0] in said(now.rows(seen(room, "sam")))
    assert board.needs(seen(room, "rosa")) == []
    room.does("sam", "done T-2 Closed")
    assert board.needs(seen(room, "sam")) == []
    room.does("lee", "relieve INC-1/OSC Off duty")
    assert len(board.needs(seen(room, "maya"))) == 1, "a vacant post's is with the next over it"


def test_the_board_shows_what_is_late_first_with_glyph_and_word_and_whom_it_waits_on(
    room: House,
) -> None:
    room.does("maya", "task pd in=INC-1 Close 3rd")
    room.does("maya", "task @INC-1/OSC due=5m Search")
    room.does("maya", "task pd in=INC-1 due=50m Count heads")
    room.does("maya", "task pd in=INC-1 Done already")
    room.does("sam", "done T-4 Yes")
    room.does("sam", "block T-1 No barriers")
    room.time.pass_(minutes=25)
    assert said(board.task_rows(seen(room, "sam"))) == [
        "T-2 INC-1/OSC 12:05 ! OVERDUE 20m Search lee 25m",
        "T-3 pd 12:50 ! due soon Count heads PD 25m",
        "T-1 pd - BLOCKED 25m Close 3rd: No barriers PD 25m",
        "T-4 pd ● done Done already: Yes",
    ]
    tones = [row.tone for row in board.task_rows(seen(room, "sam"))]
    assert tones == ["normal", "mine", "mine", "dim"]


def test_an_objective_opens_with_the_tasks_for_it_and_a_task_with_its_objective(
    room: House,
) -> None:
    room.does("maya", 'objective in=INC-1 measure="all out" Evacuate')
    room.does("maya", "task @INC-1/OSC for=O-1 Search")
    look = seen(room, "maya")
    assert said(board.rows(look)) == ["O-1 INC-1/IC ○ open Evacuate all out"]
    opened = said(details.rows(look, ("objectives", "O-1"), 60))
    assert "TASKS FOR IT" in opened
    assert "T-1 ○ open Search" in opened
    opened = said(details.rows(look, ("tasks", "T-1"), 60))
    assert "O-1 Evacuate" in opened
    assert "O-1 ○ open Evacuate" in said(details.rows(look, ("incidents", "INC-1"), 60))
