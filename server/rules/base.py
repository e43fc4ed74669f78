"""What every rule stands on: the room, the actor, refusals, and the one way to decide.

A rule is ``rule(ask, room, actor, now) -> list[Event]``, pure, registered by the command's type;
it says no by raising Refused, which ``decide`` turns into the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import singledispatch
from typing import Any, TypeVar, get_type_hints

from schemas.base import By, Command, Event, Header, Record, Refusal, Touched
from schemas.board import Board, Changes
from schemas.calls import CallArchived, CallOpened, CallReopened
from schemas.circles import FOR_PARTNERS, Audience, View, meets
from schemas.grants import CLOCK, ENROLLING, MAY, may, view_of
from schemas.journal import LineLogged, Mark, Sort
from schemas.phrase.meaning import meaning
from schemas.roles import named
from schemas.text import cut
from server.rules.readers import counted, for_their_readers, in_one_line

R = TypeVar("R", bound=Record)
Events = list[Event[Any]]


@dataclass(frozen=True)
class Actor:
    """Who asks: drawn from the roster, never from text."""

    person: str
    agency: str
    grants: frozenset[str]
    speaks_for: frozenset[str] = frozenset()
    position: str | None = None  # the post they speak for in this ask
    positions: tuple[str, ...] = ()  # the posts whose authority they have in this ask
    device: str | None = None
    view: View = field(init=False)
    by: By = field(init=False)  # as entries name the actor

    def __post_init__(self) -> None:
        view = view_of(self.person, self.agency, self.grants)
        by = By(person=self.person, agency=self.agency, position=self.position, device=self.device)
        object.__setattr__(self, "view", view)
        object.__setattr__(self, "by", by)

    def is_(self, grant: str) -> bool:
        """Whether the account has this grant."""
        return grant in self.grants

    def speaks(self, agency: str) -> bool:
        """Whether this person acts for that agency."""
        return agency == self.agency or agency in self.speaks_for


class Refused(Exception):
    """A rule says no. Caught in ``decide`` and nowhere else."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.because)
        self.refusal = refusal


def refuse(code: str, because: str, **more: Any) -> Refused:
    """A refusal to raise: the rule's name, why, and (ask=) whom to turn to."""
    return Refused(Refusal(code=code, because=because, **more))


