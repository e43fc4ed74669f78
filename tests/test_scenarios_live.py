"""Scenarios in plain phrases: each is played against a real hub, by consoles of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.playing import play
from tests.scenario import read, scripts
from tests.stages import on_a_real_hub


@pytest.mark.parametrize("name", scripts())
def test_a_scenario_goes_on_a_real_hub_as_it_is_written(name: str, tmp_path: Path) -> None:
    script = read(scripts()[name])
    if script.only_in_memory:
        pytest.skip(script.only_in_memory)
    with on_a_real_hub(tmp_path, script) as opened:
        play(script, opened)
