"""The measurements count right; what they measure is a machine's own business."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest

from bench.lean import Answer, Ear, Other, Span, text_frame
from bench.load import Found
from bench.pairs import Rounds, percentile
from bench.raw import entry_of
from bench.rows import Row, Table, lines
from tests.terminal import ROOT


def frame(text: str) -> bytes:
    """A text as a hub's frame."""
    body = text.encode()
    size = len(body)
    return (bytes((0x81, size)) if size < 126 else b"\x81\x7e" + size.to_bytes(2, "big")) + body


BATCH = frame(
    '{"at":"2026-07-04T16:00:00.000000Z","digest":"00","from":4,"live":true,"op":"happened",'
    f'"to":6,"entries":[{entry_of(5, "a")},{entry_of(6, "b")}]}}'
)


@pytest.mark.timeout(240)
def test_every_console_of_the_load_gets_every_entry_from_hub_and_reference() -> None:
    words = [sys.executable, "-m", "bench", "--smoke"]
    for part in ("commands", "fanout", "growth", "join"):
        words += ["--only", part]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    assert "saturated" in done.stdout
    assert "wrong" not in done.stderr


def test_a_frame_is_heard_once_for_each_console_however_it_is_cut() -> None:
    ear = Ear()
    for _ in range(3):
        heard, rest = ear.hear(BATCH, b"")
        assert heard == [Span(4, 6, live=True)]
        assert rest == b""
    for cut in (1, 3, 40, len(BATCH) - 1):
        first, rest = ear.hear(BATCH[:cut], b"")
        again, left = ear.hear(BATCH[cut:], rest)
        assert [*first, *again] == [Span(4, 6, live=True)]
        assert left == b""
    assert len(ear.spans) == 1


def test_answers_and_other_frames_are_told_from_entries() -> None:
    said = frame('{"made":["#7"],"op":"accepted","ref":"hub1:0","seq":7}')
    gone = b"\x88\x04\x0f\xa0no"
    heard, rest = Ear().hear(said + BATCH + frame('{"op":"presence","people":[]}') + gone, b"")
    assert heard[0] == Answer("hub1:0", 7)
    assert heard[1] == Span(4, 6, live=True)
    assert [one.op for one in heard[2:] if isinstance(one, Other)] == ["presence", "close"]
    assert rest == b""


def test_what_a_console_says_is_a_masked_frame() -> None:
    assert text_frame("hi") == b"\x81\x82\0\0\0\0hi"
    assert text_frame("x" * 200)[:4] == b"\x81\xfe\x00\xc8"


def test_a_round_whose_references_differ_is_discarded_and_counted() -> None:
    def took(seconds: float) -> Found:
        return Found(wall_s=seconds)

    def wall(found: Found) -> float:
        return found.wall_s

    raws = iter([10.0, 10.0, 20.0, 20.0, 21.0])
    rounds = Rounds(wanted=2)
    rounds.play(lambda: took(next(raws)), lambda: took(30.0), [wall])
    assert rounds.ratios(wall) == [3.0, 1.5]
    assert rounds.ratio(wall) == 2.25
    assert rounds.note(wall) == "30 beside 15; 2 of 3 rounds"
    restless = Rounds(raws=[took(1.0), took(2.0)], hubs=[took(1.0)])
    assert math.isnan(restless.ratio(wall))


def test_a_load_that_needs_most_of_a_core_makes_a_lower_bound() -> None:
    busy = Found(wall_s=1.0, load_share=0.9)
    rounds = Rounds(raws=[busy, busy], hubs=[busy])
    assert rounds.note(lambda found: found.wall_s).endswith("lower bound: load at 90% of a core")


def test_the_table_says_the_aim_and_whether_it_is_reached() -> None:
    found = Table()
    found.add("quick", 0.5, "s", most=1.0)
    found.add("slow", 0.5, "× raw", least=0.6)
    found.add("told", 1234.5, "B")
    head, quick, slow, told = lines(found.rows)
    assert head.split() == ["what", "figure", "aim", "reached"]
    assert quick.split() == ["quick", "0.5", "s", "≤", "1", "yes"]
    assert slow.split() == ["slow", "0.5", "×", "raw", "≥", "0.6", "NO"]
    assert told.split() == ["told", "1,234", "B"]
    assert Row("nothing", math.nan, most=1.0).reached is False


def test_the_percentile_is_one_of_the_values() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([3.0, 1.0, 2.0], 0.99) == 3.0
    assert math.isnan(percentile([], 0.5))
