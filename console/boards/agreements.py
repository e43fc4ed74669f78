"""The board of agreements: what two agencies lend each other, whether it holds, what remains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from console.boards.base import Look, Pane, age, clock, creations, mark
from console.boards.fields import Fact, lines, opens, who
from console.widgets.columns import Column
from console.widgets.rows import Cell, Row, Tone
from schemas.agencies import Grant
from schemas.agreements import Agreement, State, Term, Use, Version

SHOWN = 8  # on Now; the board has them all

COLUMNS = (
    Column("", 1, keep=9),
    Column("AGREED", 7, keep=9),
    Column("WHAT IS LENT", 24, share=1, keep=9),
    Column("REMAINS", 10, keep=9, align="right"),
    Column("UNTIL", 12, keep=7),
    Column("LIMITS", 14, share=2, keep=6),
)
# What holds first, what is over last.
_SIGN = {
    State.SIGNED: "●",
    State.PROPOSED: "○",
    State.TO_COME: "○",
    State.EXPIRED: "✕",
    State.ENDED: "✕",
}
_ORDER = tuple(_SIGN)
_OVER = (State.EXPIRED, State.ENDED)


def rows(look: Look) -> list[Row]:
    """Each agreement, below it what it lends and what remains; below that what is proposed."""
    out = creations("agreements", look, 2, len(COLUMNS))
    every = look.board.agreements.values()
    for one in sorted(every, key=lambda a: _ORDER.index(a.state(look.now))):
        out += _rows(look, one)
    return out


def _rows(look: Look, one: Agreement) -> Iterator[Row]:
    state = one.state(look.now)
    over = state in _OVER
    now = one.newest if one.signed is None or state is State.PROPOSED else one.signed
    head = _head(look, now, mark(one.id, look), one.id, _state(look, one, now))
    yield Row(one.id, head, tone="dim" if over else "normal")
    if not over:
        yield from _terms(one, now)
    if one.proposed and now is not one.proposed and not over:
        said = _to_sign(look, one, one.proposed, "instead")
        head = _head(look, one.proposed, "", f"  v{one.proposed.number}", said)
        yield Row(f"agreements/{one.id} .v{one.proposed.number}", head)
        yield from _terms(one, one.proposed)


def _head(
    look: Look, version: Version, sign: str, id: str, said: str | Cell
) -> tuple[str | Cell, ...]:
    return (sign, id, said, "", clock(version.until, look), version.conditions or "")


def between(one: Agreement) -> str:
    """``FIRE, EMS``"""
    return ", ".join(agency.upper() for agency in one.parties)


def _state(look: Look, one: Agreement, now: Version) -> str | Cell:
    """Glyph and word, between whom; who has still to sign, when it begins, or why it is over."""
    state = one.state(look.now)
    text = f"{_SIGN[state]} {state} v{now.number} {between(one)}"
    if one.ended:
        return f"{text}: {one.ended.reason}"
    if state is State.PROPOSED:
        return _to_sign(look, one, now, text)
    return f"{text} from {clock(now.since, look)}" if state is State.TO_COME else text


def _to_sign(look: Look, one: Agreement, version: Version, text: str) -> str | Cell:
    said = f"{text}: {' and '.join(map(str.upper, one.unsigned_by(version)))} to sign"
    return Cell(said, "warning") if _mine_to_sign(look, one) else said


def _terms(one: Agreement, version: Version) -> Iterator[Row]:
    tone: Tone = "normal" if version is one.signed else "dim"
    for at, term in enumerate(version.terms):
        what = f"{term.provider.upper()}: {term.what}"
        cells = ("", f"  v{version.number}", what, _remains(one, version, term), "", term.limits)
        yield Row(f"agreements/{one.id} .v{version.number}.{at}", cells, tone=tone)


def _remains(one: Agreement, version: Version, term: Term) -> str | Cell:
    """How many may still be had; nothing while it is only proposed."""
    if version is not one.signed:
        return ""
    left = one.remains(term)
    text = f"{left or 'none'} of {term.quantity}"
    return text if left else Cell(text, "warning")


# -- on Now --------------------------------------------------------------------------------------


def _mine_to_sign(look: Look, one: Agreement) -> bool:
    """Whether I sign for a party whose signature is missing."""
    me = look.board.people.get(look.me)
    new = one.proposed
    waits = new is not None and not one.ended and look.now < new.until
    signs = me is not None and Grant.SIGNATORY in me.grants
    return bool(waits and signs and new and look.agency in one.unsigned_by(new))


def needs(look: Look) -> list[Row]:
    """What waits for my signature, and the phrase."""
    waiting = [one for one in look.board.agreements.values() if _mine_to_sign(look, one)]
    return [_need(look, one, one.newest) for one in waiting[:SHOWN]]


def _need(look: Look, one: Agreement, new: Version) -> Row:
    lends = "; ".join(term.name for term in new.terms)
    text = f"SIGN v{new.number} ({between(one)}): sign {one.id}  ({lends})"
    cells = ("!", one.id, age(new.at, look), Cell(text, "warning"))
    return Row(f"agreements/{one.id}", cells)


# -- its record, and that of an agency -----------------------------------------------------------


def sections(look: Look, one: Agreement, room: int) -> Iterator[tuple[str, Sequence[Row]]]:
    """What holds, what is proposed, and for which requests something is out."""
    for word, version in (("HOLDS", one.signed), ("PROPOSED", one.proposed)):
        if version:
            yield f"{word}: VERSION {version.number}", _version(look, one, version, room)
    out = [fact for use in one.uses for fact in _use(look, use)]
    yield "OUT, by request", [row for fact in out for row in lines(fact, room)]


def _version(look: Look, one: Agreement, version: Version, room: int) -> list[Row]:
    facts = [
        Fact(term.provider.upper(), _said(one, version, term), tag=f"{version.number}.{at}")
        for at, term in enumerate(version.terms)
    ]
    period = f"{clock(version.since, look)} to {clock(version.until, look)}"
    facts.append(Fact("period", period, tag=f"period{version.number}"))
    if version.conditions:
        facts.append(Fact("conditions", version.conditions, tag=f"said{version.number}"))
    by = f"{clock(version.at, look)} by {who(version.by)}"
    facts.append(Fact("proposed", by, tag=f"by{version.number}"))
    for mine in version.signatures:
        text = f"{clock(mine.at, look)} by {mine.by.person} for {mine.by.agency.upper()}"
        facts.append(Fact("signed", text, opens(look, "people", mine.by.person), f"{mine.at}"))
    for agency in one.unsigned_by(version):
        text = f"not yet by {agency.upper()}"
        facts.append(Fact("signed", text, opens(look, "agencies", agency), f"no{agency}"))
    return [row for fact in facts for row in lines(fact, room)]


def _said(one: Agreement, version: Version, term: Term) -> str:
    """``4 ambulance ALS, 24 h each: 2 remain``"""
    said = ", ".join(filter(None, (term.what, term.limits)))
    return f"lends {said}" + (f": {one.remains(term)} remain" if version is one.signed else "")


def _use(look: Look, use: Use) -> Iterator[Fact]:
    what = " ".join(filter(None, (str(use.quantity), use.resource_kind, use.type)))
    request = opens(look, "requests", use.request)
    yield Fact(use.request, f"{what} of {use.provider.upper()}", request, use.request)
    for unit in use.units:
        yield Fact("", unit, opens(look, "resources", unit), f"{use.request}{unit}")


def of_agency(look: Look, agency: str) -> list[Row]:
    """The agreements of one agency that are not over."""
    found = (one for one in look.board.agreements.values() if agency in one.parties)
    return [
        Row(f"agreements/{one.id}", (one.id, f"with {_other(one, agency)}: {lent(one)}"))
        for one in found
        if one.state(look.now) not in _OVER
    ]


def _other(one: Agreement, agency: str) -> str:
    return next(party for party in one.parties if party != agency).upper()


def lent(one: Agreement) -> str:
    """``fire lends 4 ambulance ALS, 2 remain``; or that it is only proposed."""
    if one.signed is None:
        return one.name
    terms = one.signed.terms
    return "; ".join(
        f"{term.provider} lends {term.what}, {one.remains(term)} remain" for term in terms
    )


PANE = Pane(
    "agreements",
    "AGREEMENTS",
    COLUMNS,
    rows,
    "No agreement yet.  : propose fire ems 4 ambulance until=2027-01-01  both sign it.",
)
