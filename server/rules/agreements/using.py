"""Whether a request is inside an agreement: then it is approved in the entry that makes it.

All of these hold, at the time it is asked: the agreement is signed by both and in its period; it
lends this kind and type to the agency that asks; for as long, until then and at such a price; so
many remain; and the provider has them from nobody else under another agreement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from schemas.agreements import (
    USES_MAX,
    Agreement,
    AgreementFreed,
    AgreementUsed,
    Term,
    Use,
    Version,
)
from schemas.base import Header
from schemas.circles import meets
from schemas.requests import Request, Under
from schemas.resources import same
from server.rules.base import Actor, Events, Room, listed, refuse

# A price as people write it; what is said in other words is for a person to judge.
_PRICE = re.compile(r"[$€£]? ?([0-9][0-9,']{0,14})(?:\.00)?")


@dataclass(frozen=True)
class _Case:
    """One version of an agreement, and those of its terms that speak of what is asked for."""

    agreement: Agreement
    version: Version
    terms: tuple[Term, ...]
    request: Request
    room: Room
    now: Header

    @property
    def scarcest(self) -> tuple[int, Term]:
        """How many remain where the fewest do: where several terms speak of it, all bind."""
        left = ((self.agreement.remains(one, self.request.id), one) for one in self.terms)
        return min(left, key=lambda found: found[0])


def day(at: datetime) -> str:
    """``2026-06-30 12:00Z``: its times are days away."""
    return f"{at:%Y-%m-%d %H:%M}Z"


# -- what may stand against it, as a sentence goes on that begins with the agreement ---------------


def _does_not_hold(case: _Case) -> str | None:
    """It ended, is not signed by both, or is out of its period."""
    agreement, version, at = case.agreement, case.version, case.now.at
    if agreement.ended:
        return f"ended {day(agreement.ended.at)}"
    if version is agreement.proposed:
        return f"is not signed by {listed(agreement.unsigned_by(version))}"
    if at < version.since:
        return f"begins {day(version.since)}"
    return f"expired {day(version.until)}" if version.until <= at else None


def _too_few(case: _Case) -> str | None:
    left, _ = case.scarcest
    if case.request.quantity > left:
        return f"covers {left} more" if left else "has none left"
    others = [use for use in case.agreement.uses if use.request != case.request.id]
    return f"is used {USES_MAX} times at once" if len(others) >= USES_MAX else None


def _too_late(case: _Case) -> str | None:
    """What is out when it expires may stay out as long as it says."""
    if case.request.needed is None or case.request.needed < case.version.until:
        return None
    return f"expires {day(case.version.until)}, before it is needed"


def _too_long(case: _Case) -> str | None:
    """Who does not say how long has it as long as the agreement says."""
    most = min((one.hours for one in case.terms if one.hours), default=None)
    return f"lends for {most} h at most" if most and (case.request.hours or 0) > most else None


def _too_dear(case: _Case) -> str | None:
    """A price that is not said is at most what the agreement says."""
    most = min((one.cost for one in case.terms if one.cost is not None), default=None)
    if most is None or case.request.cost is None:
        return None
    price = _PRICE.fullmatch(case.request.cost.strip())
    said = int(re.sub(r"\D", "", price[1])) if price else None
    if said is not None and said <= most * case.request.quantity:
        return None
    return f"pays {most} each at most" if price else f"goes by the price, at most {most} each"


def _lent_on(case: _Case) -> str | None:
    """The provider has them only from somebody else."""
    provider, kind, room = case.terms[0].provider, case.request.resource_kind, case.room
    if not any(True for _ in borrowed(provider, kind, room)):
        return None
    own = sum(
        1
        for unit in room.all.resources.values()
        if unit.owner == provider and same(unit.resource_kind, kind)
    )
    uses = (use for agreement in room.all.agreements.values() for use in agreement.uses)
    lent = sum(
        use.quantity
        for use in uses
        if use.provider == provider
        and same(use.resource_kind, kind)
        and use.request != case.request.id
    )
    if lent + case.request.quantity <= own:
        return None
    return f"lends on nothing that {provider} has from another"


_CHECKS: tuple[Callable[[_Case], str | None], ...] = (
    *(_does_not_hold, _too_few, _too_late, _too_long, _too_dear, _lent_on),
)


# -- asking them -----------------------------------------------------------------------------------


def inside(request: Request, room: Room, actor: Actor, now: Header) -> Under | str:
    """The agreement a request is inside of; else why the nearest one does not cover it, or ``""``.

    Of one that does not hold it is said only when it would have covered all of it otherwise.
    """
    nearest: list[str] = []
    why = ""
    for case in _cases(request, room, actor, now):
        against = [said for check in _CHECKS if (said := check(case))]
        if not against:
            left, term = case.scarcest
            return Under(
                agreement=case.agreement.id,
                version=case.version.number,
                provider=term.provider,
                remains=left - request.quantity,
                of=term.quantity,
            )
        only_holds = len(against) == 1 or not _does_not_hold(case)
        if only_holds and (not nearest or len(against) < len(nearest)):
            nearest = against
            why = f"{case.agreement.id} v{case.version.number} {listed(against)}"
    return why


def _cases(request: Request, room: Room, actor: Actor, now: Header) -> Iterator[_Case]:
    """Every wording that lends such things to the agency that asks, as far as the asker sees it."""
    receiver, readers = request.by.agency, frozenset(request.audience)
    for agreement in room.all.agreements.values():
        if receiver not in agreement.parties or not meets(agreement.audience, actor.view):
            continue
        if not readers.issuperset(agreement.audience):  # what is out says what was asked for
            continue
        for version in filter(None, (agreement.signed, agreement.proposed)):
            terms = tuple(
                one
                for one in version.terms
                if one.provider != receiver and one.covers(request.resource_kind, request.type)
            )
            if terms:
                yield _Case(agreement, version, terms, request, room, now)


def used(request: Request, room: Room) -> Events:
    """What agreements note of a request that was made or changed."""
    under = request.under
    back = [
        AgreementFreed(id=agreement.id, request=request.id, quantity=use.quantity)
        for agreement in room.all.agreements.values()
        if (use := agreement.use(request.id)) and not (under and under.agreement == agreement.id)
    ]
    if under is None:
        return [*back]
    noted = AgreementUsed(
        id=under.agreement,
        request=request.id,
        provider=under.provider,
        resource_kind=request.resource_kind,
        type=request.type,
        quantity=request.quantity,
    )
    return [*back, noted]


# -- what is lent is not lent on -------------------------------------------------------------------


def borrowed(agency: str, kind: str, room: Room) -> Iterator[tuple[Agreement, Use]]:
    """What an agency counts on from others under its agreements."""
    for agreement in room.all.agreements.values():
        if agency in agreement.parties:
            for use in agreement.uses:
                if use.provider != agency and same(use.resource_kind, kind):
                    yield agreement, use


def must_be_own(agency: str, request: Request, room: Room) -> None:
    """Refused for things without call signs of which the agency has some from another."""
    for agreement, use in borrowed(agency, request.resource_kind, room):
        raise refuse(
            "lent-on",
            f"{agency} has {use.quantity} {use.resource_kind} from {use.provider} under "
            f"{agreement.id}, and what is lent is not lent on: name units of your own, or ask "
            f"{use.provider}.",
            ask=use.provider,
            record=True,
        )
