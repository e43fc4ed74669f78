"""A post's record: what is handed over, what the holder was told, and who held it before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from console.boards import begun
from console.boards.base import Look, clock
from console.boards.fields import Fact, called, lines, opens, opens_entry, when, who
from console.widgets.rows import Row
from schemas.roles import Briefing, HandOver, Held, How, Left, Position, is_vacant

# In the order a successor is told them (ICS 201); the last two show the board as it was then.
_LABELS: Mapping[str, str] = {
    "situation": "situation",
    "objectives": "objectives",
    "comms": "communications",
    "concerns": "concerns",
    "organization": "organization",
    "resources": "resources",
}
_OF_THEN = ("organization", "resources")
_LEFT: Mapping[Left, str] = {
    Left.SHUT_OUT: "shut out of the room",
    Left.UNIFIED: "command was unified",
}

Sections = Iterator[tuple[str, Sequence[Row]]]


def to_me(look: Look, post: Position, room: int) -> Sections:
    """Before everything else: what is handed to me, and how to take it; else what I may do."""
    offered = post.handover
    if offered and offered.to == look.me:
        take, leave = f"take {post.id}", f"decline {post.id} "
        begin = Row(f":{take}", ("to take it", f"Enter begins  {take}"), tone="mine")
        refuse = Row(f":{leave}", ("or not", f"Enter begins  {leave}REASON"))
        rows = [begin, *_rows(_offered(look, offered), room), refuse]
        yield f"HANDED TO YOU: {post.title}", rows
        yield "THE POST", []
    elif post.holder == look.me and not offered:
        yield from begun.begun(
            [
                (
                    f"handover {post.id} ",
                    "briefs who comes after you, whose it is when taken",
                ),
                (f"relieve {post.id} ", "you step down, and nobody holds it"),
            ],
            "THE POST",
        )
    elif is_vacant(post) and look.asks:
        yield from begun.begun([(f"take {post.id}", "you hold it then")], "THE POST")


def sections(look: Look, post: Position, room: int) -> Sections:
    """The hand-over that waits, the briefing that was given, the holders, and who is led."""
    offered = post.handover
    if offered and offered.to != look.me:
        title = f"HAND-OVER to {offered.to}, not taken yet"
        yield title, _rows(_offered(look, offered), room)
    if post.briefing:
        title, then = _given(look, post)
        yield title, _rows(_briefing(post.briefing, then), room)
    yield "WHO HELD IT, newest first", _rows(_holders(look, post), room)
    below = [p for p in look.board.roles.values() if p.reports_to == post.id]
    yield "REPORT TO IT", [Row(f"roles/{p.id}", (p.id.partition("/")[2], p.name)) for p in below]


def _rows(facts: Iterator[Fact], room: int) -> list[Row]:
    return [row for fact in facts for row in lines(fact, room)]


# -- the briefing --------------------------------------------------------------------------------


def _offered(look: Look, offered: HandOver) -> Iterator[Fact]:
    person = offered.by.person
    text = f"{who(offered.by)}, {when(look, offered.at)}"
    yield Fact("handed over by", text, opens(look, "people", person))
    if offered.due is None:
        yield Fact("take by", "nobody took it in time, and nobody is left to turn to")
    elif up := offered.waits_on:
        text = f"not taken in time: waits on {called(look, 'roles', up)}"
        yield Fact("take by", text, opens(look, "roles", up))
    else:
        yield Fact("take by", when(look, offered.due))
    yield from _briefing(offered.briefing, f"at {clock(offered.at, look)}")


def _given(look: Look, post: Position) -> tuple[str, str]:
    """The heading of the briefing that stands, and what its lists show: who held it then."""
    past = range(len(post.history) - 1, 0, -1)
    at = next((at for at in past if post.history[at].how is How.HANDED_OVER), None)
    if at is None:
        return "BRIEFING of an earlier holder", "as it was then"
    giver, taker = post.history[at - 1], post.history[at]
    told = f"{giver.person} of {giver.agency.upper()} to {taker.person}"
    return f"BRIEFING from {told}, {clock(taker.since, look)}", "at the hand-over"


def _briefing(briefing: Briefing, then: str) -> Iterator[Fact]:
    """Each part under its own label; what only showed the board says of when."""
    for name, label in _LABELS.items():
        if text := getattr(briefing, name):
            yield Fact(label, f"{then}: {text}" if name in _OF_THEN else text, tag=f"{then}{name}")


# -- the holders ---------------------------------------------------------------------------------


def _holders(look: Look, post: Position) -> Iterator[Fact]:
    """Each with how the post came to them and, below, how it left them."""
    # The entry that vacated a post is not in the record: its line says the same moment.
    ended = {
        line.occurred_at or line.at: line.id
        for line in look.board.lines.values()
        if post.id in line.text
    }
    held = post.history
    around = zip((None, *held), held, (*held[1:], None), strict=False)
    for before, one, after in reversed([*around]):
        until = clock(one.until, look) if one.until else "now"
        span = f"of {one.agency.upper()}  {clock(one.since, look)} to {until}"
        text = f"{span}  {_came(one, before)}, #{one.seq}"
        yield Fact(one.person, text, opens_entry(look, one.seq), f"came{one.seq}")
        if one.left is Left.SUCCEEDED and after:
            text = f"followed by {after.person}, #{after.seq}"
            yield Fact("", text, opens_entry(look, after.seq), f"left{one.seq}")
        elif one.left and one.until:
            line = ended.get(one.until)
            text = ", ".join(filter(None, (_LEFT.get(one.left, one.left.value), line)))
            yield Fact("", text, opens(look, "lines", line), f"left{one.seq}")


def _came(one: Held, before: Held | None) -> str:
    """From whom, or to a post that was vacant."""
    follows = before is not None and before.until == one.since and before.left is Left.SUCCEEDED
    giver = before.person if follows and before else ""
    words = {
        How.APPOINTED: "appointed",
        How.TAKEN: f"took it from {giver}" if giver else "took it when vacant",
        How.HANDED_OVER: f"by hand-over from {giver}" if giver else "by hand-over",
        How.UNIFIED: "kept it when command was unified",
    }
    return words[one.how]
