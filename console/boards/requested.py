"""A request's record below its fields: who was waited on for how long, who decided, who brings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from console.boards.base import Look, brief, clock, lasted
from console.boards.fields import Fact, called, lines, opens, opens_entry, who
from console.boards.units import sign, state_cell
from console.boards.waits import DOES, name
from console.widgets.columns import text_of
from console.widgets.rows import Row
from schemas.chains import decider
from schemas.requests import Approval, Commitment, For, Forward, Loss, Offer, Request
from schemas.resources import State


def sections(look: Look, request: Request, room: int) -> Iterator[tuple[str, Sequence[Row]]]:
    """Each section with its rows, wrapped to so many cells."""
    yield "WAITED ON, oldest first", _rows(_waits(look, request), room)
    yield "MAY BE THE SAME AS", [row for id in request.links for row in _link(look, id)]
    steps = [one for one in request.approvals if one.by or not request.end]
    yield "DECIDED BY", _rows((_step(look, request, one) for one in steps), room)
    yield "OFFERED", _rows((_offer(look, one) for one in request.offers), room)
    sent = (_forward(look, one, at) for at, one in enumerate(request.forwards))
    yield "ASKED OUTSIDE", _rows(sent, room)
    brought = [
        fact for at, one in enumerate(request.commitments) for fact in _brings(look, one, at)
    ]
    yield "BROUGHT BY", _rows(brought, room)


def _rows(facts: Iterable[Fact], room: int) -> list[Row]:
    return [row for fact in facts for row in lines(fact, room)]


def _link(look: Look, id: str) -> Iterator[Row]:
    """The other request and how far it is."""
    other = look.board.requests.get(id)
    about = opens(look, "requests", id)
    said = f"{other.name}, {who(other.by)}" if other else "no longer on the board; the log keeps it"
    yield Row(f"{about} .same.{id}".strip(), (id, said))


def _waits(look: Look, request: Request) -> Iterator[Fact]:
    """Every minute of it, with the position or agency it went by with."""
    for at, wait in enumerate(request.waits):
        until = brief(wait.until, look) if wait.until else "now"
        span = lasted(wait.since, wait.until or look.now)
        why = f" ({wait.why})" if wait.why else ""
        does = "find it" if wait.wants is For.SOURCE else DOES[wait.wants]
        agency = f" of {wait.agency.upper()}" if wait.agency not in (None, wait.on) else ""
        text = f"to {until}  {span:>5}  {name(look, wait)}{agency} to {does}{why}"
        yield Fact(brief(wait.since, look), text, opens(look, "roles", wait.on), f"wait{at}")


def _open_step(look: Look, request: Request, one: Approval) -> str:
    """Who decides by when, and who does if they do not."""
    if request.returned:
        return f"{one.post} decides once {request.by.name} has answered"
    if one not in request.turn:
        return f"{one.post} decides after step {request.turn[0].turn}"
    past = f"; not decided by {', '.join(one.lapsed)}" if one.lapsed else ""
    if one.asked is None:
        return f"nobody is left to decide: who is over {one.post} does{past}"
    for_ = "" if one.asked == one.post else f" for {one.post}"
    due = f" by {clock(one.due, look)}" if one.due else ""
    after = decider(request, one.but(lapsed=(*one.lapsed, one.asked)), look.board)
    then = (
        f"it goes to {after.id} {after.holder}" if after else "nobody is left, red for all to see"
    )
    return f"{called(look, 'roles', one.asked)} decides{for_}{due}; if not, {then}{past}"


def _step(look: Look, request: Request, one: Approval) -> Fact:
    turn = f"step {one.turn}"
    about = opens(look, "roles", one.asked or one.post)
    if one.by is None:
        return Fact(turn, _open_step(look, request, one), about, one.post)
    if one.under:
        agreed = opens(look, "agreements", one.under.agreement)
        text = f"{one.post}: approved {clock(one.at, look)} under {one.under.name}"
        return Fact(turn, f"{text}, asked by {who(one.by)}", agreed, one.post)
    some = f" {one.quantity} of it" if one.quantity else ""
    word = f", as {one.verbal} said by word: paper to follow" if one.verbal else ""
    sole = ", who asked for it: nobody else was there" if one.sole else ""
    text = f"{one.post}: approved{some} {clock(one.at, look)} by {who(one.by)}{word}{sole}"
    return Fact(turn, text, about, one.post)


def _offer(look: Look, one: Offer) -> Fact:
    eta = f", there at {clock(one.eta, look)}" if one.eta else ""
    more = f": {one.text}" if one.text else ""
    text = f"could bring {one.quantity}{eta}{more}, said {clock(one.at, look)} by {one.by.person}"
    return Fact(one.agency.upper(), text, opens(look, "agencies", one.agency), f"offer{one.agency}")


def _forward(look: Look, one: Forward, at: int) -> Fact:
    number = f"their number {one.number}, " if one.number else ""
    spoke = f", spoke with {one.spoke}" if one.spoke else ""
    more = f": {one.text}" if one.text else ""
    late = " and did not" if one.late else ""
    said = f"{number}asked {clock(one.at, look)} by {who(one.by)}{spoke}"
    ended = f", until {clock(one.until, look)}" if one.until else ""
    text = f"{said}, to answer by {clock(one.due, look)}{late}{ended}{more}"
    return Fact(one.to.upper(), text, opens(look, "agencies", one.to), f"forward{at}")


def _brings(look: Look, one: Commitment, at: int) -> Iterator[Fact]:
    came = f"{one.received} of {one.quantity} came" if one.quantity else "nothing is left of it"
    eta = f" for {clock(one.eta, look)}" if one.eta else ""
    text = f"{came}, promised{eta}, said {clock(one.at, look)}"
    agency = opens(look, "agencies", one.agency)
    word = f", as {one.verbal} said by word" if one.verbal else ""
    yield Fact(one.agency.upper(), f"{text} by {one.by.person}{word}", agency, f"brings{at}")
    for unit in one.units:
        yield Fact("", _unit(look, unit), opens(look, "resources", unit), f"unit{at}{unit}")
    for number, receipt in enumerate(one.receipts):
        unit = f" {receipt.unit.partition('.')[2]}" if receipt.unit else f" {receipt.quantity}"
        said = f"{unit} came {clock(receipt.at, look)}, #{receipt.seq} by {receipt.by.person}"
        yield Fact("", said.strip(), opens_entry(look, receipt.seq), f"came{at}.{number}")
    for number, loss in enumerate(one.lost):
        yield Fact("", _lost(look, loss), opens(look, "resources", loss.unit), f"lost{at}.{number}")


def _lost(look: Look, loss: Loss) -> str:
    """What no longer counts, and that it is back where it is."""
    unit = look.board.resources.get(loss.unit)
    came = "came, " if loss.came else ""
    why = f" ({loss.why})" if loss.why else ""
    back = f"; {_unit(look, loss.unit)}" if unit and unit.state is not State.OUT else ""
    called = sign(look, unit) if unit else loss.unit
    return f"{called} {came}out of service since {clock(loss.at, look)}{why}{back}"


def _unit(look: Look, id: str) -> str:
    """A unit as the board of resources has it, and since when."""
    unit = look.board.resources.get(id)
    if unit is None:
        return f"{id}, not on your board"
    return f"{sign(look, unit)} {text_of(state_cell(unit))} since {brief(unit.since, look)}"
