"""The board of messages and orders: who said what to whom, and who has not answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from console.boards.base import Look, Pane, age, brief, creations, few, mark
from console.boards.restricted import circles, hidden
from console.widgets.columns import Column
from console.widgets.rows import Cell, Row, Tone
from schemas.base import By, is_post
from schemas.grants import may
from schemas.messages import AcknowledgeMessage, Addressee, Message, Want, is_to
from schemas.reach import is_away
from schemas.roles import named

FRESH = timedelta(minutes=30)  # orders that stand for one place are said on Now for so long
NAMED = 2  # addressees said in one row; the record has all of them
SHOWN = 12  # in each section of Now; the board has them all

COLUMNS = (
    Column("", 1, keep=9),
    Column("MSG", 5, keep=9),
    Column("AGE", 4, keep=5, align="right"),
    Column("FROM", 7, share=1, keep=7),
    Column("TO", 7, share=1, keep=6),
    Column("TEXT", 15, share=4, keep=8),
    Column("WAITS ON", 13, share=4, keep=9),
)
TEXT = 5  # its place among them
PHRASE = {Want.ACK: "ack {id}", Want.ANSWER: "reply {id} …"}
WORD = {Want.ACK: "ACK", Want.ANSWER: "ANSWER"}

_Orders = Mapping[str, Sequence[Message]]  # by the place they are for


def rows(look: Look) -> list[Row]:
    """What waits on somebody and hazards that stand, mine first; orders that stand; the others."""
    newest = sorted(look.board.messages.values(), key=lambda m: m.at, reverse=True)
    tones = {message.id: _tone(look, message) for message in newest}
    order = sorted(newest, key=lambda m: (*_place_of(m), tones[m.id] != "mine"))
    made = creations("messages", look, TEXT, len(COLUMNS))
    made += hidden("messages", look, TEXT, len(COLUMNS))
    orders = _orders(look)
    return made + [_row(look, message, tones[message.id], orders) for message in order]


def _place_of(message: Message) -> tuple[bool, bool, bool]:
    return message.is_quiet, not message.warns, message.is_quiet and not message.stands


def _tone(look: Look, message: Message) -> Tone:
    """Mine while somebody is waited on; dim when that is over and nothing stands."""
    if not message.is_quiet:
        return "mine" if is_mine(look, message) or asks(look, message) else "normal"
    return "dim" if message.ended or (message.want and not message.stands) else "normal"


def _row(look: Look, message: Message, tone: Tone, orders: _Orders) -> Row:
    cells = (
        mark(message.id, look),
        message.id,
        age(message.at, look),
        _from(message.by),
        few([_short(look, one.to, message) for one in message.to], NAMED),
        f"{circles(message)}{head(message)}{message.text}",
        _standing(look, message, orders),
    )
    return Row(message.id, cells, tone=tone)


def head(message: Message) -> str:
    """``ORDER Z-12: ``, ``HAZARD: ``, for what is no mere message."""
    place = f" {message.place}" if message.place else ""
    return f"{message.word.upper().strip()}{place}: " if message.word else ""


def sender(by: By) -> str:
    """``maya INC-1/IC``, or with the agency where no post was spoken for."""
    return f"{by.person} {by.position or by.agency.upper()}"


def _from(by: By) -> str:
    """``maya IC``: the record says in which room."""
    return f"{by.person} {by.position.partition('/')[2] if by.position else by.agency.upper()}"


def _short(look: Look, id: str, message: Message) -> str:
    """``OSC`` in the incident of the message, ``EOC/DIR``, ``FIRE``, ``lee``."""
    return id.upper() if id in look.board.agencies else _there(id, message)


def _there(text: str, message: Message) -> str:
    """The posts of its own incident by their codes: there is little room."""
    return text.replace(f"{message.incident}/", "")


def _standing(look: Look, message: Message, orders: _Orders) -> str | Cell:
    """Ended and why; on whom it waits; what else stands for its place; or that it is done."""
    if message.ended:
        return f"ended {brief(message.ended.at, look)}: {message.ended.reason}"
    if message.waiting:
        said = waits(look, message)
        return Cell(_there(said.text, message), said.tone)
    if message.warns:
        return Cell(f"stands: {done(look, message) or 'nobody else is there'}", "warning")
    beside = [one.id for one in _beside(message, orders)]
    if beside:
        return Cell(f"! also for {message.place}: {few(beside, NAMED)}", "warning")
    return f"stands: {done(look, message)}" if message.stands else done(look, message)


def done(look: Look, message: Message) -> str:
    """``acknowledged 12:04``, of an order ``reported``: what all said, and when the last did."""
    answers = [one.answered for one in message.to if one.answered]
    every = [one.acknowledged for one in message.to if one.acknowledged]
    if not every or not message.want:
        return ""
    word, said = (
        ("reported" if message.order else "answered", answers)
        if len(answers) == len(message.to)
        else ("acknowledged", every)
    )
    return f"{word} {brief(max(one.at for one in said), look)}"


def is_late(look: Look, message: Message) -> bool:
    """Whether somebody should have answered already."""
    return any(one.until and one.until <= look.now for one in message.waiting)


def waits(look: Look, message: Message) -> Cell:
    """``ACK OVERDUE 5m: INC-1/OSC lee, redcross (read)``: how long, who, how far it came."""
    assert message.want, "somebody is waited on"
    when = _due(look, message.waiting)
    who = few([_whom(look, one) for one in message.waiting], NAMED)
    tone: Tone = "danger" if is_late(look, message) else "normal"
    return Cell(f"{WORD[message.want]} {when}: {who}", tone)


def _due(look: Look, waiting: Sequence[Addressee]) -> str:
    until = min((one.until for one in waiting if one.until), default=look.now)
    late = until <= look.now
    return f"OVERDUE {age(until, look)}" if late else f"due {brief(until, look)}"


def _whom(look: Look, one: Addressee) -> str:
    """Who has it now; of an agency or person that was silent, that they were; whom to call."""
    if one.at_the_end and (call := look.call(one.to)):
        return f"{named(look.board.roles, one.waits_on)} ({call})"
    if one.asked and not is_post(one.to):
        return f"{one.to} silent, so {named(look.board.roles, one.waits_on)}"
    far = f" ({how_far(look, one)})" if how_far(look, one) and not one.asked else ""
    return f"{named(look.board.roles, one.waits_on)}{far}"


def how_far(look: Look, one: Addressee) -> str:
    """Whether it was read or came to a console; or that there is none it could come to."""
    if one.read or one.delivered:
        return "read" if one.read else "delivered"
    return "no console open" if is_away(look.board.roles, look.consoles, one.to) else ""


# -- mine ----------------------------------------------------------------------------------------


def is_mine(look: Look, message: Message) -> bool:
    """Whether I sent it, or hold the post that did."""
    return message.by.person == look.me or message.by.position in look.held.get(look.me, ())


def asks(look: Look, message: Message) -> Addressee | None:
    """The first addressee that I answer for and who has not answered."""
    if message.by.person == look.me or not _may(look):
        return None
    return next((one for one in message.waiting if _am(look, one)), None)


def _may(look: Look) -> bool:
    me = look.board.people.get(look.me)
    return me is not None and may(me.grants, AcknowledgeMessage.grant)


def _am(look: Look, one: Addressee) -> bool:
    """Whether I am it, or whom it went to since."""
    asked = (one.to, *one.asked)
    return any(is_to(who, look.board.roles, look.me, look.agency) for who in asked)


def _orders(look: Look) -> _Orders:
    """The orders that stand for each place, gathered once: a busy night has thousands."""
    found: dict[str, list[Message]] = {}
    for message in look.board.messages.values():
        if message.place and message.stands:
            found.setdefault(_place(message), []).append(message)
    return found


def _beside(message: Message, orders: _Orders) -> list[Message]:
    """The other orders that stand for the same place."""
    there = orders.get(_place(message), ()) if message.stands else ()
    return [other for other in there if other is not message]


def _place(message: Message) -> str:
    return (message.place or "").casefold()


# -- on Now --------------------------------------------------------------------------------------


def needs(look: Look) -> list[Row]:
    """What I have to acknowledge or answer, and what became of an order of mine."""
    mine = [(m, one) for m in look.board.messages.values() if (one := asks(look, m))]
    mine.sort(key=lambda each: not each[1].late)
    out = [ask(look, message, one) for message, one in mine if not message.hazard]
    return _first([*out, *_warnings(look, {message.id for message, _ in mine})], "needs")


def ask(look: Look, message: Message, one: Addressee) -> Row:
    """What I have to say to a message, and by when."""
    assert message.want, "somebody is waited on"
    late = bool(one.until and one.until <= look.now)
    due = _due(look, [one])
    word = message.word.upper().strip() or WORD[message.want]
    phrase = PHRASE[message.want].format(id=message.id)
    place = f", {message.place}" if message.place else ""
    whose = f" for {one.to}" if one.late and one.waits_on != one.to else ""
    said = f"{circles(message)}{message.text}"
    text = f"{word} {due}{place}: {said}  {sender(message.by)}{whose}: {phrase}"
    sign = "!!" if message.hazard or (message.order and late) else "!"
    words = Cell(text, "danger" if late or message.hazard else "warning")
    return Row(f"messages/{message.id}", (sign, message.id, age(message.at, look), words))


def _warnings(look: Look, said: set[str]) -> Iterator[Row]:
    """To who gave it: another order stands for the same place, or somebody replaced it."""
    orders = _orders(look)
    for message in look.board.messages.values():
        if message.id in said or not (message.order and is_mine(look, message)):
            continue
        text = _replaced(look, message) or _opposed(look, message, orders)
        if text:
            cells = ("!", message.id, age(message.at, look), Cell(text, "warning"))
            yield Row(f"messages/{message.id}", cells)


def _replaced(look: Look, message: Message) -> str:
    """Said until who follows the new order has read it."""
    new = look.board.messages.get(message.replaced_by or "")
    if new is None or not new.waiting or is_mine(look, new):
        return ""
    return f"REPLACED by {new.id} of {sender(new.by)}: {new.text}"


def _opposed(look: Look, message: Message, orders: _Orders) -> str:
    fresh = [m for m in _beside(message, orders) if look.now - max(m.at, message.at) < FRESH]
    if not fresh:
        return ""
    other = fresh[-1]
    return (
        f"TWO ORDERS for {message.place}: {other.id} of {sender(other.by)}: {other.text}"
        f"  (direct … replaces={other.id}, or cancel {message.id})"
    )


def waiting(look: Look) -> list[Row]:
    """What I sent that others have not acknowledged or answered, who they are, since when."""
    sent = (m for m in look.board.messages.values() if not m.hazard and is_mine(look, m))
    waiting = sorted((m for m in sent if m.waiting), key=lambda m: not is_late(look, m))
    return _first([_waiting(look, message) for message in waiting], "waiting")


def _waiting(look: Look, message: Message) -> Row:
    said = waits(look, message)
    words = Cell(f"{said.text}  {head(message)}{message.text}", said.tone)
    sign = "!" if is_late(look, message) else ""
    return Row(message.id, (sign, message.id, age(message.at, look), words))


def _first(rows: list[Row], tag: str) -> list[Row]:
    """So many as Now has room for, and how many more there are."""
    more = len(rows) - SHOWN
    if more <= 0:
        return rows
    text = Cell(f"{more} more messages: 7 has them all", "warning")
    return [*rows[:SHOWN], Row(f"=messages.{tag}", ("", "", "", text))]


PANE = Pane(
    "messages",
    "MESSAGES",
    COLUMNS,
    rows,
    "No message yet.  : tell @OSC,redcross ack=10m Lincoln opens 0400",
)
