"""Circles: who may see what.

An *audience* is the sorted, non-empty tuple of circles a record is for; a *view* is the set of
circles a session is in. Anything is visible whose audience meets the view. There is no "nobody
said, so everyone": every record names its audience.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

AUDIENCE_MAX = 32  # circles one record may be for
SLUG = r"[a-z][a-z0-9-]{0,31}"

PARTNERS = "partners"
PUBLIC = "public"
# Words that are circles or actors by themselves, so no agency and no person may be called so.
RESERVED = frozenset(
    {PARTNERS, PUBLIC, "controllers", "reviewers", "admins", "hub", "clock"},
)

View = frozenset[str]


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _free(slug: str) -> str:
    if slug in RESERVED:
        raise ValueError(f"{slug!r} is reserved; choose another short name")
    return slug


# As kept and sent. What people type may hold capitals: TypedSlug lowers them, and costs a call into
# Python for each of the ten thousand slugs of a keyframe, so it stands in commands alone.
Slug = Annotated[str, StringConstraints(pattern=f"^{SLUG}$")]
TypedSlug = Annotated[Slug, BeforeValidator(_lower)]
NewSlug = Annotated[TypedSlug, AfterValidator(_free)]
Circle = Annotated[str, StringConstraints(pattern=f"^~?{SLUG}$")]


def _sorted(circles: tuple[str, ...]) -> tuple[str, ...]:
    if list(circles) != sorted(set(circles)):
        raise ValueError("an audience is sorted and names each circle once")
    return circles


Audience = Annotated[
    tuple[Circle, ...], Field(min_length=1, max_length=AUDIENCE_MAX), AfterValidator(_sorted)
]

FOR_PARTNERS: tuple[str, ...] = (PARTNERS,)
FOR_EVERYONE: tuple[str, ...] = (PARTNERS, PUBLIC)


def audience(circles: Iterable[str]) -> tuple[str, ...]:
    """The circles as an audience: sorted, each once."""
    return tuple(sorted(set(circles)))


def person_circle(person: str) -> str:
    """The circle of one person alone."""
    return f"~{person}"


def agencies_of(audience: Iterable[str]) -> tuple[str, ...]:
    """The circles of it without those of one person alone."""
    return tuple(circle for circle in audience if not circle.startswith("~"))


def common(audiences: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """For whom a thing is that tells of all of these: who sees each; the reviewers, if nobody."""
    narrow = [set(circles) for circles in audiences if PARTNERS not in circles]
    if not narrow:
        return FOR_PARTNERS
    return audience(set.intersection(*narrow)) or ("reviewers",)


def meets(audience: Iterable[str], view: View) -> bool:
    """Whether a session in these circles may see a thing for this audience."""
    return not view.isdisjoint(audience)
