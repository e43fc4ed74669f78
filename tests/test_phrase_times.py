"""0210 is the nearest such time on the wall, in the past or still to come."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from schemas.phrase.times import Way, read_time, show_time
from tests.phrases import NOW, ZONE, misread, said

WALL = "%m-%d %H:%M"


def wall(text: str, way: Way, now: datetime = NOW, zone: ZoneInfo = ZONE) -> str:
    """The time meant, on the wall."""
    return f"{read_time(text, way, now, zone).astimezone(zone):{WALL}}"


@pytest.mark.parametrize(
    ("text", "way", "meant"),
    [
        ("0210", "past", "11-22 02:10"),
        ("2:10", "past", "11-22 02:10"),
        ("02:10", "future", "11-23 02:10"),
        ("1407", "past", "11-22 14:07"),
        ("1408", "past", "11-22 14:08"),  # a wall clock half a minute ahead
        ("1409", "past", "11-21 14:09"),
        ("1407", "future", "11-23 14:07"),
        ("1408", "future", "11-22 14:08"),
        ("-20m", "past", "11-22 13:47"),
        ("-1d2h", "past", "11-21 12:07"),
        ("20m", "future", "11-22 14:27"),
        ("+2h", "future", "11-22 16:07"),
        ("2h30m", "future", "11-22 16:37"),
        ("2026-11-22T07:10:00Z", "future", "11-22 02:10"),
        ("2026-11-22t02:10-05:00", "past", "11-22 02:10"),
        ("2026-12-01", "future", "12-01 00:00"),
    ],
)
def test_a_time_is_the_nearest_such_time(text: str, way: Way, meant: str) -> None:
    assert wall(text, way) == meant


@pytest.mark.parametrize("text", ["2560", "2400", "24:00", "9:61"])
def test_a_time_no_clock_shows_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="on a clock: it shows 0000 to 2359"):
        read_time(text, "past", NOW, ZONE)


@pytest.mark.parametrize(
    "text", ["", "210", "noon", "20", "m", "-", "-m", "02:1", "1700000000", "2026-11-22", "٠٢١٠"]
)
def test_what_is_no_time_is_told_how_one_is_written(text: str) -> None:
    with pytest.raises(ValueError, match="A time in the past is written 0210, 3:10 or -20m"):
        read_time(text, "past", NOW, ZONE)


def test_a_day_that_no_calendar_has_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no such day as 2027-02-29"):
        read_time("2027-02-29", "future", NOW, ZONE)


SPANS: tuple[tuple[str, Way], ...] = (("20m", "past"), ("+20m", "past"), ("-20m", "future"))


def test_a_time_span_points_the_way_that_is_asked_for() -> None:
    for text, way in SPANS:
        with pytest.raises(ValueError, match=f"A time in the {way} is written"):
            wall(text, way)


def test_a_date_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="There is no such time as 2026-02-30T00:00Z"):
        read_time("2026-02-30T00:00Z", "past", NOW, ZONE)


def test_a_time_the_clocks_skipped_is_refused_and_not_guessed() -> None:
    # 8 March 2026: 02:00 EST became 03:00 EDT. It is 03:20, or 23:00 the evening before.
    after, before = datetime(2026, 3, 8, 7, 20, tzinfo=UTC), datetime(2026, 3, 8, 4, tzinfo=UTC)
    with pytest.raises(ValueError, match="put forward past 02:30; say how long, as in -20m"):
        read_time("0230", "past", after, ZONE)
    with pytest.raises(ValueError, match="put forward past 02:30; say how long, as in \\+20m"):
        read_time("0230", "future", before, ZONE)
    assert wall("0150", "past", after) == "03-08 01:50"
    assert wall("0300", "past", after) == "03-08 03:00"
    assert wall("0300", "future", before) == "03-08 03:00"


def test_a_time_that_came_twice_is_the_nearer_one() -> None:
    # 1 November 2026: 02:00 EDT became 01:00 EST. It is 01:10 for the second time.
    now = datetime(2026, 11, 1, 6, 10, tzinfo=UTC)
    assert read_time("0150", "past", now, ZONE) == now - timedelta(minutes=20)
    assert read_time("0105", "past", now, ZONE) == now - timedelta(minutes=5)
    assert read_time("0150", "future", now, ZONE) == now + timedelta(minutes=40)
    earlier = now - timedelta(hours=1)
    assert read_time("0120", "future", earlier, ZONE) == earlier + timedelta(minutes=10)


def test_a_zone_that_skipped_a_whole_day_has_times_too() -> None:
    # Apia went from 29 to 31 December 2011.
    now, zone = datetime(2011, 12, 30, 12, tzinfo=UTC), ZoneInfo("Pacific/Apia")
    assert wall("0100", "past", now, zone) == "12-31 01:00"
    assert wall("2300", "past", now, zone) == "12-29 23:00"


def test_at_is_when_it_happened_and_never_still_to_come() -> None:
    assert said("log at=1408 x").at == datetime(2026, 11, 22, 19, 8, tzinfo=UTC)
    wrong = misread("log at=2026-11-22T19:09:00Z x")
    assert wrong.because == "at= is when it happened, and that is to come."
    assert (wrong.start, wrong.end) == (4, 27)


def test_a_time_is_shown_with_its_zone_its_day_and_how_far_off_it_is() -> None:
    spans = (0, 1, 12, -15, 50)
    shown = [show_time(NOW + timedelta(hours=hours), NOW, ZONE) for hours in spans]
    assert shown == [
        "14:07 EST",
        "15:07 EST",
        "tomorrow 02:07 EST (in 12 h)",
        "yesterday 23:07 EST (15 h ago)",
        "2026-11-24 16:07 EST (in 2 d 2 h)",
    ]
    later = NOW + timedelta(hours=14, minutes=45)
    assert show_time(later, NOW, UTC) == "tomorrow 09:52 UTC (in 14 h 45 min)"


@pytest.mark.parametrize(
    ("line", "meant"),
    [("s M21 out eta=10", ("10m",)), ("s M21 out eta=210", ()), ("s M21 out at=5", ("-5m",))],
)
def test_a_bare_small_number_was_meant_to_be_minutes(line: str, meant: tuple[str, ...]) -> None:
    assert misread(line).nearest == meant


def test_now_is_a_time_either_way() -> None:
    assert read_time("now", "past", NOW, ZONE) == NOW
    assert read_time("NOW", "future", NOW, ZONE) == NOW + timedelta(minutes=1), "it is to come"
