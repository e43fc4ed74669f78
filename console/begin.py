"""``sitroom console``: painted where there is a terminal that can, plain everywhere else."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import NoReturn

import click

from console.home import APART, Home

CANNOT_PAINT = frozenset({"", "dumb", "unknown"})


@click.command(epilog=APART)
@click.option("--plain", is_flag=True, help="Line by line: for screen readers and thin lines.")
@click.option("--ascii", is_flag=True, help="Draw with nothing but ASCII.")
@click.option("--note", default="", hidden=True, help="Said when the room opens; the demo's.")
def console(plain: bool, ascii: bool, note: str) -> None:
    """Open the room in this terminal."""
    home = Home.find()
    if plain or not can_paint():
        from console.plain import run

        leave(run(home, note))
    gc.disable()  # until the first paint: collecting while modules load is a tenth of the start
    painted = import_module("console.painting")
    leave(painted.run(home, note, ascii=ascii))


def collect_again() -> None:
    """After the first paint: collect again, but never what the start left for good."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def can_paint() -> bool:
    """Whether there is a terminal that boards can be painted on."""
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    return terminal and os.environ.get("TERM", "") not in CANNOT_PAINT


def leave(code: int) -> NoReturn:
    """End. A terminal that hung up takes nothing more, and that is no failure of ours."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(code)
