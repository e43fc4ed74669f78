"""What the tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.house import House
from tests.replays import Then, command_changes_hands

# A busy machine is slow, and nothing is wrong with what is tested.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")


SLOW = ("tests.hubs", "tests.terminal", "tests.stages", "tests.canary")  # with processes


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files whose tests wait for processes begin first, or they would be the last to end."""
    items.sort(key=lambda item: not _waits(item))


def _waits(item: pytest.Item) -> bool:
    module = getattr(item, "module", None)
    return any(getattr(value, "__module__", "") in SLOW for value in vars(module).values())


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A hub with four agencies and their people: kim (EOC), maya (fire), sam (pd), rosa (NGO)."""
    made = House(tmp_path)
    yield made
    made.check_deep()
    made.hub.close()


@pytest.fixture
def oak_st(house: House) -> House:
    """A fire of fire's, joined by the police; lee is fire's second, pia the police's; on duty."""
    house.person("lee", "fire")
    house.person("pia", "pd")
    for person in ("maya", "lee", "sam", "pia", "rosa"):
        house.does(person, "signin")
    house.does("kim", "open fire lead=fire Oak St")
    house.does("sam", "join INC-1")
    return house


@pytest.fixture
def flood(house: House) -> House:
    """A flood of fire's with maya in command, lee for logistics; police and Red Cross take part."""
    house.person("lee", "fire")
    house.person("pia", "pd")
    for person in ("kim", "maya", "lee", "sam", "pia", "rosa"):
        house.does(person, "signin")
    house.does("kim", "open flood lead=fire in='Mill & 3rd' Mill Creek")
    house.does("maya", "take INC-1/IC")
    house.does("maya", "appoint INC-1/LSC lee")
    house.does("sam", "join INC-1")
    house.does("rosa", "join INC-1")
    for unit in ("M21", "M22", "M23"):
        house.does("maya", f"add {unit} kind=ambulance")
    house.does("sam", "add B1 kind=boat")
    return house


@pytest.fixture
def early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house whose log begins when the house does: its times are those a hub would give."""
    monkeypatch.setattr("server.start.datetime", Then)
    made = House(tmp_path)
    yield made
    made.hub.close()


@pytest.fixture
def busy(early: House) -> House:
    """An early house with an hour of changing command."""
    command_changes_hands(early)
    return early


@pytest.fixture
def threat(house: House) -> House:
    """A school threat of the police's with sam in command, where fire and Red Cross take part."""
    house.person("pia", "pd")
    house.person("lee", "fire")
    for person in ("kim", "maya", "sam", "rosa", "pia", "lee"):
        house.does(person, "signin")
    house.does("sam", "open shooting lead=pd Lincoln High")
    house.does("maya", "join INC-1")
    house.does("rosa", "join INC-1")
    house.does("sam", "take INC-1/IC")
    return house
