"""``sitroom console``: painted where there is a terminal that can, plain everywhere else."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

import click

from console.home import Home

CANNOT_PAINT = frozenset({"", "dumb", "unknown"})


@click.command()
@click.option("--plain", is_flag=True, help="Line by line: for screen readers and thin lines.")
@click.option("--ascii", is_flag=True, help="Draw with nothing but ASCII.")
@click.option("--note", default="", hidden=True, help="Said when the room opens; the demo's.")
def console(plain: bool, ascii: bool, note: str) -> None:
    """Open the room in this terminal."""
    home = Home.find()
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if plain or not terminal or os.environ.get("TERM", "") in CANNOT_PAINT:
        from console.plain import run

        sys.exit(run(home, note))
    gc.disable()  # until the first paint: collecting while modules load is a tenth of the start
    painted = import_module("console.painting")
    sys.exit(painted.run(home, note, ascii=ascii))
