"""Each dependency has its reason in writing, and each decision can be found."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DECISIONS = ROOT / "docs" / "decisions"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUNTIME, TOOLS = PROJECT["project"]["dependencies"], PROJECT["dependency-groups"]["dev"]


def rows(text: str) -> dict[str, dict[str, str]]:
    """A table's rows, by their first cell, with the cells by their heading."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    heads, *found = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {cells[0]: dict(zip(heads, cells, strict=True)) for cells in found[1:]}


@pytest.mark.parametrize(
    ("page", "needed"),
    [("0001-runtime-dependencies.md", RUNTIME), ("0002-development-tools.md", TOOLS)],
)
def test_every_dependency_says_why_what_instead_and_what_leaving_costs(
    page: str, needed: list[str]
) -> None:
    told = rows((DECISIONS / page).read_text())
    assert {re.split(r"[^a-z0-9-]", line)[0] for line in needed} == set(told)
    for name, cells in told.items():
        assert {"what it does for us", "considered instead", "leaving it would cost"} <= set(cells)
        assert all(cells.values()), name


def test_every_decision_is_in_the_list() -> None:
    listed = re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", (DECISIONS / "README.md").read_text())
    assert listed == sorted(path.name for path in DECISIONS.glob("0*.md"))
