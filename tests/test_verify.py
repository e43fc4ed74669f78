"""Verifying: what somebody does to a log on purpose is found, in a hub's log and in a cache."""

import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from schemas import keyframes
from schemas.entry import Entry, Leaf, canonical, link, strict
from schemas.files import HeadFile, Promise, beside, file_hash
from schemas.logcache import LogCache
from schemas.logtape import LogTape
from schemas.verify import Finding, Report, verify
from schemas.wire import head_bytes
from tests.madeup import PEOPLE, VIEWS, WORDS, Story
from tests.tampering import KEY, Room, change, copy, make_room, sign, signed, written


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    return make_room(tmp_path_factory.mktemp("room"))


# -- a hub's log ----------------------------------------------------------------------------------


def seal(path: Path, **fields: Any) -> None:
    """Make the head file fit what was done to the database."""
    promise = HeadFile(path).read()
    assert promise
    HeadFile(path).replace(replace(promise, **{"file": file_hash(path), **fields}))


def forge(path: Path, seq: int, *, onwards: bool) -> bytes:
    """Another fact in an entry, with its digest made to fit; and those after it, or not."""
    with closing(sqlite3.connect(path)) as other, other:
        entries = other.execute("SELECT seq, entry, digest FROM entries ORDER BY seq").fetchall()
        digest: bytes = entries[seq - 2][2]
        for number, text, _ in entries[seq - 1 : None if onwards else seq]:
            sent = strict(text)
            if number == seq:
                body = strict(sent["leaves"][1]["body"])
                body["audience"] = ["nobody"]
                sent["leaves"][1]["body"] = canonical(body)
            digest = link(digest, number, Entry.read(sent).root)
            kept = (canonical(sent), digest, number)
            other.execute("UPDATE entries SET entry=?, digest=? WHERE seq=?", kept)
    return digest


def lines(story: Story) -> list[int]:
    """The entries that begin with a line of the journal, which forging leaves foldable."""
    return [told.entry.seq for told in story.told if told.events[0].kind == "line_logged"]


@pytest.fixture
def path(room: Room, tmp_path: Path) -> Path:
    """A copy of the log that was closed cleanly."""
    return copy(room.clean, tmp_path / "hub" / "log")


def test_an_untouched_log_is_intact_and_says_whose_it_is(room: Room, path: Path) -> None:
    seen: list[tuple[int, int]] = []
    report = verify(path, signed, lambda done, total: seen.append((done, total)))
    assert (report.kind, report.sentence) == (
        Finding.INTACT,
        "80 entries (after #0, up to #80) are intact.",
    )
    assert (report.head, report.epoch, report.hub_key) == (room.story.head, room.story.epoch, KEY)
    assert (report.seq, report.entries, seen[-1]) == (None, 80, (80, 80))
    assert verify(room.killed, signed).ok


def test_a_fact_changed_with_its_digest_is_found_at_the_next_entry(room: Room, path: Path) -> None:
    seq = lines(room.story)[3]
    forge(path, seq, onwards=False)
    seal(path)
    report = verify(path, signed)
    assert (report.kind, report.seq) == (Finding.DAMAGED, seq + 1)
    assert f"it or #{seq} was changed" in report.sentence


def test_a_log_rewritten_from_an_entry_on_is_not_what_its_head_file_knows(
    room: Room, path: Path
) -> None:
    forge(path, lines(room.story)[3], onwards=True)
    seal(path)
    report = verify(path)
    assert (report.kind, report.seq) == (Finding.REWRITTEN, 80)


def test_a_log_rewritten_with_its_head_file_lacks_the_hubs_signature(
    room: Room, path: Path
) -> None:
    digest = forge(path, lines(room.story)[3], onwards=True)
    seal(path, digest=digest)
    assert verify(path, signed).kind is Finding.UNSIGNED
    seal(path, digest=digest, signature=None)
    assert verify(path, signed).kind is Finding.UNSIGNED


