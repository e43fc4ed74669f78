"""Posts and who holds them. Records: Organization (INC-4), Position (INC-4/OSC, EOC/LSC).

A post is held by one person or by nobody, never silently by two. A duty moves with the entry that
says so; until a successor takes it, whoever has it keeps it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.base import (
    By,
    Called,
    Command,
    Event,
    Header,
    Instant,
    PersonId,
    PositionId,
    Record,
    RoomId,
    Schema,
    Seq,
    Until,
    When,
    is_post,
)
from schemas.circles import Slug
from schemas.organizations import CHAIN_MAX, USUAL, Code, TemplateName
from schemas.text import Line, Name

HISTORY_MAX = 20  # holders remembered on the board; the log has all of them
DEPUTIES_MAX = 8
SPAN_MAX = 7  # people one may lead before the chart says it is too many (NIMS: about five)


class How(StrEnum):
    """How somebody came to hold a post."""

    APPOINTED = "appointed"
    TAKEN = "taken"
    HANDED_OVER = "handed over"
    UNIFIED = "unified"  # command became unified: the same person, the agency's own post


class Left(StrEnum):
    """Why somebody no longer holds a post."""

    SUCCEEDED = "succeeded"
    RELIEVED = "relieved"
    STEPPED_DOWN = "stepped down"
    SHUT_OUT = "shut out"
    UNIFIED = "unified"
    ENDED = "the post ended"


class Held(Schema):
    """One person's time in a post."""

    person: Slug
    agency: Slug
    since: Instant
    seq: Seq
    how: How
    until: Instant | None = None
    left: Left | None = None


class Briefing(Schema):
    """What a successor is told. The last two are what the board showed when it was said."""

    situation: Line
    objectives: Line | None = None
    comms: Line | None = None
    concerns: Line | None = None
    organization: Line | None = None
    resources: Line | None = None


class HandOver(Schema):
    """A duty offered to a successor who has not taken it yet."""

    to: Slug
    briefing: Briefing
    by: By
    at: Instant
    due: Instant | None = None  # None: nobody is left whom it could go to
    step: Annotated[int, Field(ge=0, le=CHAIN_MAX + 1)] = 0
    waits_on: PositionId | None = None  # since it was overdue; None at first: the successor


class Organization(Record):
    """The template a room is organized by."""

    template: TemplateName


class Position(Record):
    """One post in one room."""

    room: RoomId
    code: Code
    title: Name
    section: Name
    reports_to: PositionId | None = None
    key: bool = False
    command: bool = False
    phone: Line | None = None
    deputies: tuple[Slug, ...] = ()
    holder: Slug | None = None
    agency: Slug | None = None
    may: Line | None = None  # what an agency's representative may commit
    opened: Instant
    since: Instant  # held or vacant since
    relief: Instant | None = None  # when the holder should be relieved
    handover: HandOver | None = None
    briefing: Briefing | None = None  # what the holder was told
    history: tuple[Held, ...] = ()

    @property
    def name(self) -> str:
        """What it is and who has it, for people choosing one."""
        return f"{self.title}, {self.holder or 'vacant'}"

    def deadline(self) -> tuple[datetime, Command] | None:
        """A handover that is not taken in time goes up the chain."""
        due = self.handover and self.handover.due
        return (due, LapseHandover(position=self.id)) if due else None


def incident_of(id: str) -> str | None:
    """The incident a post is in, when it is in one."""
    room = id.partition("/")[0]
    return room if room.startswith("INC-") else None


def above(roles: Mapping[str, Position], id: str) -> Iterator[Position]:
    """The posts over this one that are there, the nearest first, each once."""
    seen = {id}
    at = roles.get(id)
    for _ in range(CHAIN_MAX):
        up = at.reports_to if at else None
        if up is None or up in seen:
            return
        seen.add(up)
        at = roles.get(up)
        if at:
            yield at


