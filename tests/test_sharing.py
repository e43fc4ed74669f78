"""Need to know: things are for some agencies alone, shared, narrowed, or opened in need."""

from __future__ import annotations

from schemas.nouns import COMMANDS
from server.rules.base import unknown
from server.rules.sharing.changing import KINDS
from tests.clocks import lapse
from tests.house import House
from tests.insight import EVERYBODY, SECRET, who_sees, words

# -- only= ---------------------------------------------------------------------------------------


def test_a_line_for_some_agencies_is_seen_by_them_and_by_who_wrote_it(threat: House) -> None:
    seq = threat.does("kim", f"log in=INC-1 only=pd {SECRET} rang").seq
    assert who_sees(threat, "lines", f"#{seq}") == {"kim", "sam"}
    assert SECRET not in words(threat, "rosa")


def test_an_agency_that_is_not_there_cannot_be_named(threat: House) -> None:
    assert threat.ask("kim", "log only=fbi Something").misread
    threat.does("kim", "log only=pd Something")
    said = threat.said("kim", "log only=pd Something")[0].command
    ask = said.model_copy(update={"only": ("fbi",)})
    answer = threat.submit(threat.actor("kim"), ask)
    assert answer.code == "unknown-id"


def test_a_correction_is_for_who_read_the_line(threat: House) -> None:
    seq = threat.does("sam", f"log only=pd {SECRET} rang").seq
    new = threat.does("sam", f"correct #{seq} {SECRET} rang twice").seq
    assert who_sees(threat, "lines", f"#{new}") == {"sam"}


def test_what_the_log_tells_of_a_restricted_thing_is_for_its_readers(threat: House) -> None:
    made = threat.does("sam", f"need 2 negotiator in=INC-1 only=city {SECRET}")
    assert who_sees(threat, "requests", "R-1") == {"kim", "sam"}
    assert who_sees(threat, "lines", f"#{made.seq}") == {"kim", "sam"}
    later = threat.does("sam", f"cancel R-1 {SECRET} came out")
    assert who_sees(threat, "lines", f"#{later.seq}") == {"kim", "sam"}
    assert SECRET not in words(threat, "maya")
    assert SECRET not in words(threat, "rosa")


def test_a_message_for_some_agencies_goes_to_none_who_would_not_see_it(threat: House) -> None:
    said = threat.ask("sam", f"tell redcross only=city {SECRET}")
    assert said.code == "would-not-see"
    assert "redcross would not see it, being for city, pd alone: name redcross too" in said.because
    threat.does("sam", f"tell city,redcross only=city,redcross ack=10m {SECRET}")
    assert who_sees(threat, "messages", "M-1") == {"kim", "rosa", "sam"}
    assert SECRET not in words(threat, "maya")


def test_a_post_is_told_only_what_its_holder_may_see(threat: House) -> None:
    threat.does("sam", "appoint INC-1/OSC maya")
    said = threat.ask("sam", f"tell @INC-1/OSC only=pd {SECRET}")
    assert "INC-1/OSC maya would not see it" in said.because
    assert "name fire too" in said.because


def test_an_unanswered_message_goes_up_only_to_who_may_see_it(threat: House) -> None:
    threat.does("sam", "appoint INC-1/OSC pia")
    threat.does("kim", "take EOC/DIR")
    threat.does("pia", f"tell pd,@INC-1/OSC only=pd ack=10m {SECRET}")
    for _ in range(6):
        threat.time.pass_(minutes=11)
        lapse(threat)
    asked = {id for one in threat.board.messages["M-1"].to for id in one.asked}
    assert asked == {"INC-1/IC"}, "not the director, who would not see it"
    assert SECRET not in words(threat, "kim")


def test_a_task_for_some_agencies_is_given_to_who_sees_it(threat: House) -> None:
    assert threat.ask("sam", f"task fire in=INC-1 only=city {SECRET}").code == "would-not-see"
    made = threat.does("sam", f"task fire in=INC-1 due=10m only=fire {SECRET}")
    assert who_sees(threat, "tasks", "T-1") == {"maya", "sam"}
    threat.time.pass_(minutes=11)
    lapse(threat)
    threat.does("maya", f"done T-1 {SECRET} was there")
    assert made.ok
    assert SECRET not in words(threat, "kim")


def test_a_restricted_request_is_asked_of_who_may_see_it(threat: House) -> None:
    threat.does("sam", "appoint INC-1/LSC maya")
    threat.does("sam", "appoint INC-1/PSC pia")
    threat.does("pia", f"need 2 negotiator in=INC-1 only=pd {SECRET}")
    (wait,) = threat.board.requests["R-1"].open_waits
    assert wait.on == "INC-1/IC", "logistics is fire's and would not see it"
    assert threat.ask("maya", "approve R-1").misread, "no console of theirs knows of it"
    threat.does("sam", "approve R-1")
    assert threat.board.requests["R-1"].approved == 2


