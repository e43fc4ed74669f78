"""Who outside the room is asked to bring what nobody here can. Record: Request (R-9).

Up the chain of ordering: mutual aid, the county, the state and other states (EMAC), the federal
government; or an agency. Their number stands beside ours.
"""

from enum import StrEnum
from typing import Annotated, Literal

from schemas.base import Called, Command, Header, Instant, Like, RequestId, When
from schemas.circles import Slug, TypedSlug
from schemas.requests import FORWARDS_MAX, Forward, OfRequest, Request
from schemas.text import Line, Name


class Level(StrEnum):
    """Who may be asked without being an agency here, from the nearest up."""

    MUTUAL_AID = "mutual-aid"
    COUNTY = "county"
    STATE = "state"
    EMAC = "emac"
    FEDERAL = "federal"


Bringer = Annotated[
    Level | Annotated[TypedSlug, Like("agencies")], Called("agency or level that brings it")
]

# -- events --------------------------------------------------------------------------------------


class RequestForwarded(OfRequest):
    """Somebody outside the room was asked, or more is known of it."""

    kind: Literal["request_forwarded"] = "request_forwarded"
    to: Slug
    number: Line | None = None
    spoke: Line | None = None
    due: Instant
    text: Line | None = None
    known: bool = False  # they were asked before; what is None stays

    def onto(self, was: Request | None, entry: Header) -> Request | None:
        """It waits on them; whoever was asked before stays readable."""
        if was is None:
            return None
        said = {name: getattr(self, name) for name in ("number", "spoke", "text")}
        if self.known:
            new = {name: value for name, value in said.items() if value is not None}
            last = max(at for at, one in enumerate(was.forwards) if one.to == self.to)
            forwards = tuple(
                one.but(**new, due=self.due, late=one.late and one.due == self.due)
                if at == last
                else one
                for at, one in enumerate(was.forwards)
            )
        else:
            asked = Forward(to=self.to, **said, due=self.due, by=entry.by, at=entry.when)
            before = tuple(one.but(until=one.until or entry.when) for one in was.forwards)
            forwards = (*before, asked)[-FORWARDS_MAX:]
        return was.but(forwards=forwards).waiting(entry.when)


class ForwardOverdue(OfRequest):
    """Whoever was asked outside did not answer in time; who asked them asks again."""

    kind: Literal["forward_overdue"] = "forward_overdue"
    to: Slug

    def onto(self, was: Request | None, entry: Header) -> Request | None:
        """It waits on them still, and on who asked them."""
        if was is None or was.outside is None:
            return was
        late = was.outside.but(late=True)
        return was.but(forwards=(*was.forwards[:-1], late)).waiting(entry.when)


# -- commands ------------------------------------------------------------------------------------


class ForwardRequest(Command):
    """Ask somebody outside the room for it; said again, it adds their number."""

    grant = "requests.forward"
    usage = "forward {request} to={to} [number={number}] [spoke={spoke}] [due={due}] [{text...}]"
    says = (
        "send {request} on to {to}[, their number {number}][, spoke with {spoke}]"
        "[, to answer by {due}][: {text}]"
    )
    example = 'forward R-8 to=state number=SM-1187 spoke="Dana Ortiz" due=+2h Ours are gone'
    kind: Literal["forward_request"] = "forward_request"
    request: RequestId
    to: Bringer
    number: Annotated[Name, Called("number they gave it")] | None = None
    spoke: Annotated[Name, Called("one who was spoken with")] | None = None
    due: Annotated[Instant, When("future"), Called("time an answer is due")] | None = None
    text: Line | None = None