def keeper(roles: Mapping[str, Position], id: str) -> Position | None:
    """Who has what a post is told and given: its holder, the next over it, its room's top."""
    here, room = roles.get(id), id.partition("/")[0]
    tops = (post for post in roles.values() if post.room == room and post.reports_to is None)
    over: Iterable[Position] = chain([here] if here else [], above(roles, id), tops)
    return next((post for post in over if post.holder), None)


def named(roles: Mapping[str, Position], id: str) -> str:
    """``INC-1/OSC lee``, ``INC-1/OSC vacant, so INC-1/IC maya``; an agency or person as is."""
    if not is_post(id):
        return id
    post = keeper(roles, id)
    if post is None:
        return f"{id} vacant"
    return f"{id} {post.holder}" if post.id == id else f"{id} vacant, so {post.id} {post.holder}"


def hat(held: Sequence[str], ask: Command) -> str | None:
    """The post somebody speaks for when they do not say which; None when several are left.

    It is the only one in the room that the ask names, else the only one they hold.
    """
    values: Iterator[object] = (getattr(ask, name) for name in type(ask).model_fields)
    named = (one for value in values for one in (value if isinstance(value, tuple) else (value,)))
    rooms = {one.partition("/")[0] for one in named if isinstance(one, str)}
    there = [id for id in held if id.partition("/")[0] in rooms] or held
    return there[0] if len(there) == 1 else None


def is_called(id: str, said: str) -> bool:
    """Whether a post is meant by ``as=``: in full, by its code, or by its code without agency."""
    whole, said = id.lower(), said.lower().removeprefix("@")
    code = whole.partition("/")[2]
    return said in (whole, code, code.partition(".")[0], whole.partition(".")[0])


def held_by(roles: Mapping[str, Position], person: str) -> tuple[str, ...]:
    """The posts somebody holds."""
    return tuple(post.id for post in roles.values() if post.holder == person)


def remembered_since(
    opened: datetime, history: Sequence[Held], most: int = HISTORY_MAX
) -> datetime:
    """Since when a history tells all: from the opening, unless its first times were let go."""
    return history[-most:][0].since if len(history) >= most else opened


def is_vacant(post: Position) -> bool:
    """Whether a key post is held by nobody: everybody should see that."""
    return post.key and post.holder is None


# -- events --------------------------------------------------------------------------------------


class _OfPosition(Event[Position]):
    shelf: ClassVar[str] = "roles"
    id: PositionId

    def about(self) -> str | None:
        """The incident the post is in."""
        return incident_of(self.id)


class RoomOrganized(Event[Organization]):
    """A room is organized by a template from now on."""

    shelf: ClassVar[str] = "organizations"
    kind: Literal["room_organized"] = "room_organized"
    template: TemplateName

    def onto(self, was: Organization | None, entry: Header) -> Organization:
        """The template."""
        return Organization(id=self.id, template=self.template)


class PositionOpened(_OfPosition):
    """A post is there, and vacant."""

    kind: Literal["position_opened"] = "position_opened"
    title: Name
    section: Name
    reports_to: PositionId | None = None
    key: bool = False
    command: bool = False
    phone: Line | None = None

    def onto(self, was: Position | None, entry: Header) -> Position:
        """A vacant post."""
        room, _, code = self.id.partition("/")
        return Position(
            id=self.id,
            room=room,
            code=code.partition(".")[0],
            title=self.title,
            section=self.section,
            reports_to=self.reports_to,
            key=self.key,
            command=self.command,
            phone=self.phone,
            opened=entry.when,
            since=entry.when,
        )


class PositionDescribed(_OfPosition):
    """The title, the superior or the phone of a post changed; what is None stays."""

    kind: Literal["position_described"] = "position_described"
    title: Name | None = None
    reports_to: PositionId | None = None
    phone: Line | None = None
    deputies: tuple[Slug, ...] | None = None

    def onto(self, was: Position | None, entry: Header) -> Position | None:
        """The fields that were said replace the old ones."""
        said = self.model_dump(exclude={"kind", "id", "audience"}, exclude_none=True)
        return was and was.but(**said)


