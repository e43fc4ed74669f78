"""What one may do with a record, in phrases that Enter begins: a request, a unit, one's duty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from console.boards.base import Look
from console.boards.requests import free_for, is_mine, signs
from console.boards.units import sign
from console.widgets.rows import Row
from schemas.chains import duty_chain
from schemas.duty import SignIn
from schemas.requests import For, Request
from schemas.resources import Resource, State, Status

_Phrase = tuple[str, str]  # how it begins, and what comes of it


def above(look: Look, request: Request, room: int) -> Iterator[tuple[str, Sequence[Row]]]:
    """The phrases before everything else, where there are some; and a heading over the rest."""
    kinds = () if request.end else (_decides, _brings, _asks)
    yield from begun((phrase for kind in kinds for phrase in kind(look, request)), "THE REQUEST")


def of_unit(look: Look, unit: Resource, room: int) -> Iterator[tuple[str, Sequence[Row]]]:
    """What the people of its agency say of it."""
    yield from begun(_reports(look, unit), "THE UNIT")


def of_duty(look: Look, one: SignIn, room: int) -> Iterator[tuple[str, Sequence[Row]]]:
    """How one's own duty ends."""
    ends = [("signout", "ends your duty")] if one.id == look.me and one.out is None else []
    yield from begun(ends, "THE DUTY")


def begun(phrases: Iterable[_Phrase], rest: str) -> Iterator[tuple[str, Sequence[Row]]]:
    """Rows that begin these phrases, and a heading over the rest of the record."""
    rows = [Row(f":{said}", (said.partition(" ")[0], f"{said}  {why}")) for said, why in phrases]
    if rows:
        yield "YOU MAY, Enter begins it", rows
        yield rest, []


def _reports(look: Look, unit: Resource) -> Iterator[_Phrase]:
    if unit.owner != look.agency:
        return
    name = sign(look, unit)
    if unit.jobs and unit.status not in (Status.ENROUTE, Status.ONSCENE):
        yield f"status {name} enroute", "it is on its way"
    if unit.jobs and unit.status is not Status.ONSCENE:
        yield f"status {name} onscene", "it is there"
    if unit.state is State.OUT:
        yield f"status {name} available", "it can be sent again"
    else:
        yield f"status {name} out ", "it is out of service, and why"


def _asks(look: Look, request: Request) -> Iterator[_Phrase]:
    """Who asked; and who works in the room it is for sees it come."""
    posts = look.held.get(look.me, ())
    asked = look.me in request.askers or request.by.position in posts
    here = any(post.startswith(f"{request.room}/") for post in posts)
    if request.coming and (asked or here):
        yield f"receive {request.id} {request.coming}", "so many came"
    if not asked:
        return
    if not request.commitments:
        answers = f"answers: {request.returned}" if request.returned else "asks for it otherwise"
        yield f"amend {request.id} ", answers
    yield f"cancel {request.id} ", "ends it, with a reason"


def _decides(look: Look, request: Request) -> Iterator[_Phrase]:
    """Who holds a post that decides now or is over it, or is its deputy; never who asked."""
    if request.returned or look.me in request.askers:
        return
    roles, mine = look.board.roles, set(look.held.get(look.me, ()))
    for step in request.turn:
        chain = {post.id for post in duty_chain(step.post, look.board)}
        if chain & mine or (step.post in roles and look.me in roles[step.post].deputies):
            yield f"approve {request.id}", "agrees to it"
            yield f"return {request.id} ", "gives it back and says what is wanted"
            yield f"deny {request.id} ", "ends it, with a reason"
            return


def _brings(look: Look, request: Request) -> Iterator[_Phrase]:
    """Whose agency has what is wanted; and who finds it, of others outside."""
    for one in request.commitments:
        if one.agency == look.agency:
            coming = (look.board.resources.get(id) for id in one.on_its_way)
            yield from (phrase for unit in coming if unit for phrase in _reports(look, unit))
    units = free_for(look, request)
    if units and request.wanted:
        yield f"commit {request.id} {signs(request, units)}", "promises and sends what you have"
    elif units:
        yield f"offer {request.id} {min(len(units), request.missing)} ", "tells what you have"
    finds = (wait for wait in request.open_waits if wait.wants is For.SOURCE)
    if any(is_mine(look, wait) for wait in finds):
        yield f"forward {request.id} to=", "asks somebody outside for it"
