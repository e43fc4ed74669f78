"""Which account may ask what: every command has a row, every row a command."""

from __future__ import annotations

import pytest

from schemas.agencies import Grant
from schemas.grants import CLOCK, ENROLLING, MAY, may
from schemas.nouns import COMMANDS

PEOPLE = {"coordinator", "representative"}
# Written out by hand, so that a change to the table is a decision and not an accident.
EXPECTED = {
    "add_agency": {"admin", "coordinator"},
    "add_person": {"admin"},
    "change_contact": {"admin", *PEOPLE},
    "invite_person": {"admin", "coordinator"},
    "invite_newcomer": {"admin", "coordinator"},
    "revoke_person": {"admin", "coordinator"},
    "enrol_device": {"enrolling"},
    "add_center": {"coordinator"},
    "activate_center": {"coordinator"},
    "start_period": {"coordinator"},
    "open_incident": PEOPLE,
    "rename_incident": PEOPLE,
    "place_incident": PEOPLE,
    "classify_incident": PEOPLE,
    "name_lead": PEOPLE,
    "unify_command": PEOPLE,
    "join_incident": PEOPLE,
    "leave_incident": PEOPLE,
    "attach_incident": PEOPLE,
    "detach_incident": PEOPLE,
    "close_incident": {"clock", *PEOPLE},
    "reopen_incident": {"clock", *PEOPLE},
    "archive_incident": {"clock", *PEOPLE},
    "rank_incident": PEOPLE,
    "unrank_incident": PEOPLE,
    "report_call": {"feed"},
    "attach_call": PEOPLE,
    "detach_call": PEOPLE,
    "archive_call": {"clock"},
    "add_line": PEOPLE,
    "decide": PEOPLE,
    "warn_of_hazard": PEOPLE,
    "correct_line": PEOPLE,
    "strike_line": PEOPLE,
    "chat": PEOPLE,
    "add_resource": {"feed", *PEOPLE},
    "check_in": PEOPLE,
    "report_status": {"feed", *PEOPLE},
    "assign_resources": PEOPLE,
    "release_resources": PEOPLE,
    "resolve_conflict": {"feed", *PEOPLE},
    "organize_room": PEOPLE,
    "open_post": PEOPLE,
    "appoint": PEOPLE,
    "hand_over_post": PEOPLE,
    "decline_handover": PEOPLE,
    "take_post": PEOPLE,
    "relieve": PEOPLE,
    "name_deputies": PEOPLE,
    "lapse_handover": {"clock"},
    "sign_in_person": PEOPLE,
    "sign_out_person": PEOPLE,
    "ask_roll_call": PEOPLE,
    "answer_roll_call": PEOPLE,
    "close_roll_call": PEOPLE,
    "lapse_roll_call": {"clock"},
    "need": PEOPLE,
    "amend": PEOPLE,
    "approve": PEOPLE,
    "return": PEOPLE,
    "deny": PEOPLE,
    "offer_resources": PEOPLE,
    "commit_resources": PEOPLE,
    "forward_request": PEOPLE,
    "link_requests": PEOPLE,
    "receive_resources": PEOPLE,
    "cancel_request": PEOPLE,
    "close_request": PEOPLE,
    "lapse_request": {"clock"},
    "archive_request": {"clock"},
    "send_message": PEOPLE,
    "give_order": PEOPLE,
    "acknowledge_message": PEOPLE,
    "answer_message": PEOPLE,
    "confirm_receipt": PEOPLE,
    "cancel_message": PEOPLE,
    "lapse_message": {"clock"},
    "archive_message": {"clock"},
    "set_objective": PEOPLE,
    "finish_objective": PEOPLE,
    "cancel_objective": PEOPLE,
    "lapse_objective": {"clock"},
    "give_task": PEOPLE,
    "finish_task": PEOPLE,
    "block_task": PEOPLE,
    "unblock_task": PEOPLE,
    "cancel_task": PEOPLE,
    "lapse_task": {"clock"},
    "expect_report": PEOPLE,
    "make_report": PEOPLE,
    "cancel_expectation": PEOPLE,
    "lapse_expectation": {"clock"},
    "share": PEOPLE,
    "narrow": PEOPLE,
    "break_glass": PEOPLE,
    "tell_withheld": PEOPLE,
    "close_opening": {"clock"},
    "propose_agreement": {"signatory", *PEOPLE},
    "change_agreement": {"signatory", *PEOPLE},
    "sign_agreement": {"signatory"},
    "end_agreement": {"signatory", *PEOPLE},
    "archive_agreement": {"clock"},
    "close_out": {"clock"},
}


def test_every_command_has_a_row_and_every_row_a_command() -> None:
    assert {command.grant for command in COMMANDS.values()} == set(MAY)
    assert set(EXPECTED) == set(COMMANDS)


@pytest.mark.parametrize("kind", sorted(COMMANDS))
def test_each_account_may_ask_what_it_should_and_nothing_else(kind: str) -> None:
    every = {*(g.value for g in Grant), CLOCK, ENROLLING}
    row = COMMANDS[kind].grant
    assert {grant for grant in every if may([grant], row)} == EXPECTED[kind]
