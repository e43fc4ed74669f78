"""How rooms are organized: the usual posts of incidents and centers, as data.

Which model a jurisdiction uses differs from one to the next, so posts stand in a file and not in
code; a room may add posts of its own (``post``). The models are those NIMS names, and ESF desks.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter, model_validator

from schemas.base import Schema
from schemas.text import Name

POSTS_MAX = 64  # of one template
CHAIN_MAX = 12  # posts from the lowest to the top

Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9-]{0,15}$")]
TemplateName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,23}$")]
RoomKind = Literal["incident", "center"]


class Post(Schema):
    """One post of a template. A key post is open as soon as the room is; others when filled."""

    code: Code
    title: Name
    section: Name
    reports_to: Code | None = None
    key: bool = False
    command: bool = False  # takes jurisdiction, and a full briefing to hand over
    per_agency: bool = False  # one for each agency: AREP.redcross


class Template(Schema):
    """The posts of one sort of room, each once, all of them under one top."""

    name: TemplateName
    room: RoomKind
    title: Name
    posts: Annotated[tuple[Post, ...], Field(min_length=1, max_length=POSTS_MAX)]

    @model_validator(mode="after")
    def _hangs_together(self) -> "Template":
        codes = [post.code for post in self.posts]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"{twice[0]} stands there twice; each post has a code of its own")
        tops = [post.code for post in self.posts if post.reports_to is None]
        if len(tops) != 1:
            raise ValueError(f"one post reports to nobody, not {len(tops)}: {', '.join(tops)}")
        for post in self.posts:
            if post.reports_to and post.reports_to not in codes:
                raise ValueError(f"{post.code} reports to {post.reports_to}, which is missing")
            if tops[0] not in self._chain(post):
                raise ValueError(f"{post.code} reports to itself in the end")
        return self

    def _chain(self, post: Post) -> list[str]:
        chain = [post.code]
        for _ in range(CHAIN_MAX):
            above = self.post(chain[-1])
            if above is None or above.reports_to is None:
                break
            chain.append(above.reports_to)
        return chain

    def post(self, code: str) -> Post | None:
        """The post of this code; of ``IC.fire`` that of IC."""
        plain = code.partition(".")[0]
        return next((post for post in self.posts if post.code == plain), None)

    @property
    def top(self) -> str:
        """The code of the post that reports to nobody."""
        return next(post.code for post in self.posts if post.reports_to is None)


def read_templates(text: str | bytes) -> dict[tuple[RoomKind, str], Template]:
    """Templates from JSON, by sort of room and name; ValidationError says what is wrong."""
    found = TypeAdapter(list[Template]).validate_json(text)
    return {(template.room, template.name): template for template in found}


@cache
def templates() -> dict[tuple[RoomKind, str], Template]:
    """Those that come with sitroom."""
    return read_templates(files("schemas").joinpath("data/organizations.json").read_bytes())


USUAL = "ics"  # until a room says otherwise


def template(kind: RoomKind, name: str = USUAL) -> Template | None:
    """A template by its name, for rooms of this sort."""
    return templates().get((kind, name))


def names(kind: RoomKind) -> Iterable[str]:
    """What there is to choose from."""
    return (name for room, name in templates() if room == kind)
