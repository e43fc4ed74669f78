"""Who is on duty: present, where, until when, for how long so far. Record: SignIn (kim).

One record for each person who ever signed in on this log; signing out ends the time that runs and
keeps the sum (ICS 211, 214).
"""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.base import SAFE_INT, Command, Event, Header, Instant, PersonId, Record, Until
from schemas.circles import Slug
from schemas.text import Line

Seconds = Annotated[int, Field(ge=0, le=SAFE_INT)]


class SignIn(Record):
    """One person's time on duty. Its id is the person's."""

    agency: Slug
    place: Line | None = None
    since: Instant  # signed in at, the last time
    until: Instant | None = None  # the end of the shift, as said
    out: Instant | None = None  # signed out at; None while on duty
    before_s: Seconds = 0  # on duty on this log before ``since``

    @property
    def name(self) -> str:
        """Whose and whether they are there, for people choosing one."""
        return f"{self.agency}, {'signed out' if self.out else 'on duty'}"

    def worked_s(self, now: datetime) -> int:
        """Seconds on duty on this log, all times together."""
        ran = (self.out or now) - self.since
        return self.before_s + max(0, int(ran.total_seconds()))


def on_duty(shelf: dict[str, SignIn], person: str) -> SignIn | None:
    """The time that runs of somebody who is signed in."""
    found = shelf.get(person)
    return found if found and found.out is None else None


# -- events --------------------------------------------------------------------------------------


class _OfSignIn(Event[SignIn]):
    shelf: ClassVar[str] = "duty"
    id: PersonId


class SignedIn(_OfSignIn):
    """Somebody is on duty from now on."""

    kind: Literal["signed_in"] = "signed_in"
    agency: Slug
    place: Line | None = None
    until: Instant | None = None

    def onto(self, was: SignIn | None, entry: Header) -> SignIn:
        """A time that runs; those before are kept as their sum."""
        return SignIn(
            id=self.id,
            agency=self.agency,
            place=self.place,
            since=entry.when,
            until=self.until,
            before_s=was.worked_s(entry.when) if was else 0,
        )


class SignedOut(_OfSignIn):
    """Somebody is no longer on duty."""

    kind: Literal["signed_out"] = "signed_out"
    reason: Line | None = None

    def onto(self, was: SignIn | None, entry: Header) -> SignIn | None:
        """The time ends."""
        return was and was.but(out=entry.when)


# -- commands ------------------------------------------------------------------------------------


class SignInPerson(Command):
    """Say that you are on duty, where and until when; or somebody of your agency."""

    grant = "duty.sign"
    usage = "signin [{person}] [in={place}] [until={until}]"
    says = "sign in[ {person}][ at {place}][, on duty until {until}]"
    example = "signin in=EOC until=1800"
    shelf_life_s = None
    kind: Literal["sign_in_person"] = "sign_in_person"
    person: PersonId | None = None
    place: Line | None = None
    until: Until | None = None


class SignOutPerson(Command):
    """Go off duty, before you leave; or say it for somebody of your agency."""

    grant = "duty.sign"
    usage = "signout [{person}] [because={reason}]"
    says = "sign out[ {person}][: {reason}]"
    example = 'signout sam because="Shift is over"'
    shelf_life_s = None
    kind: Literal["sign_out_person"] = "sign_out_person"
    person: PersonId | None = None
    reason: Line | None = None
