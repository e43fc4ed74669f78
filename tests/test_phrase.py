"""What people type is what the command says; what cannot be read is said in a sentence."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from schemas.phrase import Misread, consequence, echo, render, sentence
from tests.phrases import (
    BOARD,
    CONTEXT,
    GRAMMAR,
    IN_INC_4,
    Assign,
    CloseCall,
    CloseIncident,
    Correct,
    Handover,
    Invite,
    Log,
    Mark,
    Need,
    Open,
    Status,
    ask,
    misread,
    said,
)

# -- words, options, text ----------------------------------------------------------------------


def test_options_stand_before_the_text_and_the_text_is_not_parsed() -> None:
    line = "log urgent at=0212 from=E12 via=radio Second shot; via=phone x"
    one = said(line)
    assert one.command == Log(
        mark=Mark.URGENT, said_by="E12", via="radio", text="Second shot; via=phone x"
    )
    assert one.at == datetime(2026, 11, 22, 7, 12, tzinfo=UTC)
    assert one.text == line


def test_text_in_quotes_may_begin_like_an_option_or_an_optional_word() -> None:
    assert ask('log "via=radio is down"') == Log(text="via=radio is down")
    assert ask('log "urgent"') == Log(text="urgent")
    assert ask(r'log "a \"b\" \\ c"') == Log(text=r'a "b" \ c')


def test_quotes_inside_a_text_stay() -> None:
    for text in ('"Stop" he said "now"', '"half', 'he said "now"', 'six 6"', '"a" b'):
        assert ask(f"log {text}").text == text


def test_a_key_nobody_declared_begins_the_text() -> None:
    assert ask("log via=radio form=E12 x").text == "form=E12 x"


def test_options_stand_anywhere_when_there_is_no_text() -> None:
    due = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
    need = Need(count=2, urgency="lifesaving", what="cots", due=due, place="Lincoln HS")
    for line in (
        'need to="Lincoln HS" 2 lifesaving cots 1500',
        'need 2 lifesaving cots 1500 TO="Lincoln HS"',
    ):
        assert ask(line) == need


def test_an_optional_word_is_taken_only_if_it_fits() -> None:
    assert ask("assign M21 C-8").job == "C-8"
    assert ask("assign M21 DIV-A", IN_INC_4).assignment == "DIV-A"
    assert ask("assign M21 INC-7 DIV-A").assignment == "DIV-A"


def test_a_quoted_word_goes_past_an_optional_one() -> None:
    got = ask('assign M21 "C-8"', IN_INC_4)
    assert (got.job, got.assignment) == ("INC-4", "C-8")


def test_several_values_stand_in_one_word() -> None:
    assert ask("assign e12,m21 INC-4").resources == ("fire.E12", "ems.M21")
    assert ask('invite "Pat Lee" FIRE also="P, L",Patty') == Invite(
        name="Pat Lee", agency="fire", also=("P, L", "Patty")
    )


def test_a_quote_in_the_middle_of_a_word_is_a_letter() -> None:
    assert ask("invite 6'2\" fire").name == "6'2\""


def test_verbs_and_keys_are_read_in_any_case_and_by_the_short_form() -> None:
    assert ask("S M21 onscene") == Status(resource="ems.M21", status="onscene")
    assert ask("LOG VIA=radio x") == ask("l via=radio x")


def test_a_semicolon_parts_commands_outside_quotes_and_text() -> None:
    line = 's M21 out;; invite "a;b" fire ; close INC-4; close INC-7 over; and out'
    read = GRAMMAR.read(line, CONTEXT)
    assert not isinstance(read, Misread)
    assert [one.command for one in read] == [
        Status(resource="ems.M21", status="out"),
        Invite(name="a;b", agency="fire"),
        CloseIncident(incident="INC-4"),
        CloseIncident(incident="INC-7", reason="over; and out"),
    ]
    assert [one.text for one in read][1:3] == ['invite "a;b" fire', "close INC-4"]


def test_all_commands_of_a_line_are_read_or_none() -> None:
    wrong = misread("s M21 out; s M21 lost")
    assert wrong.start == len("s M21 out; s M21 ")


def test_a_key_with_nothing_says_none() -> None:
    assert ask("log in= x", IN_INC_4).incident is None
    assert misread("invite Pat fire phone= also=,").because.startswith("There is a comma")
    assert misread("need 2 cots 20m to=").because.startswith("Say the place right after to=")


def test_a_phrase_that_declares_at_has_it_for_itself() -> None:
    one = said("need 2 cots 20m to=x at=3")
    assert one.at is None
    assert ask("need 2 cots 20m to=x at=3").floor == 3


def test_the_hat_travels_beside_the_command() -> None:
    assert said("close INC-4 as=EOC/LSC").as_ == "EOC/LSC"
    assert said("log as=@LSC x").as_ == "@LSC"


# -- the board -----------------------------------------------------------------------------------


def test_the_id_picks_the_command() -> None:
    assert ask("close inc-4") == CloseIncident(incident="INC-4")
    assert ask("close c-8") == CloseCall(call="C-8")


def test_a_unit_is_found_by_its_call_sign_where_one_has_it() -> None:
    assert ask("s e12 out").resource == "fire.E12"
    assert ask("s FIRE.e14 out").resource == "fire.E14"
    assert misread("s E14 out").sentence() == (
        "2 agencies have E14. Did you mean fire.E14 or ems.E14?"
    )


def test_a_unit_that_left_the_board_is_not_found_by_an_old_index() -> None:
    stale = replace(CONTEXT, signs={"E12": ("fire.E12",), "E13": ("fire.E13",)})
    assert ask("s E12 out", stale).resource == "fire.E12"
    assert misread("s E13 out", stale).because == "Nothing is called E13."


def test_a_line_older_than_the_board_holds_is_left_to_the_hub() -> None:
    assert ask("correct #7 x") == Correct(line="#7", text="x")
    assert ask("correct 1042 x") == Correct(line="#1042", text="x")


def test_a_provisional_id_needs_no_shelf() -> None:
    assert ask("assign M21 INC-?3").job == "INC-?3"


def test_the_room_stands_for_an_incident_not_typed() -> None:
    assert ask("log x", IN_INC_4).incident == "INC-4"
    assert ask("log in=INC-7 x", IN_INC_4).incident == "INC-7"
    assert ask("log x").incident is None
    assert ask("log x", replace(CONTEXT, room="EOC")).incident is None
    assert misread("assign M21").sentence() == "Say which job, or go to one first: go INC-4."


# -- what cannot be read -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "at", "because"),
    [
        ("", "", "Type a verb."),
        (" ;; ", "", "Type a verb."),
        ("lo x", "lo", "There is no verb “lo”. Did you mean log?"),
        ("assgin x", "assgin", "There is no verb “assgin”. Did you mean assign?"),
        ("close INC-9", "INC-9", "Nothing is called INC-9. Did you mean INC-7 or INC-4?"),
        ("close C-9 x", "C-9", "Nothing is called C-9. Did you mean C-8?"),
        ("close", "", "Say the incident, such as INC-4 or INC-7."),
        ("s E13 out", "E13", "Nothing is called E13. Did you mean E14 or E12?"),
        ("assign M21,E99 INC-4", "E99", "Nothing is called E99."),
        ("assign M21,,E12 INC-4", "", "There is a comma with nothing beside it."),
        (
            "assign M21,M21,M21,M21,M21 INC-4",
            "M21,M21,M21,M21,M21",
            "That is 5 resources; 4 at most.",
        ),
        ("assign M21 INC-4 DIV-A B", "B", "“B” is one word too many."),
        (
            "s M21 onscen",
            "onscen",
            "“onscen” cannot be the status: onscene, available or out. Did you mean onscene?",
        ),
        ("s M21", "", "Say the status: onscene, available or out."),
        ("s M21 out etta=20m", "etta=", "status knows no etta=. Did you mean eta=?"),
        ("s M21 out eta=20m eta=20m", "eta=20m", "eta= is there twice."),
        ("invite Pat fire phone=" + "5" * 612, "5" * 612, "That is 612 characters; 500 at most."),
        ("need many x 20m to=y", "many", "“many” cannot be the count: it is a whole number."),
        ("need 0 x 20m to=y", "0", "The count is at least 1."),
        ("need 100001 x 20m to=y", "100001", "The count is at most 100,000."),
        ("need 144 x 20m to=y", "need 144 x 20m to=y", "Nobody sends a gross."),
        ("need 2 x 20m", "", "Say to=, the place."),
        ("handover OSC for lee", "for", "The word to stands here."),
        ("handover OSC", "", "The word to is missing."),
        ('invite "Pat fire', '"Pat', "This quote has no end."),
        ('invite "Pat"x fire', '"Pat"x', "Put a blank after the closing quote."),
        ("log as=! x", "!", "“!” cannot be the post you speak for."),
        ("log urgent", "", "Say the text."),
        (
            "log a\ud800b",
            "a\ud800b",
            "“a?b” cannot be the text: holds half a character (a lone surrogate); type it again.",
        ),
        (
            "s \u202ex out",
            "\u202ex",
            "“⟨U+202E⟩x” cannot be the resource, such as fire.E12 or fire.E14.",
        ),
    ],
)
def test_what_is_wrong_is_said_at_the_word(line: str, at: str, because: str) -> None:
    wrong = misread(line)
    assert (line[wrong.start : wrong.end], wrong.sentence()) == (at, because)


def test_the_carets_stand_under_the_word_as_shown() -> None:
    line = "invite 火\u0301 nobody"
    assert misread(line).caret(line) == "          ^^^^^^"
    assert misread("s M21").caret("s M21") == "     ^"


def test_a_line_has_bounds() -> None:
    assert misread("log " + "é" * 8_191).because == "A line has at most 16,384 bytes."
    assert misread("s M21 out;" * 65).because == "A line has at most 64 commands."


def test_of_several_phrases_the_one_that_got_furthest_says_why() -> None:
    assert misread("close C-8 now").because == "“now” is one word too many."
    assert misread("close X-8").nearest == ("C-8",)


def test_a_slip_is_found_on_a_shelf_of_ten_thousand() -> None:
    units = {f"fire.E{number}": None for number in range(10_000)}
    context = replace(CONTEXT, shelves={**BOARD, "resources": units})
    assert "E4071" in misread("s 4E071 out", context).nearest


# -- saying it back --------------------------------------------------------------------------------


def test_the_echo_says_what_will_be_sent() -> None:
    assert echo(ask("assign m21,e12 INC-4"), CONTEXT) == "send M21, E12 to INC-4"
    assert echo(ask("assign fire.E14 INC-4 DIV-A"), CONTEXT) == "send fire.E14 to INC-4 for DIV-A"
    assert echo(ask("l urgent via=radio {x} [y]"), CONTEXT) == "log urgent: {x} [y] (by radio)"


def test_the_echo_shows_times_by_the_wall_clock_with_the_day_when_it_is_not_today() -> None:
    assert echo(ask("s M21 out eta=20m"), CONTEXT) == "M21 is out, there at 14:27 EST"
    assert echo(ask("s M21 out eta=0200"), CONTEXT) == (
        "M21 is out, there at tomorrow 02:00 EST (in 11 h 52 min)"
    )
    assert echo(ask("s M21 out eta=72h"), CONTEXT) == (
        "M21 is out, there at 2026-11-25 14:07 EST (in 3 d)"
    )


def test_what_asks_for_a_yes_says_the_effect() -> None:
    assert consequence(ask("assign M21 INC-4"), CONTEXT) == "M21 leave what they do."
    assert consequence(ask("close C-8"), CONTEXT) is None


def test_a_command_becomes_a_line_with_quotes_only_where_they_are_needed() -> None:
    assert render(ask("l urgent in=INC-4 x y")) == "log urgent in=INC-4 x y"
    assert render(ask("log x")) == "log in= x"
    assert render(Log(text="urgent")) == 'log in= "urgent"'
    assert render(Log(mark=Mark.MAJOR, text="urgent")) == "log major in= urgent"
    assert render(Handover(post="OSC", person="lee")) == "handover OSC to lee"
    assert render(Assign(resources=("ems.M21",), job="INC-4")) == "assign ems.M21 INC-4"
    opened = Open(incident_kind="flood", name="Mill Creek", place="Mill & 3rd", lat=-5)
    assert render(opened) == 'open flood in="Mill & 3rd" lat=-5 Mill Creek'
    assert echo(opened, CONTEXT) == "open the flood Mill Creek at Mill & 3rd (-5)"
    until = ask("s M21 out eta=1500")
    assert render(until) == "status ems.M21 out eta=2026-11-22T20:00:00.000000Z"


def test_a_command_explains_itself() -> None:
    assert sentence(Status) == (
        "status (s) {resource} {status} [eta={eta}]",
        "resource is status[, there at eta]",
    )
