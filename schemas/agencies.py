"""Agencies, their people, the people's devices, and invitations.

Records: Agency (fire), Person (maya), Device (its key's short hash), Invite (the person's id).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from schemas.base import AgencyId, By, Command, Event, Header, Instant, PersonId, Record, Schema
from schemas.circles import Audience, NewSlug, Slug
from schemas.text import Line, Name

GRANTS_MAX = 8  # grants of one person
SPEAKS_FOR_MAX = 32  # agencies one account may speak for
QUALIFICATIONS_MAX = 32
FOR_ADMINS = ("admins",)


class Discipline(StrEnum):
    """What an agency does."""

    LAW = "law"
    FIRE = "fire"
    EMS = "ems"
    HEALTH = "health"
    WORKS = "works"
    MANAGEMENT = "management"
    SCHOOLS = "schools"
    NGO = "ngo"
    VOLUNTEER = "volunteer"
    OTHER = "other"


class Standing(StrEnum):
    """How an agency stands to an incident (NIMS): with authority, with resources, with support."""

    JURISDICTIONAL = "jurisdictional"
    ASSISTING = "assisting"
    COOPERATING = "cooperating"
    COMMUNITY = "community"


class Grant(StrEnum):
    """What an account is for; schemas/grants.py says what each may ask."""

    ADMIN = "admin"
    COORDINATOR = "coordinator"
    REPRESENTATIVE = "representative"
    SIGNATORY = "signatory"  # signs agreements for their agency
    CONTRIBUTOR = "contributor"
    OBSERVER = "observer"
    REVIEWER = "reviewer"
    CONTROLLER = "controller"
    FEED = "feed"


Phone = Annotated[str, StringConstraints(pattern=r"^[0-9+*#(). /x-]{2,40}$")]
DeviceId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
DeviceKey = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
CodeHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Grants = Annotated[tuple[Grant, ...], Field(min_length=1, max_length=GRANTS_MAX)]
SpeaksFor = Annotated[tuple[AgencyId, ...], Field(max_length=SPEAKS_FOR_MAX)]
Qualifications = Annotated[tuple[Line, ...], Field(max_length=QUALIFICATIONS_MAX)]


# -- records -------------------------------------------------------------------------------------


class Agency(Record):
    """One organization that takes part."""

    name: Name
    discipline: Discipline
    standing: Standing

    @property
    def also(self) -> str:
        """Other words that people ask for it by: those of what it does."""
        return f"{self.discipline.value} {_SPOKEN_OF.get(self.discipline, '')}".rstrip()


_SPOKEN_OF: Mapping[Discipline, str] = {
    Discipline.LAW: "police sheriff",
    Discipline.FIRE: "firefighters brigade",
    Discipline.EMS: "ambulance medics paramedics",
    Discipline.HEALTH: "hospital",
    Discipline.WORKS: "public works roads",
    Discipline.MANAGEMENT: "emergency management",
    Discipline.SCHOOLS: "schools",
}


class ShutOut(Schema):
    """When, by whom and why somebody was shut out."""

    at: Instant
    by: By
    reason: Line | None = None


class Person(Record):
    """One person of one agency."""

    name: Name
    agency: Slug
    grants: tuple[Grant, ...]
    speaks_for: tuple[Slug, ...] = ()
    phone: Phone | None = None
    radio: Line | None = None
    alternate: Line | None = None
    qualifications: tuple[Line, ...] = ()
    revoked: bool = False
    shut_out: ShutOut | None = None  # while they are

    @property
    def reached(self) -> str:
        """By phone, else by radio, else through whom; nothing where none is known."""
        radio = f"radio {self.radio}" if self.radio else None
        return self.phone or radio or self.alternate or ""


class Device(Record):
    """One console's key. The private half never leaves the machine it was made on."""

    person: Slug
    key: DeviceKey
    name: Name
    enrolled_at: Instant
    revoked: bool = False


class Invite(Record):
    """An invitation not yet taken; the code itself is nowhere, only its hash."""

    code_hash: CodeHash
    until: Instant


