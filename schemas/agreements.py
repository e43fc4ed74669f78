"""Agreements: what two agencies lend each other, and on what terms. Record: Agreement (AGR-2).

What is proposed is a version, and each change of it the next one. A version holds once both parties
have signed it; the one before it holds until then. A request inside one that holds needs nobody's
decision (``server/rules/agreements``).

What *remains* of a term is its quantity less what is out. Out is what open requests were approved
for under any version, until it is given back: a unit that came when it is released, what has not
come when its request ends, what somebody else brings instead when they promise it. What came
without a call sign is used up.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.base import (
    AgencyId,
    AgreementId,
    By,
    Called,
    Command,
    Event,
    Header,
    Instant,
    Record,
    RequestId,
    ResourceId,
    Schema,
    When,
)
from schemas.circles import Slug
from schemas.incidents import Closed
from schemas.resources import Kind, Type, same
from schemas.text import Line

TERMS_MAX = 32  # of one version
USES_MAX = 200  # requests that have something out under one agreement
UNITS_MAX = 1_024  # with call signs, out for one request
KEPT = timedelta(hours=12)  # how long one that ended or expired stays on the board

Quantity = Annotated[int, Field(ge=1, le=99_999)]
Number = Annotated[int, Field(ge=1, le=9_999)]
Hours = Annotated[int, Field(ge=1, le=9_999)]
Cost = Annotated[int, Field(ge=0, le=999_999_999)]


class State(StrEnum):
    """Whether something may be had under it."""

    PROPOSED = "proposed"  # and no version of it signed by both
    TO_COME = "to come"  # signed, its period has not begun
    SIGNED = "signed"
    EXPIRED = "expired"
    ENDED = "ended"


class Term(Schema):
    """What one of the parties lends the other: so many at a time, each at most so long and dear."""

    provider: Slug
    quantity: Quantity
    resource_kind: Kind
    type: Type | None = None  # any
    hours: Hours | None = None
    cost: Cost | None = None  # of one, in whole units of the currency both mean

    def covers(self, resource_kind: str, type: str | None) -> bool:
        """Whether it is of this that it speaks. Who asks for no type asks for more than one."""
        kind = same(self.resource_kind, resource_kind)
        return kind and (self.type is None or bool(type and same(self.type, type)))

    def instead_of(self, other: "Term") -> bool:
        """Whether it says anew what the other says."""
        kind = same(self.resource_kind, other.resource_kind)
        return kind and self.provider == other.provider and same(self.type or "", other.type or "")

    @property
    def what(self) -> str:
        """``4 ambulance ALS``"""
        return " ".join(filter(None, (str(self.quantity), self.resource_kind, self.type)))

    @property
    def limits(self) -> str:
        """``24 h each, at most 500 each``; nothing when there are none."""
        hours = f"{self.hours} h each" if self.hours else ""
        cost = "" if self.cost is None else f"at most {self.cost} each"
        return ", ".join(filter(None, (hours, cost)))

    @property
    def name(self) -> str:
        """``fire lends 4 ambulance ALS, 24 h each, at most 500 each``"""
        return ", ".join(filter(None, (f"{self.provider} lends {self.what}", self.limits)))


Terms = Annotated[tuple[Term, ...], Field(min_length=1, max_length=TERMS_MAX)]
Parties = Annotated[tuple[Slug, ...], Field(min_length=2, max_length=2)]
Units = Annotated[tuple[ResourceId, ...], Field(max_length=UNITS_MAX)]


class Signature(Schema):
    """Who signed, for their agency."""

    by: By
    at: Instant


class Version(Schema):
    """One wording of an agreement."""

    number: Number
    terms: Terms
    conditions: Line | None = None
    since: Instant
    until: Instant
    by: By  # who proposed it
    at: Instant
    signatures: Annotated[tuple[Signature, ...], Field(max_length=2)] = ()

    @property
    def signed_by(self) -> tuple[str, ...]:
        """The agencies that have signed it."""
        return tuple(one.by.agency for one in self.signatures)


class Use(Schema):
    """What is out for one request."""

    request: RequestId
    provider: Slug
    resource_kind: Kind
    type: Type | None = None
    quantity: Quantity
    units: Units = ()  # those of it that have call signs, once they are promised


class Agreement(Record):
    """What two agencies lend each other."""

    parties: Parties
    signed: Version | None = None  # by both: the one that holds
    proposed: Version | None = None  # the next, until both have signed
    uses: Annotated[tuple[Use, ...], Field(max_length=USES_MAX)] = ()
    ended: Closed | None = None

    @property
    def newest(self) -> Version:
        """The wording that was written last."""
        found = self.proposed or self.signed
        assert found, "one of them is always there"
        return found

    @property
    def shown(self) -> Version:
        """The wording that holds; while none does, the one that is proposed."""
        return self.signed or self.newest

    @property
    def name(self) -> str:
        """Between whom, and whether it is signed, for people choosing one."""
        signed = f"v{self.signed.number} signed" if self.signed else ""
        proposed = f"v{self.proposed.number} proposed" if self.proposed else ""
        words = "ended" if self.ended else ", ".join(filter(None, (signed, proposed)))
        return f"{' and '.join(self.parties)}, {words}"

    @property
    def details(self) -> tuple[str, ...]:
        """What whoever signs it signs."""
        new = self.newest
        return (f"v{new.number}", *(one.name for one in new.terms), f"until {new.until:%Y-%m-%d}")

    def unsigned_by(self, version: Version) -> tuple[str, ...]:
        """Who has still to sign a version."""
        return tuple(one for one in self.parties if one not in version.signed_by)

    def state(self, at: datetime) -> State:
        """Whether something may be had under it, read when it is asked and never kept."""
        if self.ended:
            return State.ENDED
        if self.signed and at < self.signed.until:
            return State.SIGNED if self.signed.since <= at else State.TO_COME
        return State.PROPOSED if self.proposed and at < self.proposed.until else State.EXPIRED

    def use(self, request: str) -> Use | None:
        """What is out for a request."""
        return next((one for one in self.uses if one.request == request), None)

    def out(self, term: Term, but: str = "") -> int:
        """How many of a term are out, those for one request left aside."""
        return sum(
            use.quantity
            for use in self.uses
            if use.provider == term.provider
            and use.request != but
            and term.covers(use.resource_kind, use.type)
        )

    def remains(self, term: Term, but: str = "") -> int:
        """How many of a term may still be had."""
        return max(0, term.quantity - self.out(term, but))

    def deadline(self) -> tuple[datetime, Command] | None:
        """Ended or expired and no unit of it out, it goes off the board."""
        if any(use.units for use in self.uses):
            return None
        expires = max(v.until for v in (self.signed, self.proposed) if v)
        over = self.ended.at if self.ended else expires
        return over + KEPT, ArchiveAgreement(agreement=self.id)


# -- events --------------------------------------------------------------------------------------


class _OfAgreement(Event[Agreement]):
    shelf: ClassVar[str] = "agreements"
    id: AgreementId


class AgreementProposed(_OfAgreement):
    """A wording is proposed: of a new agreement, or the next version of one."""

    creates: ClassVar[bool] = True
    kind: Literal["agreement_proposed"] = "agreement_proposed"
    parties: Parties
    version: Number
    terms: Terms
    conditions: Line | None = None
    since: Instant
    until: Instant

    def onto(self, was: Agreement | None, entry: Header) -> Agreement:
        """Nobody has signed it; what both have signed holds meanwhile."""
        new = Version.unchecked(
            number=self.version,
            terms=self.terms,
            conditions=self.conditions,
            since=self.since,
            until=self.until,
            by=entry.by,
            at=entry.when,
        )
        made = was or Agreement.unchecked(id=self.id, parties=self.parties)
        return made.but(proposed=new)


class AgreementSigned(_OfAgreement):
    """One party signed the version that is proposed."""

    kind: Literal["agreement_signed"] = "agreement_signed"
    agency: Slug
    version: Number

    def onto(self, was: Agreement | None, entry: Header) -> Agreement | None:
        """The second signature makes it the one that holds; what is out stays out."""
        if was is None or was.proposed is None:
            return was
        mine = Signature.unchecked(by=entry.by, at=entry.when)
        new = was.proposed.but(signatures=(*was.proposed.signatures, mine))
        left = was.unsigned_by(new)
        return was.but(proposed=new) if left else was.but(signed=new, proposed=None)


class AgreementEnded(_OfAgreement):
    """Nothing more is to be had under it."""

    kind: Literal["agreement_ended"] = "agreement_ended"
    reason: Line

    def onto(self, was: Agreement | None, entry: Header) -> Agreement | None:
        """With the reason; what is out is still to be given back."""
        ended = Closed(at=entry.when, by=entry.by, reason=self.reason)
        return was and was.but(ended=ended)


class AgreementUsed(_OfAgreement):
    """A request was approved under it, or changed and approved again."""

    kind: Literal["agreement_used"] = "agreement_used"
    request: RequestId
    provider: Slug
    resource_kind: Kind
    type: Type | None = None
    quantity: Quantity

    def onto(self, was: Agreement | None, entry: Header) -> Agreement | None:
        """So much less remains."""
        if was is None:
            return None
        use = Use.unchecked(**{name: getattr(self, name) for name in _OF_USE})
        return was.but(uses=(*_others(was, self.request), use))


_OF_USE = tuple(name for name in AgreementUsed.model_fields if name in Use.model_fields)


class AgreementLent(_OfAgreement):
    """Units were promised under it, by their call signs."""

    kind: Literal["agreement_lent"] = "agreement_lent"
    request: RequestId
    units: Units

    def onto(self, was: Agreement | None, entry: Header) -> Agreement | None:
        """Known by name from now on, so that their release is noticed."""
        use = was.use(self.request) if was else None
        if was is None or use is None:
            return was
        units = (*use.units, *self.units)
        return was.but(uses=(*_others(was, self.request), use.but(units=units)))


class AgreementFreed(_OfAgreement):
    """Some of what was out is given back, or will not come."""

    kind: Literal["agreement_freed"] = "agreement_freed"
    request: RequestId
    quantity: Annotated[int, Field(ge=0)]
    units: Units = ()  # those that are no longer out

    def onto(self, was: Agreement | None, entry: Header) -> Agreement | None:
        """So many more may be had."""
        use = was.use(self.request) if was else None
        if was is None or use is None:
            return was
        others = _others(was, self.request)
        if use.quantity <= self.quantity:
            return was.but(uses=others)
        units = tuple(unit for unit in use.units if unit not in self.units)
        left = use.but(quantity=use.quantity - self.quantity, units=units)
        return was.but(uses=(*others, left))


def _others(was: Agreement, request: str) -> tuple[Use, ...]:
    return tuple(use for use in was.uses if use.request != request)


class AgreementArchived(_OfAgreement):
    """It went off the board, not out of the log."""

    kind: Literal["agreement_archived"] = "agreement_archived"

    def onto(self, was: Agreement | None, entry: Header) -> None:
        """Off the board."""
        return


# -- commands ------------------------------------------------------------------------------------

Provider = Annotated[AgencyId, Called("agency that lends")]
Receiver = Annotated[AgencyId, Called("agency it lends to")]
Most = Annotated[Cost, Called("most that one costs")]
Longest = Annotated[Hours, Called("most hours of each use")]
Since = Annotated[Instant, When("future"), Called("time it begins")]
Until = Annotated[Instant, When("future"), Called("time it expires")]


class ProposeAgreement(Command):
    """Propose what one agency lends another; it holds once both have signed."""

    grant = "agreements.propose"
    usage = (
        "propose {provider} {receiver} {quantity} {resource_kind} [type={type}] [hours={hours}]"
        " [cost={cost}] [from={since}] until={until} [{conditions...}]"
    )
    says = (
        "propose that {provider} lends {receiver} {quantity} {resource_kind}[ {type}]"
        "[, {hours} h each][, at most {cost} each][, from {since}] until {until}[: {conditions}]"
    )
    example = "propose fire pd 4 rescue type=heavy hours=24 cost=500 until=30d Crews stay together"
    makes = "AGR"
    kind: Literal["propose_agreement"] = "propose_agreement"
    provider: Provider
    receiver: Receiver
    quantity: Quantity
    resource_kind: Kind
    type: Type | None = None
    hours: Longest | None = None
    cost: Most | None = None
    since: Since | None = None
    until: Until
    conditions: Line | None = None


class ChangeAgreement(Command):
    """Propose the next version: one more thing that is lent, other limits of it, or 0 of it."""

    grant = "agreements.propose"
    usage = (
        "propose {agreement} {provider} {quantity} {resource_kind} [type={type}] [hours={hours}]"
        " [cost={cost}] [from={since}] [until={until}] [{conditions...}]"
    )
    says = (
        "propose for {agreement} that {provider} lends {quantity} {resource_kind}[ {type}]"
        "[, {hours} h each][, at most {cost} each][, from {since}][ until {until}][: {conditions}]"
    )
    example = "propose AGR-1 pd 2 boat"
    edits = "agreement"
    kind: Literal["change_agreement"] = "change_agreement"
    agreement: AgreementId
    provider: Provider
    quantity: Annotated[int, Field(ge=0, le=99_999)]
    resource_kind: Kind
    type: Type | None = None
    hours: Longest | None = None
    cost: Most | None = None
    since: Since | None = None
    until: Until | None = None
    conditions: Line | None = None


class SignAgreement(Command):
    """Sign for your agency what is proposed."""

    grant = "agreements.sign"
    usage = "sign {agreement}"
    says = "sign {agreement} for your agency[ ({agreement.details})]"
    example = "sign AGR-1"
    edits = "agreement"
    confirm = "Sign {agreement}[ ({agreement.details})]? It binds your agency once both have."
    kind: Literal["sign_agreement"] = "sign_agreement"
    agreement: AgreementId


class EndAgreement(Command):
    """Let nothing more be had under an agreement, and say why."""

    grant = "agreements.propose"
    usage = "end {agreement} {reason...}"
    says = "end {agreement}: {reason}"
    example = "end AGR-1 We have none left ourselves"
    confirm = "End {agreement}? Nothing more is approved under it; what is out stays out."
    kind: Literal["end_agreement"] = "end_agreement"
    agreement: AgreementId
    reason: Line


class ArchiveAgreement(Command):
    """Take one that ended or expired off the boards; the clock asks it."""

    grant = "agreements.lapse"
    usage = "archive {agreement}"
    says = "take {agreement} off the boards; the log keeps it"
    example = "archive AGR-2"
    kind: Literal["archive_agreement"] = "archive_agreement"
    agreement: AgreementId
