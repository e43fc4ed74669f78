"""``sitroom verify``: is every entry of a log file what it was, and in its place?"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from console.exits import Exit, Sorry
from console.keys import signed
from schemas.logport import LogError
from schemas.verify import verify as look


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", metavar="HEX", help="The hub's public key, as you know it.")
def verify(file: Path, key: str | None) -> None:
    """Check a log FILE that nobody is writing; names the first entry that is damaged."""
    try:
        report = look(file, signed)
    except LogError as error:
        raise Sorry(str(error), Exit(error.exit_code)) from None
    click.echo(f"{file}: {report.sentence}", err=not report.ok)
    if report.head and report.head.seq:
        click.echo(f"head #{report.head.seq} {report.head.digest.hex()}")
    if report.hub_key:
        click.echo(f"hub key {report.hub_key}")
    if report.ok and key and report.hub_key != key.lower():
        raise Sorry("This is the log of another hub: its key is not the one you gave.", Exit.LOG)
    sys.exit(report.exit_code)
