"""All measurements, one table: ``python -m bench [--smoke] [--only NAME] ...``.

Every module here that has a ``table`` takes part. Ends with 1 when a count was not as it must be;
a figure that falls short of its aim is told and ends nothing, for times are a machine's.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
import time
from dataclasses import replace

import bench
from bench.rows import Part, Plan, Row, lines


def parts() -> dict[str, Part]:
    """The measurements there are, by the name of their module."""
    names = [found.name for found in pkgutil.iter_modules(bench.__path__) if found.name[0] != "_"]
    modules = {name: importlib.import_module(f"bench.{name}") for name in sorted(names)}
    return {name: module.table for name, module in modules.items() if hasattr(module, "table")}


def _asked(known: list[str]) -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m bench", description="Measure hub and console.")
    reader.add_argument("--smoke", action="store_true", help="seconds only: are all counts right?")
    reader.add_argument("--only", action="append", choices=known, help="this part; may be repeated")
    reader.add_argument("--rounds", type=int, default=Plan.rounds, help="kept for each ratio")
    reader.add_argument("--entries", type=int, default=Plan.entries, help="of the longest log")
    return reader.parse_args()


def main() -> int:
    """Measure, print the table, and say what was wrong."""
    known = parts()
    asked = _asked(list(known))
    plan = Plan(asked.smoke, asked.rounds, asked.entries)
    rows: list[Row] = []
    wrong: list[str] = []
    for name in asked.only or known:
        began = time.monotonic()
        found = known[name](plan)
        # Seconds of a few consoles judge nothing.
        rows += [replace(row, most=None, least=None) if plan.smoke else row for row in found.rows]
        wrong += [f"{name}: {said}" for said in found.wrong]
        took = time.monotonic() - began
        print(f"{name}: {took:.0f} s, load average {os.getloadavg()[0]:.1f}", file=sys.stderr)
    print("\n".join(lines(rows)))
    for said in wrong[:20]:
        print(f"wrong: {said}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
