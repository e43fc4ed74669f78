"""Up whom a duty goes, and who of them decides: read off the board, by rules and screens alike."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.base import is_post
from schemas.board import Board
from schemas.circles import meets
from schemas.duty import on_duty
from schemas.grants import agency_view, view_of
from schemas.incidents import Incident
from schemas.organizations import CHAIN_MAX, USUAL, Post, RoomKind, Template, template
from schemas.requests import Approval, Request
from schemas.roles import Position, above, incident_of, keeper


def layout_of(board: Board, id: str) -> Template:
    """How a room is organized."""
    kind: RoomKind = "incident" if incident_of(id) else "center"
    said = board.organizations.get(id)
    found = template(kind, said.template if said else USUAL)
    assert found, f"{id} is organized by a template that is not there"
    return found


def first_command(layout: Template, incident: Incident | None) -> str:
    """The code of the command post that staff report to, where each agency has one of its own."""
    return f"{layout.top}.{incident.unified[0]}" if incident and incident.unified else ""


def superior(room_id: str, post: Post, under: str = "") -> str | None:
    """What a post of the template reports to. ``under``: the top's code, when unified."""
    if not post.reports_to:
        return None
    is_top = bool(under) and post.reports_to == under.partition(".")[0]
    return f"{room_id}/{under if is_top else post.reports_to}"


def _over_unopened(id: str, board: Board) -> str | None:
    """What a post reports to that is not there, as its template says; what it lacks, to the top."""
    where, _, code = id.partition("/")
    layout = layout_of(board, where)
    command = first_command(layout, board.incidents.get(where))
    post = layout.post(code.partition(".")[0])
    if post and post.reports_to:
        return superior(where, post, command)
    top = command or layout.top
    return f"{where}/{top}" if code != top else None


def upwards(id: str | None, board: Board) -> list[Position]:
    """The held posts from this one up, the nearest first; this one may not be there yet."""
    roles = board.roles
    for _ in range(CHAIN_MAX):
        if id is None or id in roles:
            break
        id = _over_unopened(id, board)
    chain = [roles[id], *above(roles, id)] if id in roles else []
    return [p for p in chain if p.holder]


def duty_chain(id: str, board: Board) -> list[Position]:
    """The held posts a duty goes up through: from its own to the center's director, each once."""
    where = id.partition("/")[0]
    chain = upwards(id, board)
    incident = board.incidents.get(where)
    if incident:
        chain += upwards(f"{incident.center}/{layout_of(board, incident.center).top}", board)
    return list({p.id: p for p in chain}.values())[: CHAIN_MAX + 1]


def reads(whom: str, readers: Iterable[str], board: Board) -> bool:
    """Whether a post's holder, an agency's people or a person may see what is for these circles.

    A post nobody keeps keeps nobody from seeing.
    """
    if is_post(whom):
        post = keeper(board.roles, whom)
        return post is None or post.holder is None or reads(post.holder, readers, board)
    person = board.people.get(whom)
    view = view_of(whom, person.agency, person.grants) if person else agency_view(whom)
    return meets(readers, view)


# -- who decides about a request -----------------------------------------------------------------


def fit(post: str, request: Request, board: Board) -> list[Position]:
    """Who might decide: never who asks, and nobody who is away while people sign in here."""
    others = [p for p in duty_chain(post, board) if p.holder not in request.askers]
    duty = board.duty
    return [p for p in others if not duty or (p.holder and on_duty(duty, p.holder))]


def able(post: str, request: Request, board: Board) -> list[Position]:
    """Those of them who see what it is about."""
    return [p for p in fit(post, request, board) if reads(p.id, request.audience, board)]


def _readers(post: str, request: Request, board: Board) -> list[Position]:
    """Through whom a decision goes up, as far as they see what it is about."""
    return [p for p in duty_chain(post, board) if reads(p.id, request.audience, board)]


def decider(request: Request, one: Approval, board: Board) -> Position | None:
    """Who is asked about a step: who is able and let it not lapse; whoever there is, if nobody."""
    posts = [*able(one.post, request, board), *_readers(one.post, request, board)]
    return next((p for p in posts if p.id not in one.lapsed), None)
