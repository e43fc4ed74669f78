"""The board of messages and orders: who said what to whom, and who has not answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from console.boards.base import Look, Pane, age, brief, circles, creations, hidden, mark
from console.boards.fields import Fact, lines, opens_entry, who
from console.widgets.columns import Column
from console.widgets.rows import Cell, Row, Tone
from schemas.base import By, is_post
from schemas.grants import may
from schemas.messages import AcknowledgeMessage, Addressee, Message, Want
from schemas.roles import keeper, named

FRESH = timedelta(minutes=30)  # orders that stand for one place are said on Now for so long
NAMED = 2  # addressees said in one row; the record has all of them

COLUMNS = (
    Column("", 1, keep=9),
    Column("MESSAGE", 7, keep=9),
    Column("FROM", 9, share=1, keep=7),
    Column("TO", 10, share=1, keep=6),
    Column("TEXT", 18, share=4, keep=8),
    Column("WAITS ON", 28, share=3, keep=9),
)
PHRASE = {Want.ACK: "ack {id}", Want.ANSWER: "reply {id} …"}
WORD = {Want.ACK: "ACK", Want.ANSWER: "ANSWER"}
DONE = {Want.ACK: "acknowledged", Want.ANSWER: "answered"}


def rows(look: Look) -> list[Row]:
    """Those that somebody is waited on for, mine first; then the others; each the newest first."""
    newest = sorted(look.board.messages.values(), key=lambda m: m.at, reverse=True)
    tones = {message.id: _tone(look, message) for message in newest}
    order = sorted(newest, key=lambda m: (not m.waiting, tones[m.id] != "mine"))
    made = creations("messages", look, 4, len(COLUMNS))
    made += hidden("messages", look, 4, len(COLUMNS))
    return made + [_row(look, message, tones[message.id]) for message in order]


def _tone(look: Look, message: Message) -> Tone:
    """Mine while somebody is waited on; dim when that is over."""
    if message.waiting:
        return "mine" if _is_mine(look, message) or _asks(look, message) else "normal"
    return "dim" if message.ended or message.want else "normal"


def _row(look: Look, message: Message, tone: Tone) -> Row:
    cells = (
        mark(message.id, look),
        message.id,
        sender(message.by),
        _few([_short(one.to) for one in message.to]),
        f"{circles(message)}{_order(message)}{message.text}",
        _standing(look, message),
    )
    return Row(message.id, cells, tone=tone)


def _order(message: Message) -> str:
    """``ORDER Z-12: ``, for what is no mere message."""
    place = f" {message.place}" if message.place else ""
    return f"ORDER{place}: " if message.order else ""


def sender(by: By) -> str:
    """``maya INC-1/IC``, or with the agency where no post was spoken for."""
    return f"{by.person} {by.position or by.agency.upper()}"


def _short(id: str) -> str:
    return id if is_post(id) else id.upper()


def _few(names: list[str]) -> str:
    more = f" +{len(names) - NAMED}" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def _standing(look: Look, message: Message) -> str | Cell:
    """Ended and why; on whom it waits; what else stands for its place; or that it is done."""
    if message.ended:
        return f"ended {brief(message.ended.at, look)}: {message.ended.reason}"
    if message.waiting:
        late = _is_late(look, message)
        return Cell(_waits(look, message), "danger") if late else _waits(look, message)
    beside = [one.id for one in _beside(look, message)]
    if beside:
        return Cell(f"! also for {message.place}: {_few(beside)}", "warning")
    return DONE[message.want] if message.want else ""


def _is_late(look: Look, message: Message) -> bool:
    return bool(message.waiting and message.due and message.due <= look.now)


def _waits(look: Look, message: Message) -> str:
    """``OVERDUE 5m INC-1/OSC lee``: how long, and who by name."""
    assert message.want, "somebody is waited on"
    assert message.due, "until then"
    late = _is_late(look, message)
    when = f"OVERDUE {age(message.due, look)}" if late else f"due {brief(message.due, look)}"
    who = _few([named(look.board.roles, one.waits_on) for one in message.waiting])
    return f"{WORD[message.want]} {when}: {who}"


# -- mine ----------------------------------------------------------------------------------------


def _is_mine(look: Look, message: Message) -> bool:
    """Whether I sent it, or hold the post that did."""
    return message.by.person == look.me or message.by.position in look.held.get(look.me, ())


def _asks(look: Look, message: Message) -> Addressee | None:
    """The first addressee that I answer for and who has not answered."""
    if message.by.person == look.me:
        return None
    return next((one for one in message.waiting if _am(look, one)), None)


def _am(look: Look, one: Addressee) -> bool:
    return any(_is(look, who) for who in (one.to, *one.asked))


def _is(look: Look, who: str) -> bool:
    if is_post(who):
        post = keeper(look.board.roles, who)
        return post is not None and post.holder == look.me
    return who in (look.me, look.agency)


def _beside(look: Look, message: Message) -> list[Message]:
    """The other orders that stand for the same place."""
    place = (message.place or "").casefold()
    there = look.board.messages.values() if place and message.stands else ()
    return [m for m in there if m.stands and m is not message and _place(m) == place]


def _place(message: Message) -> str:
    return (message.place or "").casefold()


# -- on Now --------------------------------------------------------------------------------------


def needs(look: Look) -> list[Row]:
    """What I have to acknowledge or answer, and what became of an order of mine."""
    me = look.board.people.get(look.me)
    if me is None or not may(me.grants, AcknowledgeMessage.grant):
        return []
    asked = [(message, _asks(look, message)) for message in look.board.messages.values()]
    out = [_ask(look, message, one) for message, one in asked if one]
    return out + list(_warnings(look, {message.id for message, one in asked if one}))


def _ask(look: Look, message: Message, one: Addressee) -> Row:
    assert message.want, "somebody is waited on"
    assert message.due, "until then"
    late = message.due <= look.now
    due = f"OVERDUE {age(message.due, look)}" if late else f"due {brief(message.due, look)}"
    word = "ORDER" if message.order else WORD[message.want]
    phrase = PHRASE[message.want].format(id=message.id)
    place = f" {message.place}" if message.place else ""
    whose = f" for {one.to}" if one.late and one.waits_on != one.to else ""
    said = f"{circles(message)}{message.text}"
    text = f"{word} {due}: {phrase}  {sender(message.by)}{whose}{place}: {said}"
    sign = "!!" if message.order and late else "!"
    words = Cell(text, "danger" if late else "warning")
    return Row(f"messages/{message.id}", (sign, message.id, age(message.at, look), words))


def _warnings(look: Look, said: set[str]) -> Iterator[Row]:
    """To who gave it: another order stands for the same place, or somebody replaced it."""
    for message in look.board.messages.values():
        if message.id in said or not (message.order and _is_mine(look, message)):
            continue
        text = _replaced(look, message) or _opposed(look, message)
        if text:
            cells = ("!", message.id, age(message.at, look), Cell(text, "warning"))
            yield Row(f"messages/{message.id}", cells)


def _replaced(look: Look, message: Message) -> str:
    """Said until who follows the new order has read it."""
    new = look.board.messages.get(message.replaced_by or "")
    if new is None or not new.waiting or _is_mine(look, new):
        return ""
    return f"REPLACED by {new.id} of {sender(new.by)}: {new.text}"


def _opposed(look: Look, message: Message) -> str:
    fresh = [m for m in _beside(look, message) if look.now - max(m.at, message.at) < FRESH]
    if not fresh:
        return ""
    other = fresh[-1]
    return (
        f"TWO ORDERS for {message.place}: {other.id} of {sender(other.by)}: {other.text}"
        f"  (direct … replaces={other.id}, or cancel {message.id})"
    )


def waiting(look: Look) -> list[Row]:
    """What I sent that others have not acknowledged or answered, who they are, since when."""
    sent = [m for m in look.board.messages.values() if m.waiting and _is_mine(look, m)]
    out = []
    for message in sorted(sent, key=lambda m: not _is_late(look, m)):
        late = _is_late(look, message)
        text = f"{_waits(look, message)}  {_order(message)}{message.text}"
        words = Cell(text, "danger") if late else text
        out.append(Row(message.id, ("!" if late else "", message.id, age(message.at, look), words)))
    return out


# -- the record ----------------------------------------------------------------------------------


def sections(look: Look, message: Message, room: int) -> Iterator[tuple[str, list[Row]]]:
    """What came back from each addressee."""
    for at, one in enumerate(message.to):
        said = [line for fact in _came_back(look, message, one, at) for line in lines(fact, room)]
        yield f"TO {named(look.board.roles, one.to)}", said


def _came_back(look: Look, message: Message, one: Addressee, at: int) -> Iterator[Fact]:
    """When it was sent to them, went on to others, was acknowledged, was answered."""
    whom = f"to {one.person}" if one.person and one.person != one.to else ""
    yield Fact("sent", f"{brief(message.at, look)} {whom}".strip(), tag=f"sent.{at}")
    for step, asked in enumerate(one.asked):
        text = f"went to {named(look.board.roles, asked)}"
        yield Fact("late", text, tag=f"late.{at}.{step}")
    if one.late and one.due is None and one in message.waiting:
        yield Fact("late", "OVERDUE, and nobody is left to turn to", tag=f"late.{at}")
    for word, said in (("acknowledged", one.acknowledged), ("answered", one.answered)):
        if said:
            text = f"{brief(said.at, look)} by {who(said.by)}, #{said.seq}"
            text += f": {said.text}" if said.text else ""
            yield Fact(word, text, opens_entry(look, said.seq), tag=f"{word}.{at}")


PANE = Pane(
    "messages",
    "MESSAGES",
    COLUMNS,
    rows,
    "No message yet.  : tell @OSC,redcross ack=10m Lincoln opens 0400",
)
