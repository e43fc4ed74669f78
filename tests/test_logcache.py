"""A console's cache: what one view may see, no more, and never too much of it."""

from pathlib import Path

import pytest

from schemas.logcache import LogCache
from schemas.logfile import LogFile
from schemas.logport import Done, LogError, NotALog
from schemas.nouns import FOLD
from schemas.verify import verify
from tests.madeup import VIEWS, Story
from tests.tampering import pretend, promised, written


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "room" / "log"


@pytest.mark.parametrize("name", VIEWS)
def test_a_cache_holds_the_board_and_the_digest_of_its_view(path: Path, name: str) -> None:
    story, view = Story(3), VIEWS[name]
    story.more(199)
    for begin in (0, 1, 77):
        anchor = story.anchor(begin, view)
        cache = LogCache.begin(path.with_name(f"c{begin}"), anchor, view, story.epoch)
        with cache:
            assert isinstance(cache.append(begin, story.seen(begin + 1, 200, view)), Done)
            assert cache.head == story.head
            for seq in (begin, 78, 150, 200):
                assert cache.board(seq).digest() == story.at(seq).project(view).digest()
            assert cache.board().counters is None
        assert verify(cache.path).ok


def test_a_cache_resumes_where_it_was(path: Path) -> None:
    story, view = Story(4), VIEWS["fire"]
    story.more(49)
    with LogCache.begin(path, story.anchor(20, view), view, story.epoch) as cache:
        cache.append(20, story.seen(21, 50, view))
    with LogCache.open(path) as cache:
        assert cache.cursor is not None
        assert cache.cursor.model_dump() == {
            "epoch": story.epoch,
            "view": "fire,partners,public,~chen",
            "seq": 50,
        }
        assert cache.warnings == []


def test_a_cache_folded_by_an_older_release_shows_but_does_not_resume(path: Path) -> None:
    story, view = Story(4), VIEWS["fire"]
    LogCache.begin(path, story.anchor(1, view), view, story.epoch).close()
    pretend(path, fold=str(FOLD - 1))
    with LogCache.open(path) as cache:
        assert cache.cursor is None
        assert cache.board().seq == 1
        cache.replace_with(story.anchor(1, view), view, story.epoch)
        assert cache.cursor is not None


def test_a_fresh_snapshot_replaces_everything_in_one_step(path: Path) -> None:
    story, view = Story(5), VIEWS["reviewer"]
    story.more(99)
    less = VIEWS["outsider"]
    with LogCache.begin(path, story.anchor(10, view), view, story.epoch) as cache:
        cache.append(10, story.seen(11, 100, view))
        salts = [
            leaf.salt.hex().encode()
            for told in story.told[10:]
            for leaf, event in zip(told.entry.leaves[1:], told.events, strict=True)
            if "public" not in event.audience
        ]
        assert any(salts[0] in one.read_bytes() for one in path.parent.iterdir())
        cache.replace_with(story.anchor(90, less), less, story.epoch)
        assert cache.head.seq == 90
        assert cache.board().digest() == story.at(90).project(less).digest()
        cache.append(90, story.seen(91, 100, less))
        for kept in path.parent.iterdir():
            assert not [salt for salt in salts if salt in kept.read_bytes()], kept.name
    assert verify(path).ok
    with LogCache.open(path) as cache:
        assert cache.cursor is not None
        assert cache.cursor.view == "public,~ann"


def test_a_cache_stays_small(path: Path) -> None:
    story, view = Story(6), VIEWS["reviewer"]
    sizes = []
    with LogCache.begin(path, story.anchor(1, view), view, story.epoch) as cache:
        for _ in range(8):
            first = story.board.seq + 1
            story.more(60)
            cache.append(first - 1, story.seen(first, story.board.seq, view))
            cache.trim(entries_max=50)
            assert cache.head.seq - cache.anchor.seq == 50
            assert cache.board().digest() == story.board.project(view).digest()
            sizes.append(path.stat().st_size)
        assert cache.trim(entries_max=50) == 0
        cache.trim(bytes_max=4_000)
        assert sum(len(entry.sent) for entry in cache.read(1, 999)) <= 4_000
        with pytest.raises(LogError):
            cache.board(cache.anchor.seq - 1)
    assert max(sizes) < 2 * sizes[1]
    assert verify(path).ok


def test_a_cache_is_not_served_and_a_hubs_log_is_not_a_cache(path: Path) -> None:
    story, view = Story(7), VIEWS["fire"]
    written(path)
    LogCache.begin(path.with_name("c"), story.anchor(1, view), view, story.epoch).close()
    with pytest.raises(NotALog, match="console's log, not a hub's"):
        LogFile.open(path.with_name("c"))
    with pytest.raises(NotALog, match="hub's log, not a console's"):
        LogCache.open(path)


def test_a_cache_behind_its_head_file_opens_and_simply_asks_for_the_rest(path: Path) -> None:
    story, view = Story(4), VIEWS["fire"]
    story.more(49)
    with LogCache.begin(path, story.anchor(20, view), view, story.epoch) as cache:
        cache.append(20, story.seen(21, 40, view))
        head = path.with_name("log.head").read_bytes()
        cache.replace_with(story.anchor(30, view), view, story.epoch)
    path.with_name("log.head").write_bytes(head)
    with LogCache.open(path) as cache:
        assert "head file names #40" in cache.warnings[0]
        assert cache.head.seq == 30


def test_a_cache_keeps_the_hubs_last_signature(path: Path) -> None:
    story, view = Story(4), VIEWS["fire"]
    story.more(9)
    with LogCache.begin(path, story.anchor(1, view), view, story.epoch) as cache:
        cache.append(1, story.seen(2, 5, view))
        cache.attest(5, "5" * 128)
        cache.append(5, story.seen(6, 10, view))
    with LogCache.open(path):
        attested = promised(path)["attested"]
        assert attested == [5, story.told[4].kept.digest.hex(), "5" * 128]
