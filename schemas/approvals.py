"""Who decides about a request, and what was decided. Record: Request (R-9)."""

from typing import Annotated, Literal

from schemas.base import Called, Command, Header, PositionId, RequestId
from schemas.organizations import CHAIN_MAX
from schemas.requests import Asks, OfRequest, Quantity, Request, Under
from schemas.text import Line

# -- events --------------------------------------------------------------------------------------


class RequestApproved(OfRequest):
    """Somebody agreed, whose decision it is; or it is inside what was agreed before."""

    kind: Literal["request_approved"] = "request_approved"
    post: PositionId  # whose step
    quantity: Quantity | None = None
    verbal: Line | None = None
    sole: bool = False
    asks: Asks = ()  # who decides next
    under: Under | None = None

    def onto(self, was: Request | None, entry: Header) -> Request | None:
        """One step less to go."""
        if was is None:
            return None
        decided: dict[str, object] = {"by": entry.by, "at": entry.when, "quantity": self.quantity}
        decided |= {"verbal": self.verbal, "sole": self.sole, "under": self.under}
        steps = (one.but(**decided) if one.post == self.post else one for one in was.approvals)
        waits = was.waits
        if self.under:  # what began with this entry nobody was ever waited on for
            waits = tuple(wait for wait in waits if wait.until or wait.since < entry.when)
        after = was.but(approvals=tuple(steps), waits=waits)
        return after.asking(self.asks).settled(entry.when).waiting(entry.when)


class RequestReturned(OfRequest):
    """Something is wanted of the requester before it goes on."""

    kind: Literal["request_returned"] = "request_returned"
    wanted: Line

    def onto(self, was: Request | None, entry: Header) -> Request | None:
        """Waits on the requester."""
        return was and was.but(returned=self.wanted).waiting(entry.when)


class RequestAsked(OfRequest):
    """Somebody else is asked to decide: it was overdue, or the post is vacant or held again."""

    kind: Literal["request_asked"] = "request_asked"
    asks: Asks = ()  # nobody: it was only looked at
    why: Line | None = None
    late: bool = False  # who was asked let it lapse, and is not asked again

    def onto(self, was: Request | None, entry: Header) -> Request | None:
        """Waits on the next."""
        if was is None:
            return None
        new = {ask.post for ask in self.asks} if self.late else set()
        steps = (
            one.but(lapsed=(*one.lapsed, one.asked)[-CHAIN_MAX:])
            if one.asked and one.post in new
            else one
            for one in was.approvals
        )
        return was.but(approvals=tuple(steps)).asking(self.asks).waiting(entry.when, self.why)


# -- commands ------------------------------------------------------------------------------------


class Approve(Command):
    """Agree to a request, to all of it or to fewer; or write down who agreed by word."""

    grant = "requests.decide"
    usage = "approve {request} [quantity={quantity}] [verbal={verbal}]"
    says = (
        "approve {request}[ ({request.details})][, {quantity} of it]"
        "[, as {verbal} said by word, paper to follow]"
    )
    example = "approve R-1"
    edits = "request"
    kind: Literal["approve"] = "approve"
    request: RequestId
    quantity: Quantity | None = None
    verbal: Annotated[Line, Called("one who agreed by word")] | None = None


class Return(Command):
    """Give a request back and say what is wanted; it waits on who asked for it."""

    grant = "requests.decide"
    usage = "return {request} {wanted...}"
    says = "give {request} back: {wanted}"
    example = "return R-1 Which door?"
    edits = "request"
    kind: Literal["return"] = "return"
    request: RequestId
    wanted: Line


class Deny(Command):
    """Refuse a request, and say why."""

    grant = "requests.decide"
    usage = "deny {request} {reason...}"
    says = "deny {request}: {reason}"
    example = "deny R-2 None until 0500"
    edits = "request"
    confirm = "Deny {request}? It ends, and nobody brings anything for it."
    kind: Literal["deny"] = "deny"
    request: RequestId
    reason: Line
