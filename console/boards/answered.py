"""A message's record below its fields: how far it came to each addressee, and what came back."""

from __future__ import annotations

from collections.abc import Iterator

from console.boards.base import Look, brief
from console.boards.fields import Fact, lines, opens_entry, when, who
from console.boards.messages import done, how_far
from console.widgets.rows import Row
from schemas.messages import Addressee, Message
from schemas.roles import named


def sections(look: Look, message: Message, room: int) -> Iterator[tuple[str, list[Row]]]:
    """What is owed, then each addressee with every step, wrapped to so many cells."""
    yield "WANTED", [line for fact in _wanted(look, message) for line in lines(fact, room)]
    for at, one in enumerate(message.to):
        said = [line for fact in _came_back(look, message, one, at) for line in lines(fact, room)]
        yield f"TO {named(look.board.roles, one.to)}", said


def _wanted(look: Look, message: Message) -> Iterator[Fact]:
    """By when what is wanted, or that nothing is owed; and what ends an order."""
    if message.waiting and message.want:
        by = f" by {when(look, message.due)}" if message.due else ""
        yield Fact("want", f"{message.want.value}{by}")
    elif message.ended is None and (given := done(look, message)):
        yield Fact("want", f"{given}; nothing is owed")
    if message.order and message.stands:
        yield Fact("stands", "until it is replaced or cancelled")
        if any(one.answered is None for one in message.to):
            yield Fact("when done", f"reply {message.id} … says so, and stands in the log")


def _came_back(look: Look, message: Message, one: Addressee, at: int) -> Iterator[Fact]:
    """When it was sent to them, came, was read, went on to others, was acknowledged, answered."""
    whom = f"to {one.person}" if one.person and one.person != one.to else ""
    yield Fact("sent", f"{brief(one.at, look)} {whom}".strip(), tag=f"sent.{at}")
    for word, how, taken in (("delivered", "to", one.delivered), ("read", "by", one.read)):
        if taken:
            text = f"{brief(taken.at, look)} {how} {taken.person}"
            yield Fact(word, text, tag=f"{word}.{at}")
    if one in message.waiting and not one.delivered:
        why = how_far(look, one)
        call = look.call(one.to) if why else ""
        text = f"yet{': ' if why else ''}{', '.join(filter(None, (why, call)))}"
        yield Fact("not delivered", text, tag=f"not.{at}")
    for step, asked in enumerate(one.asked):
        text = f"went to {named(look.board.roles, asked)}"
        yield Fact("late", text, tag=f"late.{at}.{step}")
    if one in message.waiting and one.at_the_end:
        call = look.call(one.to)
        text = f"OVERDUE; nobody else can be asked here{f': {call}' if call else ''}"
        yield Fact("late", text, tag=f"late.{at}")
    for word, said in (("acknowledged", one.acknowledged), ("answered", one.answered)):
        if said:
            text = f"{brief(said.at, look)} by {who(said.by)}, #{said.seq}"
            text += f": {said.text}" if said.text else ""
            yield Fact(word, text, opens_entry(look, said.seq), tag=f"{word}.{at}")