BESIDE = {
    "the receipt of #": "UPDATE receipts SET made='[]' WHERE made<>'[]'",
    "the receipt of #5": "UPDATE entries SET receipt=x'0000000000000000' WHERE seq=5",
    "the receipt of #9": "DELETE FROM receipts WHERE seq=9",
    "the number of its receipts": "INSERT INTO receipts VALUES ('eve', 'eve:1', 'ff', 3, '[]')",
    "what #2 touched": "DELETE FROM touches WHERE seq=2",
    "the number of its touches": "INSERT INTO touches VALUES ('lines', '#999', 2)",
    "the keyframe of #20": "UPDATE keyframes SET board=(SELECT board FROM keyframes WHERE seq=60)"
    " WHERE seq=20",
    "the keyframe of #60 does": "UPDATE keyframes SET board=substr(board, 9) WHERE seq=60",
    "a keyframe of #99": "INSERT INTO keyframes SELECT 99, board FROM keyframes WHERE seq=20",
    "about itself": "UPDATE meta SET value='console' WHERE key='kind'",
    "its deliveries": "INSERT INTO deliveries VALUES ('maya', 'd', 900, '2026', 'connect')",
    "its tables": "CREATE TRIGGER t AFTER INSERT ON entries BEGIN DELETE FROM receipts; END",
    "before it begins": "INSERT INTO entries SELECT -seq, at, entry, digest, NULL FROM entries",
    "bytes that hold no entry": "PRAGMA user_version=7",
}


@pytest.mark.parametrize("what", BESIDE)
def test_what_does_not_follow_from_the_entries_is_named_and_they_are_called_intact(
    path: Path, what: str
) -> None:
    change(path, BESIDE[what])
    if what != "bytes that hold no entry":
        seal(path)
    report = verify(path, signed)
    assert (report.kind, report.seq, report.entries) == (Finding.ALTERED, None, 80)
    assert report.sentence.startswith("80 entries (after #0, up to #80) are intact; the file was")
    assert what in report.sentence


def test_a_missing_tail_is_told_from_a_missing_entry(path: Path, tmp_path: Path) -> None:
    other = copy(path, tmp_path / "other" / "log")
    change(path, "DELETE FROM entries WHERE seq>75")
    report = verify(path)
    assert (report.kind, report.seq) == (Finding.TAIL_MISSING, 75)
    assert report.sentence == "The tail after #75 is missing: the head file names #80."
    change(other, "DELETE FROM entries WHERE seq BETWEEN 30 AND 34")
    report = verify(other)
    assert (report.kind, report.seq) == (Finding.DAMAGED, 30)
    assert report.sentence == "#30 is missing; entries are there again from #35 on."


def test_entries_added_after_a_clean_close_are_not_taken_for_the_logs_own(
    room: Room, path: Path
) -> None:
    promise = HeadFile(path).read()
    assert promise
    told = room.story.told[77]
    early = Promise(78, told.kept.digest, file=promise.file)
    HeadFile(path).replace(early)
    assert "entries after #78 came after it was closed" in verify(path).sentence


def test_without_its_head_file_a_log_is_never_called_whole(path: Path) -> None:
    HeadFile(path).remove()
    assert verify(path).kind is Finding.NO_HEAD
    beside(path, ".head").write_bytes(b"{}")
    assert verify(path).kind is Finding.ALTERED


# -- what one view keeps -------------------------------------------------------------------------


