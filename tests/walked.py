"""A shelf that counts how often a board goes through it."""

from __future__ import annotations

from collections.abc import ValuesView
from typing import TypeVar

R = TypeVar("R")


class Walked(dict[str, R]):
    """The records of a shelf, and how often all of them were looked at."""

    walks = 0

    def values(self) -> ValuesView[R]:  # type: ignore[override]
        """Once more."""
        self.walks += 1
        return {**self}.values()