class PositionHeld(_OfPosition):
    """Somebody holds the post from now on; who held it no longer does."""

    kind: Literal["position_held"] = "position_held"
    person: Slug
    agency: Slug
    how: How
    relief: Instant | None = None
    may: Line | None = None
    briefing: Briefing | None = None

    def onto(self, was: Position | None, entry: Header) -> Position | None:
        """The new holder, told what the old one said."""
        held = Held(
            person=self.person,
            agency=self.agency,
            since=entry.when,
            seq=entry.seq,
            how=self.how,
        )
        return was and was.but(
            holder=self.person,
            agency=self.agency,
            since=entry.when,
            relief=self.relief,
            may=self.may,
            briefing=self.briefing,
            handover=None,
            history=(*ended(was.history, Left.SUCCEEDED, entry), held)[-HISTORY_MAX:],
        )


class PositionVacated(_OfPosition):
    """Nobody holds the post any more."""

    kind: Literal["position_vacated"] = "position_vacated"
    left: Left
    reason: Line | None = None

    def onto(self, was: Position | None, entry: Header) -> Position | None:
        """Vacant, with what the last holder was told kept for the next."""
        return was and was.but(
            holder=None,
            agency=None,
            since=entry.when,
            relief=None,
            may=None,
            handover=None,
            history=ended(was.history, self.left, entry),
        )


class PositionClosed(_OfPosition):
    """The post is no longer there."""

    kind: Literal["position_closed"] = "position_closed"

    def onto(self, was: Position | None, entry: Header) -> None:
        """Off the board."""
        return


class HandoverOffered(_OfPosition):
    """A successor was briefed and asked to take the post."""

    kind: Literal["handover_offered"] = "handover_offered"
    to: Slug
    briefing: Briefing
    due: Instant

    def onto(self, was: Position | None, entry: Header) -> Position | None:
        """The holder stays until the successor takes it."""
        offered = HandOver(
            to=self.to, briefing=self.briefing, by=entry.by, at=entry.when, due=self.due
        )
        return was and was.but(handover=offered)


class HandoverEscalated(_OfPosition):
    """A handover was not taken in time and waits on somebody higher, or on nobody."""

    kind: Literal["handover_escalated"] = "handover_escalated"
    step: int
    waits_on: PositionId | None = None
    due: Instant | None = None

    def onto(self, was: Position | None, entry: Header) -> Position | None:
        """One step up; without a due time it stays where it is, unowned."""
        if was is None or was.handover is None:
            return was
        up = {"step": self.step, "waits_on": self.waits_on, "due": self.due}
        return was.but(handover=was.handover.model_copy(update=up))


class HandoverEnded(_OfPosition):
    """A handover was declined or taken back; the holder holds on."""

    kind: Literal["handover_ended"] = "handover_ended"
    reason: Line

    def onto(self, was: Position | None, entry: Header) -> Position | None:
        """As before it was offered."""
        return was and was.but(handover=None)


def ended(history: tuple[Held, ...], left: Left | None, entry: Header) -> tuple[Held, ...]:
    """The history with the last holder's time ended."""
    last = history[-1] if history else None
    if last is None or last.until:
        return history
    return (*history[:-1], last.but(until=entry.when, left=left))


# -- commands ------------------------------------------------------------------------------------


class OrganizeRoom(Command):
    """Organize a room by another template; posts that somebody holds stay."""

    grant = "roles.organize"
    usage = "organize {room} {template}"
    says = "organize {room} as {template}; posts that somebody holds stay"
    example = "organize EOC support"
    kind: Literal["organize_room"] = "organize_room"
    room: RoomId
    template: TemplateName = USUAL


