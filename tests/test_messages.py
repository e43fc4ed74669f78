"""Messages and orders: whom they reach, who answers for whom, and what silence does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schemas.agencies import Grant
from schemas.circles import person_circle
from schemas.journal import Mark, Sort
from schemas.messages import (
    KEPT,
    TO_MAX,
    AcknowledgeMessage,
    Addressee,
    GiveOrder,
    Message,
    SendMessage,
)
from schemas.phrase import Context
from server.rules import Room, decide
from server.rules.messages.sending import QUIET_MAX, WAITING_MAX
from tests.clocks import lapse
from tests.house import GRAMMAR, ZONE, House


@pytest.fixture
def room(house: House) -> House:
    """A fire with an IC and an OSC, the police in it; the Red Cross is only there."""
    house.person("lee", "fire")
    house.person("ann", "fire")
    house.does("kim", "open fire lead=fire Oak St")
    house.does("kim", "join INC-1 agency=pd")
    house.does("maya", "take INC-1/IC; appoint INC-1/OSC lee")
    return house


def message(house: House, id: str = "M-1") -> Message:
    """A message as the board has it."""
    found: Message = house.board.messages[id]
    return found


def one(house: House, id: str = "M-1", at: int = 0) -> Addressee:
    """One of its addressees."""
    return message(house, id).to[at]


def last(house: House) -> tuple[str, Mark | None]:
    """The newest line of the journal, and how much it matters."""
    line = list(house.board.lines.values())[-1]
    return line.text, line.mark


def later(house: House, minutes: float) -> int:
    """Time passes, and the clock asks."""
    house.time.pass_(minutes=minutes)
    return lapse(house)


# -- saying something ----------------------------------------------------------------------------


def test_a_message_is_from_and_to_a_name_and_a_position(room: House) -> None:
    answer = room.does("maya", "tell @INC-1/OSC,redcross,sam ack=10m Lincoln opens 0400")
    assert answer.made[0] == "M-1"
    said = message(room)
    assert (said.by.person, said.by.position, said.incident) == ("maya", "INC-1/IC", "INC-1")
    assert [(a.to, a.person) for a in said.to] == [
        ("INC-1/OSC", "lee"),
        ("redcross", None),
        ("sam", "sam"),
    ]
    assert last(room) == (
        "M-1 maya INC-1/IC to INC-1/OSC lee, redcross, sam (acknowledge by 16:10Z): "
        "Lincoln opens 0400",
        None,
    )


def test_a_post_is_said_short_in_its_room_and_an_agency_in_any_case(room: House) -> None:
    room.go("maya", "INC-1")
    room.does("maya", "t @osc,REDCROSS,inc-1/osc Anything free?")
    assert [a.to for a in message(room).to] == ["INC-1/OSC", "redcross"]
    assert message(room).incident == "INC-1"


def test_tab_offers_posts_with_their_sign_and_agencies_without(room: House) -> None:
    board = room.board.project(room.actor("maya").view)
    here = Context(board.shelves(), room.time.now, ZONE, "INC-1")
    assert GRAMMAR.complete("tell @o", here).texts == ["@OSC"]
    assert GRAMMAR.complete("tell @OSC,red", here).texts == ["@OSC,redcross"]
    elsewhere = Context(board.shelves(), room.time.now, ZONE)
    assert GRAMMAR.complete("tell @inc-1/o", elsewhere).texts == ["@INC-1/OSC"]


def test_tab_offers_agencies_before_posts_and_what_is_ones_own_before_the_rest(
    room: House,
) -> None:
    room.does("maya", "add E12 kind=engine; add M7 kind=ambulance; add M8 kind=ambulance")
    room.does("maya", "assign M7 INC-1")
    room.does("sam", "add P1 kind=ambulance")
    room.does("kim", "need 1 ambulance in=INC-1")
    context = Context(room.board.shelves(), room.time.now, ZONE, own=frozenset({"fire"}))
    tell = GRAMMAR.complete("tell ", context)
    assert tell.texts[:4] == ["city", "fire", "pd", "redcross"]
    assert tell.offers[4].text == "@INC-1/IC"
    assert tell.offers[4].hint == "Incident Commander, maya"
    units = GRAMMAR.complete("commit R-1 ", context).offers
    assert [each.text for each in units if each.of == "units"] == ["M8", "M7", "E12"]
    assert GRAMMAR.complete("commit R-1 P", context).texts == []
    assert GRAMMAR.complete("status ", context).texts[:4] == ["E12", "M8", "M7", "P1"]
    people = GRAMMAR.complete("signin ", context).offers
    mine = ["maya", "lee", "ann", "kim"]
    assert [each.text for each in people if each.of == "person"][:4] == mine


def test_a_message_that_wants_nothing_asks_nobody_and_leaves_the_board_after_a_while(
    room: House,
) -> None:
    room.does("maya", "tell redcross Lincoln opens 0400")
    assert message(room).waiting == ()
    room.time.now += KEPT + timedelta(minutes=1)
    assert lapse(room) == 1
    assert room.board.messages == {}


def test_an_addressee_nobody_knows_is_named_with_the_nearest(room: House) -> None:
    misread = room.ask("maya", "tell redcros Hello").misread
    assert misread
    assert misread.sentence() == "Nothing is called redcros. Did you mean redcross?"
    for word, meant in (
        ("police", "pd (Ashford Police)"),
        ("Sheriff", "pd (Ashford Police)"),
        ("red", "redcross (Red Cross)"),
        ("ashford", "city (City of Ashford), fire (Ashford Fire) or pd (Ashford Police)"),
        ("operations", "@INC-1/OSC (Operations Section Chief, lee)"),
    ):
        misread = room.ask("maya", f"tell {word} Hello").misread
        assert misread
        assert misread.sentence().endswith(f"Did you mean {meant}?"), misread.sentence()
    assert room.ask("maya", "tell @INC-9/OSC Hello").misread
    assert room.ask("maya", "tell @INC-1/XYZ Hello").code == "unknown-post"
    sent = room.submit(room.actor("maya"), SendMessage(to=("nobody",), text="Hello"))
    assert (sent.code, sent.because) == ("unknown-id", "Nothing you can see is called nobody.")


def test_where_each_agency_has_a_post_of_its_own_one_says_which(room: House) -> None:
    room.does("maya", "unify INC-1 fire,pd")
    refused = room.ask("kim", "tell @INC-1/IC Who leads?")
    assert refused.code == "which-position"
    assert "INC-1/IC.fire, INC-1/IC.pd" in refused.because
    room.does("kim", "tell @INC-1/IC.fire Who leads?")
    assert one(room).person == "maya"


def test_nobody_is_asked_who_cannot_answer(room: House) -> None:
    room.person("olga", "redcross", Grant.OBSERVER)
    room.does("kim", "revoke sam Lost his console")
    assert room.ask("maya", "tell olga ack=5m Hello").code == "cannot-answer"
    assert room.ask("maya", "tell sam Hello").code == "revoked"
    assert room.ask("maya", "tell maya Hello").code == "not-oneself"
    room.does("maya", "tell olga Hello")


def test_an_answer_is_wanted_later_than_now_and_either_it_or_an_acknowledgement(
    room: House,
) -> None:
    assert room.ask("maya", "tell redcross ack=2026-07-04T15:00Z Hello").code == "in-the-past"
    assert room.ask("maya", "tell redcross ack=5m answer=5m Hello").code == "both"
    assert room.ask("maya", "direct lee ack=2026-07-04T15:00Z Hello").code == "in-the-past"


def test_a_message_has_a_bounded_number_of_addressees_and_fits_into_one_entry(room: House) -> None:
    for number in range(TO_MAX + 1):
        room.person(f"p{number}", "redcross")
    every = [f"p{number}" for number in range(TO_MAX + 1)]
    assert room.ask("maya", f"tell {','.join(every)} Hello").misread
    room.does("maya", f"tell {','.join(every[1:])} answer=5m {'ž' * 500}")
    assert len(message(room).to) == TO_MAX
    assert len(last(room)[0]) == 500
    assert later(room, 6) == 1


def test_only_so_many_messages_wait_in_one_incident(room: House) -> None:
    for _ in range(WAITING_MAX):
        room.does("maya", "tell redcross ack=1h in=INC-1 Hello")
    refused = room.ask("maya", "tell redcross ack=1h in=INC-1 Hello")
    assert refused.code == "too-many"
    room.does("maya", "tell redcross in=INC-1 Hello")
    room.does("maya", "close INC-1 Out")
    while lapse(room):
        pass
    assert not [m for m in room.board.messages.values() if m.waiting]


def test_only_so_many_messages_that_ask_nobody_stay_on_the_board(room: House) -> None:
    for at in range(QUIET_MAX + 3):
        room.does("maya", f"tell redcross in=INC-1 Load {at}")
    room.does("maya", "tell redcross in=INC-1 ack=1h The last")
    there = [one for one in room.board.messages.values() if not one.waiting]
    assert len(there) <= QUIET_MAX
    assert there[-1].text == f"Load {QUIET_MAX + 2}", "the oldest go"


# -- acknowledging and answering -----------------------------------------------------------------


def test_each_addressee_is_acknowledged_by_a_name_and_at_a_time(room: House) -> None:
    room.does("maya", "tell @INC-1/OSC,redcross ack=10m Lincoln opens 0400")
    room.time.pass_(minutes=2)
    room.does("rosa", "ack M-1")
    said = one(room, at=1).acknowledged
    assert said
    assert (said.by.person, f"{said.at:%H:%M}") == ("rosa", "16:02")
    assert [a.to for a in message(room).waiting] == ["INC-1/OSC"]
    room.does("lee", "ack M-1")
    assert message(room).waiting == ()


def test_an_answer_acknowledges_too_and_an_acknowledgement_is_no_answer(room: House) -> None:
    room.does("kim", "tell redcross answer=10m Shelter open?")
    room.does("rosa", "ack M-1")
    assert message(room).waiting
    room.does("rosa", "reply M-1 Yes, 140 beds")
    answered, read = one(room).answered, one(room).acknowledged
    assert answered
    assert read
    assert (answered.text, answered.seq > read.seq) == ("Yes, 140 beds", True)
    assert not message(room).waiting
    assert last(room) == ("M-1 answered by rosa of redcross: Yes, 140 beds", None)
    room.does("kim", "tell redcross answer=10m Which door?")
    room.does("rosa", "reply M-2 The one on 5th")
    assert one(room, "M-2").acknowledged


def test_acknowledging_or_answering_twice_is_told_when_and_by_whom(room: House) -> None:
    room.person("ron", "redcross")
    room.does("kim", "tell redcross answer=10m Shelter open?")
    seq = room.does("rosa", "ack M-1").seq
    refused = room.ask("ron", "ack M-1")
    assert refused.code == "acknowledged"
    assert refused.because == f"M-1 was acknowledged by rosa of redcross at 16:00Z (#{seq})."
    room.does("ron", "reply M-1 Yes")
    refused = room.ask("rosa", "reply M-1 No")
    assert (refused.code, "by ron of redcross" in refused.because) == ("answered", True)


def test_nobody_answers_for_another_post_agency_or_person(room: House) -> None:
    room.does("kim", "tell @INC-1/OSC,redcross,sam ack=10m Lincoln opens 0400")
    refused = room.ask("maya", "ack M-1")
    assert refused.code == "not-yours"
    assert refused.because == "M-1 is to INC-1/OSC lee, redcross, sam: they say so themselves."
    assert refused.refusal
    assert refused.refusal.ask == "lee, redcross, sam"
    assert room.ask("maya", "reply M-1 Yes").code == "not-yours"
    room.does("sam", "ack M-1")
    assert [a.to for a in message(room).waiting] == ["INC-1/OSC", "redcross"]


def test_a_hat_answers_for_its_own_post_alone(room: House) -> None:
    room.does("lee", "relieve INC-1/OSC Off")
    room.does("maya", "take INC-1/OSC")
    room.does("kim", "tell @INC-1/OSC,@INC-1/IC ack=10m Report")
    room.does("maya", "ack as=OSC M-1")
    assert [a.to for a in message(room).waiting] == ["INC-1/IC"]
    room.does("maya", "ack M-1")
    assert message(room).waiting == ()


def test_a_post_that_changes_hands_keeps_its_mail_and_the_new_holder_answers(room: House) -> None:
    room.does("kim", "tell @INC-1/OSC ack=1h Report")
    room.does("ann", "signin")
    room.does("lee", "handover INC-1/OSC ann Two engines inside")
    room.does("ann", "take INC-1/OSC")
    assert room.ask("lee", "ack M-1").code == "not-yours"
    room.does("ann", "ack M-1")
    assert one(room).person == "lee", "whom it was said to stays"


def test_the_mail_of_a_vacant_post_is_with_the_next_over_it_and_says_so(room: House) -> None:
    room.does("lee", "relieve INC-1/OSC Off")
    room.does("kim", "tell @INC-1/OSC,@INC-1/PSC ack=1h Report")
    so = "vacant, so INC-1/IC maya"
    assert f"to INC-1/OSC {so}, INC-1/PSC {so}" in last(room)[0]
    assert room.ask("lee", "ack M-1").code == "not-yours"
    room.does("maya", "appoint INC-1/PSC ann")
    room.does("ann", "ack M-1")
    room.does("maya", "ack M-1")
    assert message(room).waiting == ()


def test_an_id_that_is_not_there_and_one_that_is_hidden_have_the_same_answer(room: House) -> None:
    room.does("kim", "tell maya ack=10m Between us")
    maya = room.actor("maya")
    missing = room.submit(maya, AcknowledgeMessage(message="M-9"))
    board = room.board.copy()
    board.messages["M-1"] = message(room).but(audience=(person_circle("kim"),))
    header = room.hub.memory.since(room.board.seq - 1)
    assert header
    now = header[0].header.model_copy(update={"seq": room.board.seq + 1})
    hidden = decide(AcknowledgeMessage(message="M-1"), Room(board), maya, now)
    assert hidden == missing.refusal.model_copy(  # type: ignore[union-attr]
        update={"because": "Nothing you can see is called M-1."}
    )


# -- orders --------------------------------------------------------------------------------------


def test_who_commands_an_incident_orders_whoever_takes_part_in_it(room: House) -> None:
    room.does("maya", "direct pd,@INC-1/OSC,lee in=Z-12 Pull back to 5th")
    said = message(room)
    assert (said.order, said.incident, said.place) == (True, "INC-1", "Z-12")
    assert said.due
    assert f"{said.due:%H:%M}" == "16:05", "acknowledged in five minutes unless said otherwise"
    assert last(room) == (
        "order M-1 of maya INC-1/IC to pd, INC-1/OSC lee, lee in Z-12 "
        "(acknowledge by 16:05Z): Pull back to 5th",
        Mark.MAJOR,
    )
    room.does("sam", "ack M-1")
    assert last(room) == ("order M-1 acknowledged by sam of pd", None)
    room.does("lee", "ack M-1")
    assert last(room) == ("order M-1 acknowledged by lee INC-1/OSC", None), "the post once"


def test_who_does_not_command_an_addressee_is_told_to_ask_them_instead(room: House) -> None:
    refused = room.ask("maya", "direct redcross,pd Come to 5th")
    assert refused.code == "not-yours"
    assert refused.because == "You do not command redcross: tell redcross Come to 5th asks them."
    refused = room.ask("sam", "direct @INC-1/OSC Leave")
    assert "INC-1 is commanded by fire: tell @INC-1/OSC Leave asks them" in refused.because
    assert room.ask("lee", "direct pd Leave").code == "not-yours", "a section is no command"
    assert list(room.board.lines.values())[-1].sort is Sort.REFUSAL, "kept for review"


def test_an_eoc_orders_nobody_and_is_told_how_to_ask(room: House) -> None:
    refused = room.ask("kim", "direct fire Leave")
    assert refused.because == ("An EOC coordinates and gives no orders: tell fire Leave asks them.")
    room.does("kim", "activate 2 Fire")
    room.does("kim", "take EOC/DIR")
    assert room.ask("kim", "direct @INC-1/IC Leave").code == "not-yours"
    room.does("kim", "appoint EOC/OSC sam")
    refused = room.ask("sam", "direct fire Leave")
    assert "An EOC coordinates" in refused.because


def test_a_departments_own_center_orders_its_posts_and_people(room: House) -> None:
    room.agency("works", "Public Works")
    room.person("wes", "works")
    room.person("will", "works")
    room.does("kim", "center DOC Public works")
    room.does("kim", "activate in=DOC 2 Flood")
    room.does("kim", "appoint DOC/DIR wes")
    room.does("wes", "appoint DOC/PSC will; direct @DOC/PSC,works Sandbags to Mill")
    assert message(room).incident is None
    assert room.ask("wes", "direct fire Sandbags to Mill").code == "not-yours"


def test_a_representative_orders_the_people_of_their_own_agency(room: House) -> None:
    room.person("ron", "redcross")
    room.does("rosa", "direct redcross,ron Open the gym")
    assert room.ask("rosa", "ack M-1").code == "own", "nobody reads what they wrote themselves"
    room.does("ron", "ack M-1")
    assert message(room).waiting == ()
    assert room.ask("rosa", "direct fire,redcross Open the gym").code == "not-yours"


def test_who_commands_two_incidents_says_which_with_a_hat(room: House) -> None:
    room.does("kim", "open fire lead=fire Elm St")
    room.does("maya", "take INC-2/IC")
    assert room.ask("maya", "direct fire Pull back").code == "which-position"
    room.does("maya", "direct as=INC-2/IC fire Pull back")
    assert message(room).incident == "INC-2"
    room.does("maya", "direct @INC-1/OSC Pull back")
    assert message(room, "M-2").by.position == "INC-1/IC"


def test_an_order_for_a_place_names_those_that_stand_there_and_is_never_barred(
    room: House,
) -> None:
    room.does("maya", "direct pd in=Z-12 Pull back")
    room.does("sam", "ack M-1; direct pd in=z-12 Hold the line")
    assert last(room)[0].startswith(
        "order M-2 of sam of pd to pd in z-12 (acknowledge by 16:05Z) "
        "(for z-12 M-1 of maya INC-1/IC stands too): Hold"
    )
    room.does("maya", "cancel M-1 Wind turned")
    room.does("sam", "direct pd in=Z-12 Hold on")
    assert "M-2 of sam of pd stands too" in last(room)[0]


def test_a_replaced_order_asks_nobody_and_names_what_stands_instead(room: House) -> None:
    room.does("maya", "direct pd in=Z-12 Pull back")
    room.does("maya", "direct pd in=Z-12 replaces=M-1 Pull back to 5th")
    assert "instead of M-1 of maya INC-1/IC (acknowledge" in last(room)[0]
    old = message(room)
    assert (old.waiting, old.stands, old.replaced_by) == ((), False, "M-2")
    refused = room.ask("sam", "ack M-1")
    assert refused.code == "ended"
    assert "replaced by M-2: M-2 stands instead" in refused.because
    later(room, 6)
    assert "order M-2 not acknowledged" in last(room)[0], "and the old one is not waited for"


def test_replaced_orders_never_go_round_in_a_circle(room: House) -> None:
    room.does("maya", "direct pd Pull back")
    room.does("maya", "direct pd replaces=M-1 Hold")
    assert room.ask("maya", "direct pd replaces=M-1 Go in").code == "ended"
    own = GiveOrder(to=("pd",), replaces="M-3", text="Itself")
    assert room.submit(room.actor("maya"), own).code == "unknown-id"
    room.does("maya", "tell pd Thanks")
    assert room.ask("maya", "direct pd replaces=M-3 Hold").code == "not-an-order"


def test_an_order_is_replaced_by_who_gave_it_or_commands_all_who_follow_it(room: House) -> None:
    room.does("maya", "direct pd,fire Pull back")
    assert room.ask("sam", "direct pd replaces=M-1 Hold").code == "not-yours"
    room.does("sam", "direct pd Hold the bridge")
    room.does("maya", "direct pd replaces=M-2 Leave the bridge")
    assert message(room, "M-2").replaced_by == "M-3"
    assert "instead of M-2 of sam of pd" in last(room)[0]


# -- taking it back ------------------------------------------------------------------------------


def test_its_sender_or_their_agency_takes_it_back_with_a_reason(room: House) -> None:
    room.does("maya", "direct pd Pull back")
    refused = room.ask("sam", "cancel M-1 Not now")
    assert (refused.code, refused.refusal and refused.refusal.ask) == ("not-yours", "maya")
    room.does("lee", "cancel M-1 Wind turned")
    assert last(room) == ("order M-1 cancelled: Wind turned", Mark.MAJOR)
    assert room.ask("maya", "cancel M-1 Again").code == "ended"
    refused = room.ask("sam", "ack M-1")
    assert "asks nobody since 16:00Z, Wind turned" in refused.because


def test_what_everybody_has_answered_is_not_taken_back_and_an_order_is(room: House) -> None:
    room.does("maya", "tell pd ack=5m Thanks")
    room.does("maya", "direct pd Pull back")
    room.does("sam", "ack M-1; ack M-2")
    assert room.ask("maya", "cancel M-1 Never mind").code == "closed"
    room.does("maya", "cancel M-2 Wind turned")


def test_a_sender_who_was_shut_out_is_answered_and_their_agency_takes_it_back(
    room: House,
) -> None:
    room.person("sue", "pd")
    room.does("sam", "tell redcross,fire ack=10m Gym is locked")
    room.does("kim", "revoke sam Lost his console")
    assert room.ask("sam", "tell fire Still here").code == "revoked"
    room.does("rosa", "ack M-1")
    room.does("sue", "cancel M-1 Sam is off")


def test_an_incident_that_closes_ends_what_waits_in_it_with_the_reason(room: House) -> None:
    room.does("maya", "direct pd Pull back")
    room.does("sam", "tell fire ack=1h Thanks")
    room.does("maya", "close INC-1 Out")
    lapse(room)
    ended = message(room).ended
    assert ended
    assert ended.reason == "INC-1 was closed"
    assert message(room, "M-2").waiting


def test_what_nobody_is_asked_about_leaves_the_board_and_not_the_log(room: House) -> None:
    room.does("maya", "tell pd ack=5m Hello")
    room.does("sam", "ack M-1")
    room.time.now += KEPT + timedelta(minutes=1)
    assert lapse(room) == 1
    assert room.board.messages == {}
    room.does("maya", "tell pd Hello")
    assert "M-2" in room.board.messages, "a number is given once"


# -- silence -------------------------------------------------------------------------------------


def test_silence_goes_to_the_deputy_then_up_the_chain_once_each_and_then_stands(
    room: House,
) -> None:
    room.person("pat", "fire")
    room.does("kim", "activate 2 Fire")
    room.does("kim", "take EOC/DIR")
    room.does("maya", "deputy INC-1/OSC ann,pat")
    room.does("pat", "signin")
    room.does("maya", "direct @INC-1/OSC Pull back")
    told = []
    for minutes in (5.1, 5, 5):
        assert later(room, minutes) == 1
        told.append(last(room))
    assert told == [
        (
            "order M-1 not acknowledged by 16:05Z: INC-1/OSC lee, goes to pat",
            Mark.URGENT,
        ),
        (
            "order M-1 not acknowledged by 16:10Z: pat, goes to INC-1/IC maya",
            Mark.URGENT,
        ),
        (
            "order M-1 not acknowledged by 16:15Z: INC-1/IC maya, goes to EOC/DIR kim",
            Mark.URGENT,
        ),
    ]
    later(room, 5)
    assert last(room)[0].endswith("EOC/DIR kim, nobody else can be asked here")
    assert later(room, 600) == 0, "it stands, and is not said again"
    assert one(room).waits_on == "EOC/DIR"
    assert room.ask("ann", "ack M-1").code == "not-yours", "it never went to her"
    room.does("pat", "ack M-1")
    assert last(room)[0] == "order M-1 acknowledged by pat of fire for INC-1/OSC"
    assert message(room).waiting == (), "it is never too late"


def test_an_agency_or_a_person_who_is_silent_is_named_once(room: House) -> None:
    room.does("kim", "tell redcross,sam answer=10m Shelter open?")
    room.does("sam", "reply M-1 No idea")
    assert later(room, 11) == 1
    assert last(room) == (
        "M-1 not answered by 16:10Z (said 1 min late): redcross, nobody else can be asked here",
        Mark.MAJOR,
    )
    assert one(room).late
    assert later(room, 60) == 0


def test_what_fell_due_while_the_hub_was_down_is_said_once_and_says_that_it_is_late(
    room: House,
) -> None:
    room.does("maya", "direct pd Pull back")
    room.time.pass_(minutes=45)
    room.reopen()
    assert lapse(room) == 1
    assert last(room)[0] == (
        "order M-1 not acknowledged by 16:05Z (said 40 min late): pd, nobody else can be asked here"
    )
    room.reopen()
    assert lapse(room) == 0


def test_the_mail_of_a_room_that_nobody_is_in_goes_to_who_directs_its_center(room: House) -> None:
    room.does("kim", "activate 2 Fire")
    room.does("kim", "take EOC/DIR")
    room.does("lee", "relieve INC-1/OSC Off")
    room.does("maya", "relieve INC-1/IC Off")
    room.does("sam", "tell @INC-1/SOFR ack=5m Gas in the cellar")
    assert "to INC-1/SOFR vacant (ack" in last(room)[0]
    later(room, 5.1)
    assert last(room)[0].endswith("INC-1/SOFR vacant, goes to EOC/DIR kim")
    room.does("kim", "ack M-1")


def test_a_refusal_that_is_kept_does_not_tell_whether_a_hidden_number_is_there(
    house: House,
) -> None:
    house.does("sam", "tell city only=city ack=10m Something")
    ask = house.said("sam", "direct pd replaces=M-1 Pull back")[0].command
    kept = []
    for id in ("M-1", "M-7"):
        guess = ask.model_copy(update={"to": ("fire",), "replaces": id})
        answer = house.submit(house.actor("rosa"), guess)
        kept.append(house.board.lines[f"#{answer.seq}"].audience)
    assert kept == [("redcross", "reviewers")] * 2