def listed(names: Sequence[str], most: int = 5) -> str:
    """``fire, pd and 3 more``: a sentence stays short however many there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def to_come(at: datetime | None, now: Header, because: str) -> None:
    """Refused when what is to come would have been by now."""
    if at and at <= now.at:
        raise refuse("in-the-past", because)


def unknown(id: str) -> Refused:
    """An id that is not there, or not there for the asker: the two answers are the same."""
    return refuse("unknown-id", f"Nothing you can see is called {id}.")


@dataclass(frozen=True)
class Draws:
    """Random values the hub drew for this ask, so that rules stay pure."""

    code_hash: str = ""


Past = Callable[[str, str], Record | None]


def _no_past(shelf: str, id: str) -> Record | None:
    return None


@dataclass
class Room:
    """The whole board rules decide against, and what they find things by."""

    all: Board
    # A record that is no longer on the board, folded from the log; by (shelf, id).
    past: Past = _no_past
    draws: Draws = Draws()
    numbers: dict[str, str] = field(default_factory=dict)  # agency/number -> id of the call

    _held: dict[str, tuple[str, ...]] | None = None

    @property
    def held(self) -> Mapping[str, tuple[str, ...]]:
        """The posts each person holds; made anew after one changed hands."""
        if self._held is None:
            self._held = {}
            for post in self.all.roles.values():
                if post.holder:
                    self._held[post.holder] = (*self._held.get(post.holder, ()), post.id)
        return self._held

    def __post_init__(self) -> None:
        self.numbers = {f"{c.agency}/{c.number}": c.id for c in self.all.calls.values()}

    def apply(self, header: Header, events: Events) -> Changes:
        """Fold an accepted answer, and keep the index of call numbers in step."""
        for event in events:
            if isinstance(event, CallArchived):
                call = self.all.calls[event.id]
                self.numbers.pop(f"{call.agency}/{call.number}", None)
            elif isinstance(event, CallOpened):
                self.numbers[f"{event.agency}/{event.number}"] = event.id
            elif isinstance(event, CallReopened) and event.archived:
                call = event.archived
                self.numbers[f"{call.agency}/{call.number}"] = event.id
        changes = self.all.apply(header, events)
        if any(shelf == "roles" for shelf, _, _ in changes):
            self._held = None
        return changes

    def named(self, id: str) -> str:
        """A post with who has it now; an agency or person as it is."""
        return named(self.all.roles, id)

    def see(self, shelf: Mapping[str, R], id: str, actor: Actor) -> R:
        """A record the actor may see; Refused as unknown otherwise."""
        found = shelf.get(id)
        if found is None or not meets(found.audience, actor.view):
            raise unknown(id)
        return found


# -- notes beside the facts ----------------------------------------------------------------------


def note(
    now: Header,
    text: str,
    incident: str | None = None,
    mark: Mark | None = None,
    *,
    then: str = "",
    audience: Audience = FOR_PARTNERS,
) -> LineLogged:
    """A line of the journal that tells of the facts in the same entry, however long they are."""
    return LineLogged(
        id=f"#{now.seq}",
        text=cut(text, then),
        sort=Sort.EVENT,
        incident=incident,
        mark=mark,
        audience=audience,
    )


LATE = timedelta(minutes=1)  # from then on what the clock says tells that it is said late


def said_late(due: datetime, now: Header) -> str:
    """`` (said 12 min late)``, where the hub was away when it fell due."""
    late = now.at - due
    return f" (said {int(late / LATE)} min late)" if late >= LATE else ""


def oldest(ended: Iterable[tuple[datetime, str]], most: int) -> list[str]:
    """Which of those that ended go off the board, so that one more leaves so many there."""
    every = sorted(ended)
    return [id for _, id in every[: max(0, len(every) - most + 1)]]


# -- deciding ------------------------------------------------------------------------------------


@singledispatch
def rule(ask: Command, room: Room, actor: Actor, now: Header) -> Events:
    """The facts that follow from an ask; Refused when they do not. One for every command."""
    raise AssertionError(f"no rule for {ask.kind}")


Follower = Callable[[Any, Room, Header], Events]


class Follows:
    """What else follows from a fact of another noun, in the same entry; nothing for most.

    A noun registers here what becomes of its own records, so the rule that made the fact need not
    know of it; several nouns may for one fact. ``room`` is the room before the entry. What follows
    is not followed in turn.
    """

    def __init__(self) -> None:
        self._of: dict[type[Event[Any]], list[Follower]] = {}

    def register(self, follower: Follower) -> Follower:
        """Take the function whose first parameter says the kind of fact."""
        kind = get_type_hints(follower)["event"]
        self._of.setdefault(kind, []).append(follower)
        return follower

    def __call__(self, event: Event[Any], room: Room, now: Header) -> Events:
        """What follows, noun by noun as they were registered."""
        return [one for each in self._of.get(type(event), ()) for one in each(event, room, now)]


follows = Follows()


_HELD_BY: Mapping[str, str] = {
    "agencies": "an administrator or an EOC coordinator",
    "agreements": "who signs for your agency, or an administrator for the account of who does",
    "centers": "an EOC coordinator",
    "incidents": "an EOC coordinator or a representative of the lead agency",
    "calls": "the dispatch center's feed",
}


def _allowed(ask: Command, actor: Actor) -> None:
    if not may(actor.grants, ask.grant):
        have = ", ".join(sorted(actor.grants))
        held_by = _HELD_BY.get(
            ask.grant.partition(".")[0], "a coordinator or your agency's representative"
        )
        who = sorted(MAY[ask.grant] - {CLOCK, ENROLLING})
        need = f"accounts that may: {', '.join(who)}" if who else "no account may"
        raise refuse("no-grant", f"Your account ({have}) may not do this; {need}.", ask=held_by)


def _unchanged(room: Room, actor: Actor, record: Record, seen: int | None) -> None:
    if seen is not None and record.touched.seq > seen:
        raise changed(record.id, record.touched)


def changed(id: str, touched: Touched) -> Refused:
    """Somebody changed the record after the asker last saw it."""
    at = touched.at.strftime("%H:%MZ")
    return refuse(
        "changed",
        f"{id} was changed by {touched.by} at {at} (#{touched.seq}), after what you had on screen.",
        ask=touched.by,
        touched=touched,
    )


def decide(
    ask: Command, room: Room, actor: Actor, now: Header, seen: int | None = None
) -> Events | Refusal:
    """The one way to an answer: grant, then "was it changed under me?", then the rule."""
    try:
        _allowed(ask, actor)
        if ask.edits:
            for record in edited(ask, room, actor):
                _unchanged(room, actor, record, seen)
        events = rule(ask, room, actor, now)
        more = [each for event in events for each in follows(event, room, now)]
    except Refused as no:
        return no.refusal
    assert events, f"{ask.kind} was accepted and nothing follows from it"
    made = in_one_line(for_their_readers(events, more, room.all, now))
    return [*made, *counted(made, room.all, now)]


def edited(ask: Command, room: Room, actor: Actor) -> list[Record]:
    """The records an editing command overwrites, as far as they are on the board."""
    assert ask.edits is not None
    id = getattr(ask, ask.edits)
    shelves = meaning(type(ask), ask.edits).shelves
    found = (room.all.on(shelf).get(id) for shelf in shelves)
    return [r for r in found if r is not None and meets(r.audience, actor.view)]


def is_clock(actor: Actor) -> bool:
    """Whether a deadline asks."""
    return CLOCK in actor.grants
