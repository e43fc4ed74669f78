"""A console, or another word of ours, that breaks while it draws: ``python -m tests.breaking``."""

from __future__ import annotations

import sys

from console.cli import main


def _break() -> None:
    from console.app import Sitroom

    def draw(self: Sitroom) -> None:
        code = "".join(("k1", "tt3n"))  # what stands in a variable is nobody else's to read
        raise LookupError(f"nothing of {len(code)} to draw")

    Sitroom.draw = draw  # type: ignore[method-assign]


if __name__ == "__main__":
    _break()
    main(sys.argv[1:] or ["console"], prog_name="sitroom")