class OpenPost(Command):
    """Add a post to a room, or say anew its title, whom it reports to and how it is reached."""

    grant = "roles.appoint"
    usage = "post {position} [to={reports_to}] [phone={phone}] {title...}"
    says = "{position} is the post {title}[, reporting to {reports_to}][, phone {phone}]"
    example = "post INC-1/DIV-A to=INC-1/OSC Division A Supervisor"
    kind: Literal["open_post"] = "open_post"
    position: PositionId
    reports_to: PositionId | None = None
    phone: Line | None = None
    title: Name


May = Annotated[Line, Called("limit of what they may commit")]


class Appoint(Command):
    """Put somebody into a vacant post, as a superior."""

    grant = "roles.appoint"
    usage = "appoint {position} {person} [until={until}] [may={may}]"
    says = "{person} holds {position} from now on[ until {until}][ and may commit {may}]"
    example = "appoint EOC/LSC kim until=1800"
    kind: Literal["appoint"] = "appoint"
    position: PositionId
    person: PersonId
    until: Until | None = None
    may: May | None = None


class HandOverPost(Command):
    """Brief a successor; the post is theirs when they take it, and yours until then."""

    grant = "roles.hold"
    usage = (
        "handover {position} {person} [due={due}] [objectives={objectives}] [comms={comms}]"
        " [concerns={concerns}] {situation...}"
    )
    says = (
        "offer {position} to {person}[, to be taken by {due}][; objectives {objectives}]"
        "[; communications {comms}][; concerns {concerns}]: {situation}"
    )
    example = (
        'handover INC-1/IC lee objectives="evacuate 200 m" comms="TAC 2, command on CMD 1"'
        ' concerns="rising water" Water at the second step, two streets closed'
    )
    kind: Literal["hand_over_post"] = "hand_over_post"
    position: PositionId
    person: PersonId
    due: Annotated[Instant, When("future")] | None = None
    objectives: Line | None = None
    comms: Line | None = None
    concerns: Line | None = None
    situation: Line


class DeclineHandover(Command):
    """Do not take what is handed over, or take back what you offered; the holder holds on."""

    grant = "roles.hold"
    usage = "decline {position} {reason...}"
    says = "{position} stays with its holder: {reason}"
    example = "decline INC-2/IC I am at the hospital until 1600"
    kind: Literal["decline_handover"] = "decline_handover"
    position: PositionId
    reason: Line


class TakePost(Command):
    """Take a post that is handed to you, or one that is vacant."""

    grant = "roles.hold"
    usage = "take {position} [until={until}] [may={may}]"
    says = "take {position}[ until {until}][; you may commit {may}]"
    confirm = "Take {position}? It is yours at once, and everybody is told."
    example = "take EOC/PSC"
    kind: Literal["take_post"] = "take_post"
    position: PositionId
    until: Until | None = None
    may: May | None = None


class Relieve(Command):
    """Relieve the holder of a post, as a superior, or step down; the post is vacant then."""

    grant = "roles.hold"
    usage = "relieve {position} {reason...}"
    says = "{position} is vacant from now on: {reason}"
    confirm = "Relieve {position}? Nobody holds it then, and everybody is told."
    example = "relieve INC-2/IC Going off duty"
    kind: Literal["relieve"] = "relieve"
    position: PositionId
    reason: Line


class NameDeputies(Command):
    """Say who may take a post at once when its holder cannot go on."""

    grant = "roles.appoint"
    usage = "deputy {position} {deputies+}"
    says = "{deputies} may take {position} when its holder cannot go on"
    example = "deputy INC-2/IC lee"
    kind: Literal["name_deputies"] = "name_deputies"
    position: PositionId
    deputies: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=DEPUTIES_MAX)]


class LapseHandover(Command):
    """A handover was not taken in time; the clock asks it."""

    grant = "roles.lapse"
    usage = "lapse {position}"
    says = "the handover of {position} was not taken in time"
    example = "lapse INC-1/IC"
    kind: Literal["lapse_handover"] = "lapse_handover"
    position: PositionId