@pytest.fixture(params=VIEWS)
def cached(room: Room, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A cache of one view, from #20 on, with the hub's signature of #70."""
    view, story = VIEWS[request.param], room.story
    path = tmp_path / "console" / "cache"
    with LogCache.begin(path, story.anchor(20, view), view, story.epoch) as cache:
        cache.append(20, story.seen(21, 70, view))
        text = head_bytes(story.epoch, 70, cache.head.digest.hex())
        cache.attest(70, sign(text))
        cache.append(70, story.seen(71, 80, view))
        cache.keyframe(story.at(50).project(view))
    return path


def test_a_cache_is_verified_from_its_anchor_with_its_stubs(room: Room, cached: Path) -> None:
    report = verify(cached, signed)
    assert report.sentence == "60 entries (after #20, up to #80) are intact."
    assert (report.ok, report.head, report.hub_key) == (True, room.story.head, KEY)


def test_a_cache_no_hub_signed_is_not_called_intact(cached: Path) -> None:
    seal(cached, attested=None)
    assert verify(cached).ok
    assert verify(cached, signed).kind is Finding.UNSIGNED


def kept(path: Path) -> dict[int, Entry]:
    """The entries of a cache."""
    with LogTape(path) as tape:
        return {entry.seq: entry for entry in tape.read(21, 80)}


def forged(path: Path, seq: int, entry: Entry) -> Report:
    """What verify says when a cache holds this entry, sealed as if nothing had happened."""
    change(path, "UPDATE entries SET entry=? WHERE seq=?", entry.sent, seq)
    seal(path)
    return verify(path, signed)


def test_a_forged_leaf_a_forged_root_and_a_swapped_stub_are_caught(cached: Path) -> None:
    entries = kept(cached)
    stubs = [seq for seq, entry in entries.items() if entry.is_stub]
    shown = [seq for seq, entry in entries.items() if not entry.is_stub]
    seq = shown[3]
    header, fact, *rest = entries[seq].leaves
    hashed = Leaf(sha256(b"forged").digest())
    said = Leaf.of(fact.salt or bytes(16), fact.body.replace("e", "E") or "{}")
    fakes = [(seq, Entry(seq, (header, other, *rest), b"")) for other in (hashed, said)]
    if stubs:
        fakes += [(stubs[0], Entry(stubs[0], (), sha256(b"root").digest()))]
        fakes += [(stubs[0], Entry(stubs[0], (), entries[stubs[-1]].root))]
    for number, fake in fakes:
        path = copy(cached, cached.parent.parent / "forged" / "cache")
        report = forged(path, number, fake)
        assert (report.kind, report.seq) == (Finding.DAMAGED, number), report


def test_a_fact_hidden_behind_its_true_hash_is_missed_on_the_board(cached: Path) -> None:
    entries = kept(cached)
    seq = next(seq for seq, entry in entries.items() if not entry.is_stub)
    report = forged(cached, seq, Entry(seq, (), entries[seq].root))
    assert report.kind in (Finding.ALTERED, Finding.DAMAGED)


def test_a_cache_that_holds_more_than_its_view_is_told(room: Room, tmp_path: Path) -> None:
    story, view = room.story, VIEWS["reviewer"]
    path = tmp_path / "console" / "cache"
    with LogCache.begin(path, story.anchor(20, view), VIEWS["fire"], story.epoch) as cache:
        cache.append(20, story.seen(21, 80, view))
    assert "holds what its view may not see" in verify(path).sentence


def test_what_an_older_release_did_not_know_is_no_damage(room: Room, cached: Path) -> None:
    frame = room.story.at(50).project(VIEWS["fire"])
    frame.partial = True
    frame.lines.clear()
    packed = keyframes.pack(frame)
    change(cached, "UPDATE keyframes SET board=? WHERE seq=50", packed)
    change(cached, "UPDATE touches SET shelf='' WHERE shelf='lines'")
    seal(cached)
    assert verify(cached).ok


def test_the_board_a_cache_begins_with_is_checked_too(room: Room, cached: Path) -> None:
    view = VIEWS["fire"]
    other = keyframes.pack(room.story.at(19).project(view))
    change(cached, "UPDATE keyframes SET board=? WHERE seq=20", other)
    seal(cached)
    assert "the board it begins with" in verify(cached).sentence


@pytest.mark.parametrize("seq", [1, 8, 30, 79])
def test_what_is_said_holds_no_word_of_any_entry(path: Path, seq: int) -> None:
    change(path, "UPDATE entries SET entry=replace(entry, 'audience', 'smoke') WHERE seq>=?", seq)
    report = verify(path)
    assert report.seq == seq
    assert not [word for word in (*WORDS, *PEOPLE) if len(word) > 2 and word in report.sentence]


@pytest.mark.soak
def test_figures_of_verifying(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "long" / "log"
    story = written(path, n=20_000)
    began = time.perf_counter()
    report = verify(path, signed)
    each = (time.perf_counter() - began) / report.entries
    assert report.head == story.head
    with capsys.disabled():
        print(
            f"verify: {each * 1e6:.0f} µs an entry, {path.stat().st_size / 20_000:.0f} bytes each"
        )
