"""Who brings what a request asks for: offered, committed, received. Record: Request (R-9)."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import Field

from schemas.base import (
    AgencyId,
    Called,
    Command,
    Header,
    Instant,
    Own,
    RequestId,
    ResourceId,
    When,
)
from schemas.circles import Slug
from schemas.forwards import Bringer
from schemas.requests import (
    LOOK,
    RECEIPTS_MAX,
    SOURCES_MAX,
    UNITS_MAX,
    Commitment,
    Loss,
    Offer,
    OfRequest,
    Quantity,
    Receipt,
    Request,
)
from schemas.resources import Resource
from schemas.text import Line


def unlike(request: Request, units: Iterable[Resource]) -> str:
    """Which of these are not what it asks for; whoever promises them is told, and may."""
    wanted = (
        f"{request.id} asks for {' '.join(filter(None, (request.resource_kind, request.type)))}"
    )
    other = [u for u in units if not request.takes(u.resource_kind, u.resource_type)]
    named = ", ".join(f"{unit.call_sign} is {unit.what}" for unit in other)
    return f"{named}: {wanted}" if named else ""


def unseen(request: Request, units: Mapping[str, Resource], quantity: int) -> str:
    """Which of those that would have come have not reported on scene, when so many are received."""
    coming = [id for one in request.commitments for id in one.on_its_way]
    absent = [units[id] for id in coming if id in units and not units[id].is_there]
    if len(absent) <= request.coming - quantity:  # they may be among those that are still to come
        return ""
    named = ", ".join(f"{unit.call_sign} ({unit.status.value})" for unit in absent)
    return f"not reported on scene: {named}"


Arrival = Annotated[Instant, When("future"), Called("time of arrival")]
Units = Annotated[tuple[ResourceId, ...], Field(max_length=UNITS_MAX)]

# -- events --------------------------------------------------------------------------------------


class RequestOffered(OfRequest):
    """An agency could bring some."""

    kind: Literal["request_offered"] = "request_offered"
    agency: Slug
    quantity: Quantity
    eta: Instant | None = None
    text: Line | None = None

    def onto(self, was: Request | None, entry: Header) -> Request | None:
        """Each agency's latest offer stands."""
        offer = Offer(
            agency=self.agency,
            quantity=self.quantity,
            eta=self.eta,
            text=self.text,
            by=entry.by,
            at=entry.when,
        )
        if was is None:
            return None
        others = tuple(one for one in was.offers if one.agency != self.agency)
        return was.but(offers=(*others, offer)[-SOURCES_MAX:], look_at=entry.when + LOOK)


class RequestCommitted(OfRequest):
    """An agency brings some."""

    kind: Literal["request_committed"] = "request_committed"
    agency: Slug
    quantity: Quantity
    units: Units = ()
    eta: Instant | None = None
    verbal: Line | None = None

    def onto(self, was: Request | None, entry: Header) -> Request | None:
        """It binds; what that agency had offered is spoken for."""
        if was is None:
            return None
        brings = Commitment(
            agency=self.agency,
            quantity=self.quantity,
            units=self.units,
            eta=self.eta,
            by=entry.by,
            at=entry.when,
            verbal=self.verbal,
        )
        offers = tuple(one for one in was.offers if one.agency != self.agency)
        brought = was.but(offers=offers, commitments=(*was.commitments, brings))
        return brought.waiting(entry.when)


class RequestReceived(OfRequest):
    """Some came. When all that was approved is there, it ends itself."""

    kind: Literal["request_received"] = "request_received"
    quantity: Quantity
    unit: ResourceId | None = None  # which one checked in

    def onto(self, was: Request | None, entry: Header) -> Request | None:
        """Counted to who brought the unit, else to the first who has not brought all."""
        if was is None:
            return None
        left, commitments = self.quantity, []
        for one in was.commitments:
            mine = self.unit is None or self.unit in one.units
            came = min(left, one.quantity - one.received) if mine else 0
            left -= came
            commitments.append(self._with(one, came, entry) if came else one)
        now = was.but(commitments=tuple(commitments))
        return now.settled(entry.when).waiting(entry.when)

    def _with(self, one: Commitment, came: int, entry: Header) -> Commitment:
        receipt = Receipt.unchecked(
            quantity=came, unit=self.unit, at=entry.when, seq=entry.seq, by=entry.by
        )
        return one.but(
            received=one.received + came,
            came=(*one.came, self.unit) if self.unit else one.came,
            receipts=(*one.receipts, receipt)[-RECEIPTS_MAX:],
        )


class RequestLost(OfRequest):
    """A unit that was promised, or came, is out of service: it is wanted again."""

    kind: Literal["request_lost"] = "request_lost"
    unit: ResourceId
    why: Line | None = None

    def onto(self, was: Request | None, entry: Header) -> Request | None:
        """It counts no longer, and whoever finds who brings it is waited on again."""
        if was is None:
            return None
        left = tuple(
            self._without(one, entry) if self.unit in one.units else one for one in was.commitments
        )
        why = f"{self.unit} is out of service"
        return was.but(commitments=left).waiting(entry.when, why)

    def _without(self, one: Commitment, entry: Header) -> Commitment:
        """It came if it checked in, or if all that was promised with it was counted here."""
        came = self.unit in one.came or one.received == one.quantity
        loss = Loss(unit=self.unit, at=entry.when, came=came, why=self.why)
        return one.but(
            quantity=one.quantity - 1,
            received=one.received - came,
            units=tuple(unit for unit in one.units if unit != self.unit),
            came=tuple(unit for unit in one.came if unit != self.unit),
            lost=(*one.lost, loss)[-UNITS_MAX:],
        )


# -- commands ------------------------------------------------------------------------------------


class OfferResources(Command):
    """Say what your agency could bring; it binds nobody."""

    grant = "requests.bring"
    usage = "offer {request} {quantity} [eta={eta}] [agency={agency}] [{text...}]"
    says = "offer {quantity} for {request}[ from {agency}][, there at {eta}][: {text}]"
    example = "offer R-1 1 eta=+40m agency=fire From the county line"
    kind: Literal["offer_resources"] = "offer_resources"
    request: RequestId
    quantity: Quantity
    eta: Arrival | None = None
    agency: AgencyId | None = None
    text: Line | None = None


class CommitResources(Command):
    """Promise units of yours, or so many of what has no call sign; the units are sent.

    What somebody outside the room promises is written down by who asked them.
    """

    grant = "requests.bring"
    usage = (
        "commit {request} [{units+}] [quantity={quantity}] [eta={eta}] [agency={agency}]"
        " [verbal={verbal}]"
    )
    says = (
        "bring[ {units}][ {quantity}] for {request}[ ({request.details})][, there at {eta}]"
        "[ as {agency}][, as {verbal} said by word]"
    )
    example = "commit R-1 E16 eta=+20m"
    kind: Literal["commit_resources"] = "commit_resources"
    request: RequestId
    units: (
        Annotated[tuple[ResourceId, ...], Field(min_length=1, max_length=UNITS_MAX), Own("request")]
        | None
    ) = None
    quantity: Quantity | None = None
    eta: Arrival | None = None
    agency: Bringer | None = None
    verbal: Annotated[Line, Called("one who promised it by word")] | None = None


class ReceiveResources(Command):
    """Say how many came."""

    grant = "requests.ask"
    usage = "receive {request} {quantity}"
    says = "{quantity} came for {request}"
    example = "receive R-4 120"
    shelf_life_s = 600
    kind: Literal["receive_resources"] = "receive_resources"
    request: RequestId
    quantity: Quantity
