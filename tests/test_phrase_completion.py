"""Tab offers what may stand at the cursor, and nothing else."""

from dataclasses import replace

from schemas.phrase import Completion, Completions
from tests.phrases import BOARD, CONTEXT, GRAMMAR, Unit


def offered(line: str) -> list[str]:
    """The words offered at the end of a line."""
    return complete(line).texts


def complete(line: str) -> Completions:
    """All that is offered."""
    return GRAMMAR.complete(line, CONTEXT)


def test_verbs_are_offered_and_short_forms_are_not() -> None:
    assert offered("")[:3] == ["log", "correct", "assign"], "in the order they are declared"
    assert offered("c") == ["correct", "close"]
    assert offered("LO") == ["log"]
    assert offered("s") == ["status"]
    assert complete("clo").offers == (
        Completion("close", "The id picks the command. / The same verb for another id."),
    )


def test_units_are_offered_free_ones_first_by_their_call_sign_where_one_has_it() -> None:
    assert offered("s ")[:4] == ["fire.E14", "ems.E14", "M21", "E12"]
    assert offered("s e") == ["fire.E14", "ems.E14", "E12", "eta="]
    assert offered("s fire.") == ["fire.E14", "E12"]
    assert complete("s M").offers == (Completion("M21", "ambulance"),)


def test_of_several_values_the_last_is_completed_and_none_is_offered_twice() -> None:
    assert offered("assign e12,M") == ["e12,M21"]
    assert offered("assign E12,") == ["E12,fire.E14", "E12,ems.E14", "E12,M21"]


def test_every_phrase_of_a_verb_offers_its_ids() -> None:
    assert offered("close ") == ["INC-4", "INC-7", "at=", "as=", "C-8"]
    assert complete("close ").total == 5
    assert complete("close I").offers[0] == Completion("INC-4", "Oak St gas leak")


def test_the_newest_lines_are_offered_first() -> None:
    assert offered("correct #") == ["#1042", "#1041"]


def test_optional_words_and_what_follows_them_are_offered_together() -> None:
    assert offered("need 2 ") == ["lifesaving", "high", "to=", "at=", "as="]
    assert offered("assign M21 ")[:3] == ["INC-4", "INC-7", "C-8"]
    assert offered("handover OSC ") == ["to", "at=", "as="]


def test_options_are_offered_while_unused_and_their_values_behind_the_key() -> None:
    assert offered("log ") == ["urgent", "major", "from=", "via=", "in=", "at=", "as="]
    assert offered("log urgent via=radio ") == ["from=", "in=", "at=", "as="]
    assert offered("log v") == ["via="]
    assert offered("log via=") == ["via=radio", "via=phone", "via=in-person"]
    assert offered("log VIA=P") == ["via=phone"]
    assert offered("open fire lead=R") == ["lead=redcross"]
    assert offered("log via=radio via=") == []


def test_nothing_is_offered_in_free_text_or_after_a_mistake() -> None:
    for line in ("log x v", "log x ", "nothing ", "s nobody ", 'open fire in="a b'):
        assert complete(line) == Completions(start=len(line))


def test_the_next_command_of_a_line_is_completed_too() -> None:
    assert offered("s M21 out; clo") == ["close"]
    assert offered("close C-8;s M21 o") == ["onscene", "out"]


def test_an_offer_replaces_the_word_it_begins_with() -> None:
    line = "s M21 out; s fi"
    assert complete(line).start == len("s M21 out; s ")
    assert complete("s ").start == 2


def test_a_long_shelf_is_counted_and_fifty_of_it_are_offered() -> None:
    units = {f"fire.E{number}": Unit("engine", number % 2 == 1) for number in range(10_000)}
    context = replace(CONTEXT, shelves={**BOARD, "resources": units})
    found = GRAMMAR.complete("assign E", context)
    assert (found.total, len(found.offers)) == (10_000, 50)
    assert found.texts[:3] == ["E1", "E3", "E5"]
