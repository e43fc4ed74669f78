"""A scenario in plain phrases, read from its file. scenarios/README.md says how one is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from schemas.agencies import Discipline, Grant, Standing
from tests.expecting import Expectation, Unknown, expectation
from tests.house import NOON, ZONE

FOLDER = Path(__file__).parent / "scenarios"
LINES_MAX = 2_000  # of one file
DAY = timedelta(days=1)


class Unclear(Exception):
    """A line that cannot be read; says the file and the line."""


@dataclass(frozen=True)
class Member:
    """Somebody of an agency."""

    person: str
    agency: str
    grant: Grant = Grant.REPRESENTATIVE


@dataclass(frozen=True)
class Taking:
    """An agency that takes part."""

    agency: str
    discipline: Discipline
    standing: Standing = Standing.JURISDICTIONAL


@dataclass
class Step:
    """Something that happens, what is expected of it, and where it stands."""

    where: str
    expected: list[Expectation] = field(default_factory=list)


@dataclass
class Phase(Step):
    """Time moves to a moment; ``ends`` is the moment of the next phase."""

    at: datetime = NOON
    ends: datetime | None = None


@dataclass
class Speech(Step):
    """Somebody says a phrase."""

    person: str = ""
    phrase: str = ""


@dataclass
class Command(Step):
    """From the record: who was in command of an incident, one after the other."""

    incident: str = ""
    holders: tuple[str, ...] = ()


@dataclass
class Script:
    """One file."""

    name: str
    agencies: list[Taking] = field(default_factory=list)
    members: dict[str, Member] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    only_in_memory: str = ""  # why, where a real hub cannot play it
    active: set[str] = field(default_factory=set)  # people who speak or look

    def phases(self) -> Iterator[Phase]:
        """The phases, in order."""
        return (step for step in self.steps if isinstance(step, Phase))


class Reader:
    """Reads one file, line by line."""

    def __init__(self, name: str) -> None:
        self.script = Script(name)
        self._where = name
        self._begun = False

    def read(self, text: str) -> Script:
        """The whole file; Unclear at its first line that cannot be read."""
        lines = text.splitlines()
        if len(lines) > LINES_MAX:
            raise Unclear(f"{self.script.name}: more than {LINES_MAX} lines; make it two files")
        for number, line in enumerate(lines, 1):
            self._where = f"{self.script.name}:{number}"
            if line.strip() and not line.lstrip().startswith("#"):
                self._line(line)
        phases = list(self.script.phases())
        if not phases:
            raise Unclear(f"{self.script.name}: nothing happens; write a line like == 02:10 Title")
        for phase, after in pairwise(phases):
            phase.ends = after.at
        return self.script

    def _line(self, line: str) -> None:
        if line[0].isspace():
            self._expect(line.strip())
            return
        forms = _BODY if self._begun or line.startswith("==") else _HEAD
        for form, take in forms:
            if found := form.fullmatch(line.rstrip()):
                take(self, found)
                return
        raise self._unclear(line, _BEGUN if self._begun else _BEGINS)

    def _unclear(self, line: str, why: str) -> Unclear:
        return Unclear(f"{self._where}: {line.strip()!r}: {why}")

    # -- before the first phase ------------------------------------------------------------------

    def _agency(self, found: re.Match[str]) -> None:
        slug, sort, standing, people = found.groups()
        try:
            taking = Taking(slug, Discipline(sort), Standing(standing or "jurisdictional"))
        except ValueError as error:
            raise self._unclear(found[0], str(error)) from None
        self.script.agencies.append(taking)
        for word in people.split(","):
            person, _, grant = word.strip().partition(" as ")
            try:
                member = Member(person, slug, Grant(grant or "representative"))
            except ValueError as error:
                raise self._unclear(found[0], str(error)) from None
            self.script.members[person] = member

    def _only(self, found: re.Match[str]) -> None:
        self.script.only_in_memory = found[1]

    # -- what happens ----------------------------------------------------------------------------

    def _phase(self, found: re.Match[str]) -> None:
        hour, minute = int(found[1]), int(found[2])
        if hour > 23 or minute > 59:
            raise self._unclear(found[0], "a clock shows 00:00 to 23:59")
        last = max((phase.at for phase in self.script.phases()), default=NOON.astimezone(ZONE))
        at = last.replace(hour=hour, minute=minute, second=0, microsecond=0)
        self._begun = True
        self.script.steps.append(Phase(self._where, at=at if at > last else at + DAY))

    def _speech(self, found: re.Match[str]) -> None:
        person, agency, phrase = found.groups()
        self._known(person, found[0])
        if self.script.members[person].agency != agency:
            raise self._unclear(found[0], f"{person} is not of {agency}")
        self.script.steps.append(Speech(self._where, person=person, phrase=phrase))

    def _command(self, found: re.Match[str]) -> None:
        holders = tuple(one.strip() for one in found[2].split(";"))
        self.script.steps.append(Command(self._where, incident=found[1], holders=holders))

    def _expect(self, text: str) -> None:
        if not self.script.steps or isinstance(self.script.steps[-1], Command):
            raise self._unclear(text, "an indented line says what is expected of the one above it")
        try:
            made = expectation(self._where, text)
        except Unknown as error:
            raise self._unclear(text, str(error)) from None
        if made.person:
            self._known(made.person, text)
        self.script.steps[-1].expected.append(made)

    def _known(self, person: str, line: str) -> None:
        if person not in self.script.members:
            raise self._unclear(line, f"no agency above has somebody called {person}")
        self.script.active.add(person)


_BEGINS = "before the first == stand lines like  agency fire (fire): maya, lee"
_BEGUN = "a line is  maya (fire): PHRASE  or  == 02:10 Title"

_Form = tuple[re.Pattern[str], Callable[[Reader, re.Match[str]], None]]
_HEAD: tuple[_Form, ...] = (
    (re.compile(r"agency ([a-z]+) \(([a-z_]+)(?:, ([a-z_]+))?\): (.+)"), Reader._agency),
    (re.compile(r"only in memory: (.+)"), Reader._only),
)
_BODY: tuple[_Form, ...] = (
    (re.compile(r"== ([0-9]{2}):([0-9]{2}) .+"), Reader._phase),
    (re.compile(r"command of (INC-[0-9]+): (.+)"), Reader._command),
    (re.compile(r"([a-z]+) \(([a-z]+)\): (.+)"), Reader._speech),
)


def scripts() -> Mapping[str, Path]:
    """The scenarios there are, by name."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.txt"))}


def read(path: Path) -> Script:
    """A scenario from its file."""
    return Reader(path.name).read(path.read_text(encoding="utf-8"))
