"""Two requests that may ask for the same. Record: Request (R-9).

Both live on and are decided and brought each by itself; nobody merges them.
"""

from collections.abc import Iterable
from typing import Annotated, Literal

from schemas.base import Called, Command, Header, RequestId
from schemas.requests import LINKS_MAX, OfRequest, Request
from schemas.text import Line


def like(request: Request, others: Iterable[Request]) -> Request | None:
    """The first open one that may ask for the same, and that whoever sees this one sees too."""
    return next((one for one in others if _are_alike(one, request)), None)


def _are_alike(one: Request, request: Request) -> bool:
    named = one.id == request.id or one.id in request.links
    return not (named or one.end) and _what(one) == _what(request)


def _what(request: Request) -> tuple[object, ...]:
    return request.room, request.resource_kind.casefold(), request.place, request.audience


# -- events --------------------------------------------------------------------------------------


class RequestLinked(OfRequest):
    """Another request may ask for the same; each of the two says so of the other."""

    kind: Literal["request_linked"] = "request_linked"
    same: RequestId
    reason: Line | None = None

    def onto(self, was: Request | None, entry: Header) -> Request | None:
        """One more beside it."""
        return was and was.but(links=(*was.links, self.same)[-LINKS_MAX:])


# -- commands ------------------------------------------------------------------------------------


class LinkRequests(Command):
    """Say that two requests ask for the same; both stay, and whoever decides sees it."""

    grant = "requests.link"
    usage = "link {request} {same} [{reason...}]"
    says = "{request} may ask for the same as {same}, and both stay[: {reason}]"
    example = "link R-8 R-4 Both for the gym"
    kind: Literal["link_requests"] = "link_requests"
    request: RequestId
    same: Annotated[RequestId, Called("request it may be the same as")]
    reason: Line | None = None
