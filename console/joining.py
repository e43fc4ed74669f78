"""``sitroom join``: come in for the first time, with an invitation."""

from __future__ import annotations

import asyncio
import platform
import sys
from pathlib import Path

import click

from console.exits import Exit, Sorry
from console.home import APART, Home, Profile
from console.keys import DeviceKey
from console.link import Link
from console.opening import app, until
from console.replica import Replica
from console.room import Room
from console.session import Identity, Session
from schemas.entry import Unreadable
from schemas.text import NAME_MAX, clean_line
from schemas.wire import Token

TOKEN_FILE_MAX = 16 * 1024  # characters of a file an invitation is looked for in
ANSWER_S = 45.0  # a hub makes an address that failed before wait up to 30 s


@click.command(epilog=APART)
@click.option("--replace", is_flag=True, help="Join in the place of whoever this home holds.")
@click.argument("token", required=False)
def join(token: str | None, replace: bool) -> None:
    """Come in with an invitation: TOKEN, @FILE, or typed when asked."""
    home = Home.find()
    _free(home, replace)
    invitation = _read(token if token is not None else _asked())
    home.prepare()
    if not home.hold():
        raise Sorry(f"A console is open under {home.path}: close it first.")
    profile = asyncio.run(enrolled(home, invitation))
    if replace:
        home.history_file.unlink(missing_ok=True)  # what the other one typed is not theirs to see
    home.joined(profile)
    click.echo(f"You are {profile.person} of {profile.agency} at {profile.url}")
    click.echo("next: sitroom console")


def _free(home: Home, replace: bool) -> None:
    """Nobody is put out of a home by accident; asked before the invitation is looked at."""
    other = None if replace else home.held_by()
    if other:
        raise Sorry(
            f"This machine already holds {other.person} of {other.agency} at {other.url}. "
            "To be somebody else beside: SITROOM_HOME=DIR sitroom join. "
            f"To be somebody else instead of {other.person}: sitroom join --replace."
        )


def _asked() -> str:
    """The token from the terminal or from a pipe."""
    if sys.stdin.isatty():
        click.echo("Paste the invitation and press Enter:", err=True)
    return sys.stdin.readline(TOKEN_FILE_MAX)


def _read(word: str) -> Token:
    """An invitation as typed, or from the file named after ``@``."""
    if word.startswith("@"):
        path = Path(word[1:]).expanduser()
        try:
            with path.open(encoding="utf-8") as file:
                word = file.read(TOKEN_FILE_MAX)
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is no text"
            raise Sorry(f"{path} cannot be read ({why}): check the file's name.") from None
    try:
        return Token.read(word)
    except Unreadable as error:
        raise Sorry(str(error)) from None


async def enrolled(home: Home, token: Token) -> Profile:
    """Enrol with a key kept before it is shown to anybody."""
    key, tried = home.begin_joining()
    room = await _knock(token, key, token.code)
    if tried and room.session.ended is not None:
        # The answer to an earlier try may have been lost: then the hub knows this key already.
        again = await _knock(token, key, "")
        room = again if again.session.welcome else room
    return _profile(token, room)


async def _knock(token: Token, key: DeviceKey, code: str) -> Room:
    """One try to come in, until the hub has answered."""
    name = clean_line(platform.node() or "console")[:NAME_MAX]
    me = Identity(token.hub_key, key.public, key.device, key.sign, app(), code, name)
    room = Room(Session(me, Replica.empty()), person="nobody")
    link = Link(room, token.url, token.cert)
    running = asyncio.create_task(link.run())

    def answered() -> bool:
        failed = bool(room.because) and not room.session.hub_id
        return room.session.welcome is not None or room.session.ended is not None or failed

    try:
        await until(room, answered, ANSWER_S)
    finally:
        link.stop()
        await running
    return room


def _profile(token: Token, room: Room) -> Profile:
    welcome = room.session.welcome
    if welcome is None:
        ended = room.session.ended is not None
        because = room.because or f"No hub at {token.url}: nothing answers."
        raise Sorry(because, Exit.REFUSED if ended else Exit.NO_HUB)
    return Profile(
        url=token.url,
        hub_key=token.hub_key,
        cert=token.cert,
        person=welcome.person,
        agency=welcome.agency,
        device=welcome.device,
        hub_id=room.session.hub_id,
    )
