"""``sitroom admin``: agencies, people and invitations, by whoever runs the hub."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import IO, Any, NoReturn

import click
from pydantic import ValidationError

from schemas import files
from schemas.agencies import (
    AddAgency,
    AddPerson,
    Discipline,
    Grant,
    InvitePerson,
    RevokePerson,
    Standing,
)
from schemas.base import Command, fault
from schemas.entry import Unreadable, canonical, strict
from schemas.logfile import LogFile
from schemas.logport import LogError
from schemas.nouns import COMMANDS
from schemas.wire import Accepted, Refused
from server.access import Locked, private_key, signer
from server.admin import ACTOR, NoHub, ask_copy, ask_hub, submit_of
from server.batch import Asked
from server.start import Mismatch, Served, open_log

LOG = click.Path(dir_okay=False, path_type=Path)
LINES_MAX = 10_000  # of a roster
AT = "sitroom.log"  # where the group leaves the log's path for its words


def end(sentence: str, code: int) -> NoReturn:
    """One sentence on stderr, and out."""
    click.echo(sentence, err=True)
    sys.exit(code)


@click.group()
@click.option("--log", "path", type=LOG, help="The hub's log; always needed.")
@click.option("--create", is_flag=True, help="Make the log if it is not there.")
@click.option("--exercise", metavar="NAME", help="With --create: an exercise, for ever.")
@click.pass_context
def admin(context: click.Context, path: Path | None, create: bool, exercise: str | None) -> None:
    """Agencies, people and invitations, by whoever runs the hub.

    Asks a running hub over the socket beside its log, else opens the log itself.
    """
    context.meta[AT] = path.resolve() if path else None

    def ask(command: Command) -> Accepted:
        return _asked(said_log(context), command, create, exercise)

    context.obj = ask


def said_log(context: click.Context) -> Path:
    """The log the group was told; asked for only now, so that help needs none."""
    path: Path | None = context.meta[AT]
    if path is None:
        raise click.UsageError("Say which log: sitroom admin --log FILE …", context)
    return path


Asker = Callable[[Command], Accepted]


def _asked(path: Path, command: Command, create: bool, exercise: str | None) -> Accepted:
    """The answer, from the hub or from the log; ends with the sentence when it is no."""
    os.umask(0o077)
    try:
        answer = ask_hub(path, command)
    except NoHub:
        answer = _alone(path, command, create, exercise)
    except OSError as error:
        end(f"The hub's socket does not answer ({error}).", 3)
    if isinstance(answer, Refused):
        refusal = answer.refusal
        end(f"{refusal.because}{f' Ask {refusal.ask}.' if refusal.ask else ''}", 1)
    return answer


def _alone(path: Path, command: Command, create: bool, exercise: str | None) -> Accepted | Refused:
    """No hub runs: decide by the same rules, in this process."""
    try:
        served: Served = open_log(path, create=create, exercise=exercise)
    except (Mismatch, Locked) as error:
        end(str(error), 1)
    except LogError as error:
        end(str(error), error.exit_code)
    hub = served.hub
    try:
        if command.once and served.address is None:
            end(
                f"Start the hub once first (sitroom hub --log {path}): an invitation says where.", 1
            )
        batch = hub.take([Asked("admin", ACTOR, submit_of(command))])
        outcome = hub.append(batch) if batch.kept else None
        return hub.settle(batch, outcome)[0].answer
    finally:
        hub.close()


def _make(shape: type[Command], **fields: Any) -> Command:
    """A command from the command line's words; ends with the field and the remedy."""
    said = {name: value for name, value in fields.items() if value is not None}
    try:
        return shape(**said)
    except ValidationError as error:
        end(fault(error), 2)


@admin.group()
def agency() -> None:
    """Agencies that take part."""