def test_a_unit_promised_for_something_restricted_is_told_without_its_name(threat: House) -> None:
    threat.does("maya", "add E1 kind=engine")
    threat.does("kim", "take EOC/DIR")
    threat.does("sam", f"need 1 engine in=INC-1 lifesaving only=fire {SECRET}")
    threat.does("maya", "commit R-1 E1")
    threat.does("sam", "need 1 engine in=INC-1 lifesaving")
    assert who_sees(threat, "requests", "R-1") == {"maya", "sam"}
    threat.person("ann", "city", speaks_for=("fire",))
    assert "something else" in threat.ask("ann", "commit R-2 E1 agency=fire").because


# -- share and narrow ----------------------------------------------------------------------------


def test_what_is_shared_comes_whole_to_who_never_saw_it(threat: House) -> None:
    threat.does("sam", f"need 2 negotiator in=INC-1 lifesaving only=city {SECRET}")
    threat.does("sam", "appoint INC-1/LSC pia")
    before = threat.board.requests["R-1"]
    told = threat.does("sam", "share R-1 redcross")
    assert who_sees(threat, "requests", "R-1") == {"kim", "rosa", "sam"}
    seen = threat.mirrors["rosa"].board.requests["R-1"]
    assert (seen.text, seen.by, seen.waits) == (SECRET, before.by, before.waits)
    assert threat.mirrors["rosa"].board.lines[f"#{told.seq}"].text == (
        "R-1 is shared with redcross by sam"
    )
    threat.does("rosa", "commit R-1 quantity=1")
    threat.does("sam", "share R-1 partners")
    assert who_sees(threat, "requests", "R-1") == set(EVERYBODY)
    assert threat.ask("sam", "share R-1 fire").code == "open"


def test_what_is_narrowed_leaves_the_boards_of_the_others_and_they_are_told(threat: House) -> None:
    seq = threat.does("sam", f"log in=INC-1 {SECRET} rang").seq
    told = threat.does("sam", f"narrow #{seq} city")
    assert who_sees(threat, "lines", f"#{seq}") == {"kim", "sam"}
    line = threat.mirrors["rosa"].board.lines[f"#{told.seq}"]
    assert line.text == f"#{seq} is for city, pd alone now, says sam"
    assert SECRET not in words(threat, "rosa")
    assert threat.ask("sam", f"narrow #{seq} fire").code == "not-narrower"
    threat.does("sam", f"narrow #{seq} pd")
    assert who_sees(threat, "lines", f"#{seq}") == {"sam"}


def test_later_facts_are_for_the_readers_of_then(threat: House) -> None:
    threat.does("sam", f"task fire in=INC-1 only=fire {SECRET}")
    threat.does("sam", "share T-1 city")
    threat.does("maya", "block T-1 No ladder")
    assert threat.mirrors["kim"].board.tasks["T-1"].blocked is not None
    assert who_sees(threat, "tasks", "T-1") == {"kim", "maya", "sam"}


def test_who_has_something_to_do_about_it_is_not_shut_out(threat: House) -> None:
    threat.does("sam", f"task fire in=INC-1 {SECRET}")
    said = threat.ask("sam", "narrow T-1 city")
    assert said.code == "would-not-see"
    threat.does("sam", f"tell redcross ack=10m {SECRET}")
    assert threat.ask("sam", "narrow M-1 city").code == "would-not-see"
    threat.does("sam", "narrow M-1 redcross")


def test_only_the_agency_that_made_it_says_who_sees_it(threat: House) -> None:
    threat.does("sam", f"task fire in=INC-1 only=fire {SECRET}")
    said = threat.ask("maya", "share T-1 redcross")
    assert said.code == "not-yours"
    assert said.refusal
    assert said.refusal.ask == "sam"
    ask = threat.said("sam", "share T-1 redcross")[0].command
    assert threat.submit(threat.actor("rosa"), ask).because == unknown("T-1").refusal.because


def test_what_the_hub_wrote_beside_its_facts_is_not_narrowed(threat: House) -> None:
    seq = threat.does("sam", "task fire in=INC-1 Ladder").seq
    assert threat.ask("sam", f"narrow #{seq} pd").code == "not-a-line"


def test_what_was_changed_meanwhile_is_not_shared_unseen(threat: House) -> None:
    threat.does("sam", f"task fire in=INC-1 only=fire {SECRET}")
    seen = threat.board.seq
    threat.does("maya", "block T-1 The brother's name is Joe")
    assert threat.ask("sam", "share T-1 redcross", seen=seen).code == "changed"


def test_whatever_is_made_for_some_alone_can_be_shared_and_narrowed() -> None:
    made = {c.makes or "#" for c in COMMANDS.values() if "only" in c.model_fields}
    assert made == set(KINDS)
