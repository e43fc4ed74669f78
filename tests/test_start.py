"""Opening a log as a hub does: new, half made, moved, or behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.agencies import AddAgency
from schemas.logfile import LogFile
from schemas.logport import BehindHead
from schemas.wire import Token
from server.access import SLOW_MAX_S, Sources, private_key, signer
from server.admin import ACTOR, submit_of
from server.batch import Asked
from server.start import Address, Mismatch, open_log

HERE = Address("ws://127.0.0.1:7000")


def test_a_log_that_was_made_and_not_begun_is_begun(tmp_path: Path) -> None:
    path = tmp_path / "room.log"
    LogFile.create(path, signer(private_key(tmp_path / "room.log.key"))).close()
    hub = open_log(path, create=False).hub
    assert hub.durable.seq == 1
    hub.close()


def test_a_start_that_is_refused_does_not_move_where_invitations_lead(tmp_path: Path) -> None:
    path = tmp_path / "room.log"
    open_log(path, create=True, address=HERE).hub.close()
    with pytest.raises(Mismatch):
        open_log(path, create=True, exercise="Drill", address=Address("ws://127.0.0.1:9"))
    served = open_log(path, create=False)
    assert served.address == HERE
    served.hub.close()


def test_the_hubs_time_does_not_go_back_over_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "room.log"
    first = open_log(path, create=True)
    before = first.hub.durable.logs["log"].opened_at
    first.hub.close()
    again = open_log(path, create=False)
    assert again.hub.now() >= before
    again.hub.close()


def test_a_source_that_fails_for_ever_waits_for_a_while_and_breaks_nothing() -> None:
    sources = Sources()
    for _ in range(5_000):
        sources.failed("10.0.0.1", 100.0)
    assert sources.wait_s("10.0.0.1", 100.0) == SLOW_MAX_S
    assert sources.wait_s("10.0.0.2", 100.0) == 0.0


@pytest.mark.parametrize(
    "url", ["ws://127.0.0.1:99999", "ws://[zz]:1", "ws://\x1b[31m:1", "ws://h"]
)
def test_a_token_with_an_impossible_address_is_none(url: str) -> None:
    with pytest.raises(ValueError, match=r"address|[Pp]ort|pattern|IP"):
        Token(url=url, hub_key="0" * 64, code="0" * 20)


def _said(path: Path, agency: str) -> None:
    """One more entry, by whoever runs the hub."""
    hub = open_log(path, create=False).hub
    command = AddAgency(agency=agency, name=agency.title())
    batch = hub.take([Asked("admin", ACTOR, submit_of(command))])
    hub.settle(batch, hub.append(batch))
    hub.close()


def test_a_copy_behind_its_head_is_refused_and_served_under_a_new_epoch_when_told(
    tmp_path: Path,
) -> None:
    path = tmp_path / "room.log"
    first = open_log(path, create=True).hub
    epoch = first.epoch
    first.close()
    _said(path, "fire")
    copy = path.read_bytes()
    _said(path, "pd")
    path.write_bytes(copy)
    with pytest.raises(BehindHead) as refused:
        open_log(path, create=False)
    assert refused.value.exit_code == 4
    restored = open_log(path, create=False, restored=True).hub
    assert restored.epoch != epoch
    assert restored.durable.logs["log"].restored_from == 3
    assert list(restored.durable.agencies) == ["fire"]
    restored.close()
    again = open_log(path, create=False).hub
    assert again.durable == restored.durable
    again.close()
