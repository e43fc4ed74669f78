"""``sitroom``: what stands behind each word, loaded when it is said and not before."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

# word -> (what is run, what --help says). The strings are the only way from here to the hub.
WORDS: Mapping[str, tuple[str, str]] = {
    "join": ("console.joining:join", "come in for the first time, with an invitation"),
    "console": ("console.begin:console", "open the room in this terminal"),
    "say": ("console.words:say", "say a phrase and print the answer"),
    "board": ("console.words:board", "print a board as it is now"),
    "watch": ("console.watching:watch", "print each entry as it happens"),
    "replay": ("console.replaying:replay", "show any moment of a log, on the same screens"),
    "verify": ("console.verifying:verify", "check a log file that nobody is writing"),
    "feed": ("console.feeds.command:feed", "bring another system's data in"),
    "demo": ("console.demo:demo", "a real New Year's night, live, on a hub of its own"),
    "hub": ("server.cli:hub", "serve a log"),
    "doctor": ("server.doctor:doctor", "look at a hub's log, files, disk, clock, certificate"),
    "admin": ("server.cli:admin", "agencies, people and invitations, for whoever runs the hub"),
}


class Words(click.Group):
    """A group that imports a word's module when the word is said."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The words, in the order people meet them."""
        return list(WORDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command behind a word."""
        if cmd_name not in WORDS:
            return None
        module, _, name = WORDS[cmd_name][0].partition(":")
        found: Any = getattr(import_module(module), name)
        assert isinstance(found, click.Command), cmd_name
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What --help lists, without loading any of it."""
        with formatter.section("Words"):
            formatter.write_dl([(word, says) for word, (_, says) in WORDS.items()])
        with formatter.section("Exit codes"):
            formatter.write_dl(
                [
                    ("0", "done"),
                    ("1", "refused: rule, grant, unknown id, token, pin, port, permissions"),
                    ("2", "cannot be read: grammar, usage"),
                    ("3", "hub not reached, or sent and not confirmed"),
                    ("4", "log damaged, altered, behind its head, or newer"),
                ]
            )


@click.command(cls=Words, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sitroom", message="sitroom %(version)s")
def main() -> None:
    """The situation room in a terminal: many agencies, one emergency, one log.

    SITROOM_HOME names the folder of profile, key and queue; each person has one.
    """