# -- events --------------------------------------------------------------------------------------


class AgencyAdded(Event[Agency]):
    """An agency takes part."""

    shelf: ClassVar[str] = "agencies"
    creates: ClassVar[bool] = True
    kind: Literal["agency_added"] = "agency_added"
    name: Name
    discipline: Discipline = Discipline.OTHER
    standing: Standing = Standing.JURISDICTIONAL

    def onto(self, was: Agency | None, entry: Header) -> Agency:
        """A new agency."""
        return Agency(
            id=self.id, name=self.name, discipline=self.discipline, standing=self.standing
        )


class PersonAdded(Event[Person]):
    """A person has an account."""

    shelf: ClassVar[str] = "people"
    creates: ClassVar[bool] = True
    kind: Literal["person_added"] = "person_added"
    name: Name
    agency: Slug
    grants: tuple[Grant, ...]
    speaks_for: tuple[Slug, ...] = ()
    phone: Phone | None = None
    radio: Line | None = None
    alternate: Line | None = None
    qualifications: tuple[Line, ...] = ()

    def onto(self, was: Person | None, entry: Header) -> Person:
        """A new account."""
        return Person.model_validate(self.model_dump(exclude={"kind", "audience"}))


class ContactChanged(Event[Person]):
    """How a person is reached, and what the person is qualified for; what is None stays."""

    shelf: ClassVar[str] = "people"
    kind: Literal["contact_changed"] = "contact_changed"
    phone: Phone | None = None
    radio: Line | None = None
    alternate: Line | None = None
    qualifications: tuple[Line, ...] | None = None

    def onto(self, was: Person | None, entry: Header) -> Person | None:
        """The fields that were said replace the old ones."""
        said = self.model_dump(exclude={"kind", "id", "audience"}, exclude_none=True)
        return was and was.but(**said)


class PersonRevoked(Event[Person]):
    """A person may no longer come in."""

    shelf: ClassVar[str] = "people"
    kind: Literal["person_revoked"] = "person_revoked"
    reason: Line | None = None

    def onto(self, was: Person | None, entry: Header) -> Person | None:
        """The account stays readable and is closed."""
        out = ShutOut(at=entry.when, by=entry.by, reason=self.reason)
        return was and was.but(revoked=True, shut_out=out)


class PersonReadmitted(Event[Person]):
    """A revoked person is invited again."""

    shelf: ClassVar[str] = "people"
    kind: Literal["person_readmitted"] = "person_readmitted"

    def onto(self, was: Person | None, entry: Header) -> Person | None:
        """The account is open; the old devices stay revoked."""
        return was and was.but(revoked=False, shut_out=None)


class DeviceEnrolled(Event[Device]):
    """A console has a key of its own."""

    shelf: ClassVar[str] = "devices"
    creates: ClassVar[bool] = True
    kind: Literal["device_enrolled"] = "device_enrolled"
    person: Slug
    key: DeviceKey
    name: Name

    def onto(self, was: Device | None, entry: Header) -> Device:
        """A new device."""
        return Device(
            id=self.id, person=self.person, key=self.key, name=self.name, enrolled_at=entry.at
        )


class DeviceRevoked(Event[Device]):
    """A device may no longer come in."""

    shelf: ClassVar[str] = "devices"
    kind: Literal["device_revoked"] = "device_revoked"

    def onto(self, was: Device | None, entry: Header) -> Device | None:
        """The key is refused from now on."""
        return was and was.but(revoked=True)


class InviteMade(Event[Invite]):
    """A code was shown once to the asker; a newer one replaces it."""

    shelf: ClassVar[str] = "invites"
    kind: Literal["invite_made"] = "invite_made"
    audience: Audience = FOR_ADMINS
    code_hash: CodeHash
    until: Instant

    def onto(self, was: Invite | None, entry: Header) -> Invite:
        """One invitation a person."""
        return Invite(id=self.id, code_hash=self.code_hash, until=self.until)


