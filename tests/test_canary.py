"""What is for some alone leaves the room by no exit: canaries in random histories."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.verify import verify
from tests.canary import Aviary
from tests.replays import copied, said

HISTORIES = 50  # of one house, then it is restarted and read from its file
HOUSES = 10  # 500 histories in every run
SOAKED = 200  # 10 000 in the soak


@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(seed, marks=[pytest.mark.soak] if seed >= HOUSES else [])
        for seed in range(SOAKED)
    ],
)
def test_what_is_for_some_alone_is_in_no_byte_an_outsider_gets(tmp_path: Path, seed: int) -> None:
    aviary = Aviary(tmp_path, seed)
    for _ in range(HISTORIES):
        aviary.history()
    aviary.listen_long()
    aviary.house.reopen()
    aviary.history()
    aviary.listen_long()
    path = copied(aviary.house)
    aviary.house.hub.close()
    views = {view: said(path, "--plain", "--view", view).stdout for view in ("pd", "redcross")}
    assert any(word in views["pd"] for word in aviary.words), "it is there for who may see it"
    told = [views["redcross"], verify(path).sentence]
    for board in ("log", "requests", "messages", "tasks", "openings"):
        for form in ((), ("--json",)):
            told.append(said(path, "--view", "redcross", "--board", board, *form).stdout)
    assert [word for word in aviary.words if any(word in text for text in told)] == []
    assert aviary.accepted > 2 * HISTORIES, "most of what is said is accepted"
