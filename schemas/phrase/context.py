"""What a phrase is read against, and the answer when it cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property

from schemas.base import ROOM, Shelves, is_post
from schemas.centers import EOC
from schemas.phrase.excuses import listed
from schemas.phrase.words import cells
from schemas.roles import is_called
from schemas.text import clean_line

LINES = "lines"  # the shelf that holds the newest lines only: the hub knows the older ones
RESOURCES = "resources"  # the shelf whose ids are said without their agency where that is unique
ROLES = "roles"  # the shelf whose ids are said without their room by those who are in it
PEOPLE = "people"
AGENCIES = "agencies"
ROOMS = ("incidents", "centers")  # where posts are; one may be filled that no shelf has yet

Signs = Mapping[str, tuple[str, ...]]


def call_signs(resources: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Whose each call sign is: ``{"E12": ("fire.E12",)}``. 10 000 units: 5 ms."""
    found: dict[str, tuple[str, ...]] = {}
    for id in resources:
        sign = id.rpartition(".")[2]
        found[sign] = (*found[sign], id) if sign in found else (id,)
    return found


@dataclass(frozen=True)
class Context:
    """What a phrase is read against: the board as it stands, the time, and where the person is.

    Good until the board changes. ``signs`` is ``call_signs`` of the resources shelf, when the
    caller keeps it up to date anyway; it is made at its first use otherwise.
    """

    shelves: Shelves
    now: datetime
    zone: tzinfo
    room: str | None = None
    signs: Signs | None = None
    held: tuple[str, ...] = ()  # the posts of whoever speaks
    # The agencies they speak for: what is theirs is offered first.
    own: frozenset[str] = frozenset()

    @cached_property
    def _made(self) -> Signs:
        return call_signs(self.shelves.get(RESOURCES, ()))

    @property
    def every_sign(self) -> Signs:
        """Whose each call sign is."""
        return self._made if self.signs is None else self.signs

    def owners(self, sign: str) -> tuple[str, ...]:
        """The full ids of all resources with this call sign."""
        there = self.shelves.get(RESOURCES, {})
        return tuple(id for id in self.every_sign.get(sign, ()) if id in there)

    def posts(self, said: str) -> tuple[str, ...]:
        """The full ids a post may be meant by: in my room, else the only one called so."""
        room, slash, _ = said.partition("/")
        if slash:
            return (said,) if any(room in self.shelves.get(s, ()) for s in ROOMS) else ()
        here = f"{self.room or EOC}/{said}"
        there = self.shelves.get(ROLES, {})
        if self.room or here in there:
            return (here,)
        return tuple(id for id in there if id.partition("/")[2] == said) or (here,)

    def meant(self, shelves: tuple[str, ...], said: str) -> tuple[str, ...]:
        """The full ids that a short one may stand for."""
        if ROLES in shelves and is_post(said):
            return self.posts(said)
        return self.owners(said) if RESOURCES in shelves else ()

    def called(self, shelf: str, id: str) -> str:
        """An id as people say it: a post by its code in my room, a unit by its unique call sign."""
        if shelf == ROLES:
            return id.removeprefix(f"{self.room or EOC}/")
        sign = id.rpartition(".")[2]
        return sign if shelf == RESOURCES and self.owners(sign) == (id,) else id

    def here(self, shelf: str, post: str | None = None) -> str | None:
        """The room the person is in, when it stands on this shelf.

        Who went nowhere is where the post is they speak for: the one said, else their only one.
        """
        posts = [id for id in self.held if post is None or is_called(id, post)]
        room = self.room or (posts[0].partition("/")[0] if len(posts) == 1 else None)
        shelves = ROOMS if shelf == ROOM else (shelf,)
        return room if any(room in self.shelves.get(each, ()) for each in shelves) else None


@dataclass(frozen=True)
class Misread:
    """What cannot be read, where, and what would be right."""

    start: int
    end: int
    because: str
    nearest: tuple[str, ...] = ()
    unknown: bool = False  # an id of the right form that is not there, or not for this view

    def sentence(self) -> str:
        """For people: ``Nothing is called INC-9. Did you mean INC-4?``"""
        hint = f" Did you mean {listed(self.nearest)}?" if self.nearest else ""
        return f"{self.because}{hint}"

    def caret(self, line: str) -> str:
        """A line of carets to stand under the line as shown, pointing at the word."""
        before, there = (
            cells(clean_line(part.encode("utf-8", "replace").decode()))
            for part in (line[: self.start], line[self.start : self.end])
        )
        return " " * before + "^" * max(there, 1)