@agency.command("add")
@click.argument("slug")
@click.argument("name")
@click.option("--discipline", type=click.Choice([d.value for d in Discipline]), default="other")
@click.option(
    "--standing", type=click.Choice([s.value for s in Standing]), default="jurisdictional"
)
@click.pass_obj
def add_agency(ask: Asker, slug: str, name: str, discipline: str, standing: str) -> None:
    """Let an agency take part: a short name and its full name."""
    command = _make(
        AddAgency,
        agency=slug,
        name=name,
        discipline=Discipline(discipline),
        standing=Standing(standing),
    )
    click.echo(f"#{ask(command).seq} {slug.lower()} takes part")


@admin.group()
def person() -> None:
    """People of the agencies."""


@person.command("add")
@click.argument("slug")
@click.argument("name")
@click.option("--agency", required=True, metavar="SLUG")
@click.option(
    "--grant",
    "grants",
    multiple=True,
    type=click.Choice([g.value for g in Grant]),
    help="Once for each; default: representative.",
)
@click.option("--speaks-for", default="", metavar="A,B", help="Agencies a feed may report for.")
@click.option("--phone")
@click.pass_obj
def add_person(
    ask: Asker,
    slug: str,
    name: str,
    agency: str,
    grants: tuple[str, ...],
    speaks_for: str,
    phone: str | None,
) -> None:
    """Give a person an account."""
    command = _make(
        AddPerson,
        person=slug,
        name=name,
        agency=agency,
        grants=tuple(Grant(g) for g in grants) or (Grant.REPRESENTATIVE,),
        speaks_for=tuple(a for a in speaks_for.split(",") if a),
        phone=phone,
    )
    click.echo(f"#{ask(command).seq} {slug.lower()} has an account")


@admin.command()
@click.argument("who")
@click.pass_obj
def invite(ask: Asker, who: str) -> None:
    """Make an invitation; prints the token alone."""
    click.echo(ask(_make(InvitePerson, person=who)).once)


@admin.command()
@click.argument("who")
@click.pass_obj
def revoke(ask: Asker, who: str) -> None:
    """Shut a person and all the person's devices out, now."""
    click.echo(f"#{ask(_make(RevokePerson, person=who)).seq} {who.lower()} is shut out")


@admin.command()
@click.argument("file", type=click.File())
@click.pass_obj
def apply(ask: Asker, file: IO[str]) -> None:
    """Commands from a file, one JSON object a line: a whole roster at once.

    Answers one JSON object a line, with the token where one was made; stops at the first no.
    """
    for number, line in enumerate(islice(file, LINES_MAX), 1):
        if line.strip():
            answer = ask(_command(number, line))
            click.echo(json.dumps(answer.model_dump(mode="json", exclude_none=True)))


@admin.command()
@click.argument("to", type=click.Path(path_type=Path))
@click.pass_context
def copy(context: click.Context, to: Path) -> None:
    """Copy the log to the file TO, whole and clean, while the hub goes on or without one."""
    os.umask(0o077)
    log = said_log(context)
    if not to.resolve().parent.is_dir():
        end(f"There is no folder {to.resolve().parent}: make it, readable for the hub alone.", 1)
    try:
        seq = _copied(log, to.resolve())
    except LogError as error:
        end(str(error), error.exit_code)
    except Locked as error:
        end(str(error), 1)
    except OSError as error:
        end(f"The hub's socket does not answer ({error}).", 3)
    click.echo(f"copied up to #{seq} to {to}")


def _copied(log: Path, to: Path) -> int:
    """The last entry copied: by the hub, or from the log when no hub runs."""
    try:
        return ask_copy(log, to)
    except NoHub:
        pass
    files.must_be_a_file(log)
    alone = LogFile.open(log, signer(private_key(log.with_name(log.name + ".key"))))
    try:
        return alone.copy_to(to).seq
    finally:
        alone.close()


def _command(number: int, line: str) -> Command:
    try:
        plain = strict(line)
        shape = COMMANDS[plain["kind"]]
        return shape.model_validate_json(canonical(plain))
    except ValidationError as error:
        end(f"line {number}: {fault(error)}", 2)
    except (Unreadable, KeyError, TypeError) as error:
        end(f"line {number} is no command: {error}", 2)
