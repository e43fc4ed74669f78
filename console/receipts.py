"""What a console says of messages by itself: that they came here, and that somebody read them.

Only of what asks this person for something, only while nobody has said it, and only at a console
that somebody uses: a wall or a program that nobody touches says nothing. *Delivered* is said a
little later than it is so, each console at another moment: of many that are one agency's the first
says it. *Read* is said when its whole text was shown at two presses of a key some seconds apart.
It is not queued: without a hub it is said later, if it is still worth saying.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from schemas.base import Event
from schemas.board import Board
from schemas.grants import may
from schemas.messages import is_to
from schemas.receipts import MESSAGES_MAX, ConfirmReceipt, MessageReceived, Receipt

SPREAD_S = 5.0  # within it the consoles of one addressee say that a message came
LOOK_S = 3.0  # from one press of a key to another, with the whole message shown
AGAIN_S = 60.0  # when what was said is on no board: the line may have broken


class Receipts:
    """The messages one console has taken in, and shown whole."""

    def __init__(self, draw: Callable[[], float] = random.random) -> None:
        self._draw = draw
        self._used = False
        self._came: dict[str, float] = {}  # when to say that it came
        self._in_sight: dict[str, float] = {}  # since the first press of a key
        self._read: set[str] = set()
        self._said: dict[tuple[Receipt, str], float] = {}
        self._looked = -1
        self._unsaid: dict[Receipt, frozenset[str]] = {}

    def pressed(self, sight: Collection[str], now: float) -> None:
        """A key was pressed, with these messages shown whole."""
        self._used = True
        self._in_sight = {id: self._in_sight.get(id, now) for id in sight}
        self._read |= {id for id, since in self._in_sight.items() if now - since >= LOOK_S}

    def due(self, board: Board, person: str, now: float) -> list[ConfirmReceipt]:
        """What is to be said now."""
        if not self._used:
            return []
        if board.seq != self._looked:
            self._look(board, person)
        self._read &= self._unsaid[Receipt.READ]
        new = self._unsaid[Receipt.DELIVERED]
        self._came = {id: self._came.get(id, now + self._draw() * SPREAD_S) for id in new}
        came = [id for id, at in self._came.items() if at <= now and id not in self._read]
        found = {Receipt.READ: self._read, Receipt.DELIVERED: came}
        asks = (self._ask(receipt, ids, now) for receipt, ids in found.items())
        return [ask for ask in asks if ask]

    def _look(self, board: Board, person: str) -> None:
        self._looked = board.seq
        self._unsaid = {receipt: frozenset(unsaid(board, person, receipt)) for receipt in Receipt}
        there = {(receipt, id) for receipt, ids in self._unsaid.items() for id in ids}
        self._said = {key: at for key, at in self._said.items() if key in there}

    def _ask(self, receipt: Receipt, ids: Iterable[str], now: float) -> ConfirmReceipt | None:
        last = {id: self._said.get((receipt, id), now - AGAIN_S) for id in ids}
        new = tuple(id for id, at in last.items() if now - at >= AGAIN_S)[:MESSAGES_MAX]
        self._said.update(((receipt, id), now) for id in new)
        return ConfirmReceipt(receipt=receipt, messages=new) if new else None


def is_receipt(events: Sequence[Event[Any]]) -> bool:
    """Whether an entry tells nothing else, so that no line need be said of it."""
    return bool(events) and all(isinstance(event, MessageReceived) for event in events)


def unsaid(board: Board, person: str, receipt: Receipt) -> Iterable[str]:
    """The messages that ask this person and of which nobody has said that they came so far."""
    me = board.people.get(person)
    if me is None or not may(me.grants, ConfirmReceipt.grant):
        return
    for message in board.messages.values():
        missing = (one for one in message.waiting if getattr(one, receipt.value) is None)
        mine = message.by.person == person
        if not mine and any(is_to(one.to, board.roles, person, me.agency) for one in missing):
            yield message.id
