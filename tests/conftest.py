"""What the tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A hub with four agencies and their people: kim (EOC), maya (fire), sam (pd), rosa (NGO)."""
    made = House(tmp_path)
    yield made
    made.check_deep()
    made.hub.close()
