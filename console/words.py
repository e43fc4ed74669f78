"""``sitroom say`` and ``sitroom board``: one word to the hub, one answer, and out again."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from functools import cache

import click

from console.exits import Exit
from console.home import APART, Home
from console.opening import until, visit
from console.room import Room
from console.sending import NotTaken, Told
from console.speaking import stated
from console.tables import NAMES, table
from console.typed import Lines
from schemas.board import Board, as_data
from schemas.entry import canonical
from schemas.nouns import COMMANDS
from schemas.phrase import Grammar, Misread, Said
from schemas.text import clean_line

LINE_SHOWN = 300  # characters of a line that is shown with what is wrong with it
ANSWER_S = 5.0  # for the hub's answer, and for the entry to be on the board


@cache
def grammar() -> Grammar:
    """Every phrase there is."""
    return Grammar(COMMANDS.values())


# -- say -----------------------------------------------------------------------------------------


@click.command(context_settings={"ignore_unknown_options": True}, epilog=APART)
@click.option("--stop", is_flag=True, help="With several: end at the first that is not done.")
@click.argument("phrase", nargs=-1, required=True, type=click.UNPROCESSED)
def say(phrase: tuple[str, ...], stop: bool) -> None:
    """Say a PHRASE, several parted by ;, or - for each line of the input.

    Answers #NUMBER and what was done. In a shell, put it in single quotes.
    """
    home = Home.find()
    worst = asyncio.run(_say(home, " ".join(phrase), stop))
    sys.exit(worst)


async def _say(home: Home, phrase: str, stop: bool) -> Exit:
    """Each line in order; how the worst of them ended."""
    async with visit(home) as room:
        worst = Exit.DONE
        async for line in _lines(phrase):
            worst = max(worst, await _say_line(room, line, stop))
            if stop and worst:
                break
        return worst


async def _lines(phrase: str) -> AsyncIterator[str]:
    if phrase != "-":
        yield phrase
        return
    typed = Lines(sys.stdin.fileno())
    while (line := await typed.next()) is not None:
        if line.strip():
            yield line


async def _say_line(room: Room, line: str, stop: bool) -> Exit:
    read = grammar().read(line, room.context())
    if isinstance(read, Misread):
        click.echo(misread(line, read), err=True)
        return Exit.REFUSED if read.unknown else Exit.UNREADABLE
    worst = Exit.DONE
    for said in read:
        worst = max(worst, await _say_one(room, said))
        if stop and worst:
            break
    return worst


def misread(line: str, read: Misread) -> str:
    """The line, carets under the word, and what is wrong with it."""
    if len(line) > LINE_SHOWN:
        return read.sentence()
    shown = clean_line(line.encode("utf-8", "replace").decode())
    return f"{shown}\n{read.caret(line)}\n{read.sentence()}"


async def _say_one(room: Room, said: Said) -> Exit:
    words = stated(said.command, said.at, room.context())
    try:
        ref = room.ask(said)
    except NotTaken as no:
        if room.session.ended is None and not room.is_in:
            click.echo(f"There is no hub now; not taken: {words}.", err=True)
            return Exit.NO_HUB
        click.echo(str(no), err=True)
        return Exit.REFUSED

    def answered() -> bool:
        told = _told(room, ref)
        return told is not None and (told.seq or 0) <= room.board.seq

    await until(room, answered, ANSWER_S)
    told = _told(room, ref)
    if told is None:
        click.echo(
            f"Sent and not confirmed: {words}. Look at the log before you say it again.", err=True
        )
        return Exit.NO_HUB
    if told.kind != "accepted":
        click.echo(told.sentence, err=True)
        return Exit.REFUSED
    click.echo(answer(told, words))
    return Exit.DONE


def answer(told: Told, words: str) -> str:
    """``#1042 accepted: open the fire Oak St (INC-5)``, and a secret on a line of its own."""
    new = [id for id in told.made if id[0] != "#" and id.rpartition(".")[2] not in words]
    made = f" ({', '.join(new)})" if new else ""
    once = f"\n{told.once}" if told.once else ""
    return f"#{told.seq} accepted: {words}{made}{once}"


def _told(room: Room, ref: str) -> Told | None:
    return next((told for told in room.told if told.ask and told.ask.ref == ref), None)


# -- board ---------------------------------------------------------------------------------------


@click.command()
@click.argument("name", type=click.Choice(list(NAMES)))
@click.option("--json", "as_json", is_flag=True, help="A list of records, each with its id.")
def board(name: str, as_json: bool) -> None:
    """Show a board as it is now: NAME is one of these."""
    asyncio.run(_board(Home.find(), name, as_json))


async def _board(home: Home, name: str, as_json: bool) -> None:
    async with visit(home) as room:
        show_board(room.board, name, as_json=as_json)


def show_board(board: Board, name: str, *, as_json: bool) -> None:
    """Print one board: a list of records, or a table."""
    records = list(board.on(NAMES[name]).values())
    if as_json:
        click.echo(canonical([as_data(record) for record in records]))
        return
    for line in table(name, records):
        click.echo(line)