class InviteEnded(Event[Invite]):
    """A code was used or withdrawn."""

    shelf: ClassVar[str] = "invites"
    kind: Literal["invite_ended"] = "invite_ended"
    audience: Audience = FOR_ADMINS

    def onto(self, was: Invite | None, entry: Header) -> None:
        """It works once."""
        return


# -- commands ------------------------------------------------------------------------------------


class AddAgency(Command):
    """Let an agency take part."""

    grant = "agencies.add"
    usage = "agency {agency} [discipline={discipline}] [standing={standing}] {name...}"
    says = "add the agency {agency}: {name}[, {discipline}][, {standing}]"
    example = "agency county discipline=management Ash County"
    kind: Literal["add_agency"] = "add_agency"
    agency: NewSlug
    name: Name
    discipline: Discipline = Discipline.OTHER
    standing: Standing = Standing.JURISDICTIONAL


class AddPerson(Command):
    """Give a person an account."""

    grant = "agencies.person"
    usage = (
        "person {person} {agency} [grant={grants+}] [speaks={speaks_for+}] [phone={phone}]"
        " [radio={radio}] [alternate={alternate}] [qualified={qualifications+}] {name...}"
    )
    says = "add {name} ({person}) of {agency} as {grants}[ speaking for {speaks_for}]"
    example = "person pat fire grant=representative phone=5550142 qualified=OSC Pat Park"
    kind: Literal["add_person"] = "add_person"
    person: NewSlug
    agency: AgencyId
    name: Name
    grants: Grants = (Grant.REPRESENTATIVE,)
    speaks_for: SpeaksFor = ()
    phone: Phone | None = None
    radio: Line | None = None
    alternate: Line | None = None
    qualifications: Qualifications = ()


class ChangeContact(Command):
    """Say how a person is reached."""

    grant = "agencies.contact"
    usage = (
        "contact {person} [phone={phone}] [radio={radio}] [alternate={alternate}]"
        " [qualified={qualifications+}]"
    )
    says = (
        "{person} is reached[ by phone {phone}][ by radio {radio}][ or through {alternate}]"
        "[, qualified {qualifications}]"
    )
    example = 'contact maya phone=5550117 radio="TAC 2"'
    edits = "person"
    kind: Literal["change_contact"] = "change_contact"
    person: PersonId
    phone: Phone | None = None
    radio: Line | None = None
    alternate: Line | None = None
    qualifications: Qualifications | None = None


class InvitePerson(Command):
    """Make a code for a person who has an account; it is shown once."""

    grant = "agencies.invite"
    usage = "invite {person}"
    says = "make an invitation for {person}; the code is shown once, to you"
    example = "invite maya"
    once = True
    kind: Literal["invite_person"] = "invite_person"
    person: PersonId


class InviteNewcomer(Command):
    """Add a person as representative of an agency and make a code; it is shown once."""

    grant = "agencies.invite"
    usage = "invite {name} {agency} [phone={phone}]"
    says = "add {name} as representative of {agency} and show the invitation once, to you"
    example = 'invite "Pat Lee" redcross phone=5550142'
    once = True
    kind: Literal["invite_newcomer"] = "invite_newcomer"
    name: Name
    agency: AgencyId
    phone: Phone | None = None


class RevokePerson(Command):
    """Shut a person and all the person's devices out, now."""

    grant = "agencies.revoke"
    usage = "revoke {person} [{reason...}]"
    says = "shut {person} and all the person's devices out[: {reason}]"
    example = "revoke sam Console lost in the field"
    confirm = (
        "Shut {person} out? They are cut off within two seconds, and only a new invitation brings"
        " them back."
    )
    kind: Literal["revoke_person"] = "revoke_person"
    person: PersonId
    reason: Line | None = None


class EnrolDevice(Command):
    """Come in for the first time with a code. The hub asks this for the joining console."""

    grant = "agencies.enrol"
    usage = "enrol {key} {code_hash} {name...}"
    says = "enrol the device {name}"
    example = f"enrol {'5' * 64} {'a' * 64} Front desk"
    shelf_life_s = None
    kind: Literal["enrol_device"] = "enrol_device"
    key: DeviceKey
    code_hash: CodeHash
    name: Name
