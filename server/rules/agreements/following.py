"""What comes back under an agreement through the facts of requests and units."""

from __future__ import annotations

from schemas.agreements import Agreement, AgreementFreed, AgreementLent, Use
from schemas.base import Header
from schemas.requests import Commitment, Request, RequestEnded
from schemas.resources import ResourceReleased
from schemas.sourcing import RequestCommitted
from server.rules.base import Events, Room, follows


def _out_for(request: Request | None, room: Room) -> tuple[Agreement, Use] | None:
    """The agreement a request is inside of, and what is out for it."""
    under = request.under if request else None
    agreement = room.all.agreements.get(under.agreement) if under else None
    use = agreement.use(request.id) if agreement and request else None
    return (agreement, use) if agreement and use else None


@follows.register
def committed(event: RequestCommitted, room: Room, now: Header) -> Events:
    """What another than the provider brings need not be lent; units of the provider are noted."""
    found = _out_for(room.all.requests.get(event.id), room)
    if found is None:
        return []
    agreement, use = found
    if event.agency != use.provider:
        return [AgreementFreed(id=agreement.id, request=event.id, quantity=event.quantity)]
    lent = AgreementLent(id=agreement.id, request=event.id, units=event.units)
    return [lent] if event.units else []


@follows.register
def request_ended(event: RequestEnded, room: Room, now: Header) -> Events:
    """What has not come is not out; what came stays out until it is released."""
    request = room.all.requests.get(event.id)
    found = _out_for(request, room)
    if found is None or request is None:
        return []
    agreement, use = found
    theirs = [one for one in request.commitments if one.agency == use.provider]
    given_back = sum(1 for one in theirs for unit in one.units if unit not in use.units)
    came = sum(one.received for one in theirs)
    left = max(0, came - given_back)
    missing = tuple(
        unit for one in theirs for unit in one.units if unit in use.units and not _came(unit, one)
    )
    back = max(0, use.quantity - left)
    freed = AgreementFreed(id=agreement.id, request=event.id, quantity=back, units=missing)
    return [freed] if back or missing else []


@follows.register
def unit_released(event: ResourceReleased, room: Room, now: Header) -> Events:
    """A unit that came goes back. One that never came is counted when its request ends."""
    for agreement in room.all.agreements.values():
        for use in agreement.uses:
            if event.id in use.units and _is_out(event.id, use, room):
                back = AgreementFreed(
                    id=agreement.id, request=use.request, quantity=1, units=(event.id,)
                )
                return [back]
    return []


def _is_out(unit: str, use: Use, room: Room) -> bool:
    request = room.all.requests.get(use.request)
    if request is None or request.end:
        return True
    return any(_came(unit, one) for one in request.commitments if unit in one.units)


def _came(unit: str, brings: Commitment) -> bool:
    """Whether it checked in; or may have, where only how many came was said."""
    return unit in brings.came or brings.received > len(brings.came)
