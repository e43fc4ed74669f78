"""``sitroom replay``: any moment of a log file, on the same screens as the live room."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from console import tell
from console.begin import can_paint, leave
from console.clocks import local_zone
from console.exits import Exit, Sorry
from console.moments import Outside
from console.replay import Replay
from console.tables import NAMES
from console.views import ALL, eyes
from console.words import show_board
from schemas.base import SAFE_INT
from schemas.logport import Damaged, LogError
from schemas.logreel import LogReel, readable_to

OTHERWISE = "--until-damage shows it up to there."


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--at", "moment", metavar="TIME", help="Begin there: 02:10, 2026-01-01T02:10, #1042.")
@click.option("--view", "agency", metavar="AGENCY", help="As its representatives could see it.")
@click.option("--board", "name", type=click.Choice(list(NAMES)), help="Print it and end.")
@click.option("--json", "as_json", is_flag=True, help="With --board: a list of records.")
@click.option("--plain", is_flag=True, help="Line by line to the end, one line an entry.")
@click.option("--ascii", is_flag=True, help="Draw with nothing but ASCII.")
@click.option("--until-damage", is_flag=True, help="Show a damaged log up to its last good entry.")
def replay(
    file: Path,
    moment: str | None,
    agency: str | None,
    name: str | None,
    as_json: bool,
    plain: bool,
    ascii: bool,
    until_damage: bool,
) -> None:
    """Show any moment of FILE: a hub's log, a console's cache, or a copy of one.

    Nobody may be writing it. A TIME without a date is the last such time in the log, by the clock
    on the wall here; -20m is counted from its end.
    """
    if as_json and name is None:
        raise click.UsageError("--json needs --board NAME.")
    with _sorry(), _opened(file, until_damage) as (reel, trouble):
        shown = _shown(reel, agency)
        if moment is not None or name is not None:
            _go(shown, moment)
        if trouble:
            shown.warn(*trouble)
        if name is not None:
            if trouble:
                click.echo(trouble[1], err=True)
            _print(shown, name, as_json)
            return
        _run(shown, plain=plain, ascii=ascii)


@contextmanager
def _sorry() -> Iterator[None]:
    """What is wrong with the file, in one sentence."""
    try:
        yield
    except Damaged as error:
        raise Sorry(f"{error} {OTHERWISE}", Exit.LOG) from None
    except LogError as error:
        raise Sorry(str(error), Exit(error.exit_code)) from None


@contextmanager
def _opened(file: Path, until_damage: bool) -> Iterator[tuple[LogReel, tuple[str, str] | None]]:
    """The file open for replaying; and what it lacks, for the bar and in a sentence."""
    trouble: tuple[str, str] | None = None
    ends, damage = readable_to(file) if until_damage else (SAFE_INT, "")
    if damage:
        trouble = f"DAMAGED after #{ends}", f"{damage} Shown up to #{ends}."
    with LogReel(file, ends) as reel:
        if reel.head.seq == 0:
            raise LogError(f"{file} holds no entry yet.")
        if not trouble and (missing := reel.missing):
            trouble = f"TAIL MISSING after #{reel.head.seq}", missing
        yield reel, trouble


def _shown(reel: LogReel, agency: str | None) -> Replay:
    """The log as one agency, or everybody who has the file, may see it."""
    try:
        view, who = eyes(reel, (agency or ALL).lower())
    except ValueError as error:
        raise Sorry(str(error)) from None
    return Replay(reel, local_zone(), view, who)


def _go(shown: Replay, moment: str | None) -> None:
    """To the moment; without one, to the end."""
    deck = shown.deck
    deck.go(deck.last)  # -20m is counted from the end
    try:
        deck.at(deck.last if moment is None else deck.span.moment(moment))
    except Outside as error:
        raise Sorry(str(error)) from None
    except ValueError as error:
        raise Sorry(str(error), Exit.UNREADABLE) from None
    shown.tick(0.0)
    while shown.seeking is not None:
        shown.tick(0.0)


def _print(shown: Replay, name: str, as_json: bool) -> None:
    """One board, for programs and people; never that of another moment than the one asked for."""
    if shown.damaged:
        raise Sorry(f"{shown.damaged} {OTHERWISE}", Exit.LOG)
    show_board(shown.board, name, as_json=as_json)


def _run(shown: Replay, *, plain: bool, ascii: bool) -> None:
    if not plain and can_paint():
        from console import player

        plain = player.run(shown, ascii=ascii)
        if not plain:
            with suppress(OSError):  # the terminal may be gone
                click.echo("The replay ended. Nothing was changed.")
            return
    leave(_lines(shown))


def _lines(shown: Replay) -> Exit:
    """Each entry from where it is, one a line, to the end."""
    if shown.trouble:
        click.echo(shown.told[-1].sentence, err=True)
    reel, deck = shown.deck.reel, shown.deck
    try:
        for entry in reel.read(deck.seq, deck.last):
            click.echo(tell.line(shown.shown(entry)))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # nobody reads any more
    return Exit.DONE
