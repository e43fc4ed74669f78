"""Centers, as a coordinator would say it."""

from __future__ import annotations

from tests.house import House


def test_every_log_starts_with_the_eoc(house: House) -> None:
    assert list(house.board.centers) == ["EOC"]
    assert house.board.centers["EOC"].level is None


def test_a_center_is_activated_at_a_level_with_its_label_reason_and_since_when(
    house: House,
) -> None:
    answer = house.does("kim", "activate 2 Flood warning until noon")
    center = house.board.centers["EOC"]
    assert (center.level, center.label, center.reason) == (2, "partial", "Flood warning until noon")
    assert house.line(answer.seq).text.startswith("EOC activated at level 2 (partial)")
    house.does("kim", 'activate label="enhanced watch" 3 River falling')
    assert house.board.centers["EOC"].label == "enhanced watch"


def test_another_center_has_its_own_level(house: House) -> None:
    house.does("kim", "center DOC Fire Department Operations Center")
    house.does("kim", "activate in=DOC 1 All hands")
    assert house.board.centers["DOC"].level == 1
    assert house.board.centers["EOC"].level is None
    assert house.ask("kim", "center DOC again").code == "taken"


def test_operational_periods_count_up_and_end_after_they_begin(house: House) -> None:
    house.does("kim", "period 1800")
    first = house.board.centers["EOC"].period
    house.does("kim", "period +12h")
    second = house.board.centers["EOC"].period
    assert first
    assert second
    assert (first.number, second.number) == (1, 2)
    assert first.until.hour == 22, "18:00 in the house's zone"


def test_representatives_do_not_activate_the_center(house: House) -> None:
    answer = house.ask("maya", "activate 1 now")
    assert answer.code == "no-grant"
    assert answer.refusal
    assert answer.refusal.ask == "an EOC coordinator"


def test_periods_are_counted_up_to_a_limit(house: House) -> None:
    house.does("kim", "period number=9999 1800")
    assert house.ask("kim", "period 2300").code == "too-many"
