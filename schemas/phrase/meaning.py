"""What a field's type tells the phrase: shelves, choices, times, and whether every text fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from schemas.base import Called, Command, Here, Like, New, On, Own, Spelt, When
from schemas.phrase.times import Way


@dataclass(frozen=True)
class Meaning:
    """What the phrase needs to know of one field."""

    type: Any  # of one value; of one among several when many
    many: bool = False
    closed: bool = False  # not every text fits, so it may be left out before other words
    nullable: bool = False
    shelves: tuple[str, ...] = ()
    like: tuple[str, ...] = ()  # shelves whose ids are offered, where any text fits
    said: tuple[Like, ...] = ()  # what records say in a field is offered, where any text fits
    label: str = ""
    here: str | None = None
    new: str | None = None  # the field that says what a thing not there yet is
    own: str | None = None  # only one's own is offered; the field that says of which kind first
    when: Way | None = None
    choices: tuple[str, ...] = ()
    spelt: Callable[[Any], str] | None = None
    required: bool = True
    default: Any = None

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """Made at first use: a hundred of these take longer than the screen may need to appear."""
        return TypeAdapter(self.type)


@cache
def meaning(command: type[Command], name: str) -> Meaning:
    """What one field's type says."""
    info = command.model_fields[name]
    kind: Any = info.annotation
    for extra in info.metadata:
        kind = Annotated[kind, extra]
    found = list(marks(kind))
    likes = [mark for mark in found if isinstance(mark, Like)]
    among = _among(kind)
    return Meaning(
        type=kind if among is None else among,
        many=among is not None,
        closed=_closed(kind),
        nullable=NoneType in found,
        shelves=tuple(dict.fromkeys(mark.shelf for mark in found if isinstance(mark, On))),
        like=tuple(dict.fromkeys(like.shelf for like in likes if not like.field)),
        said=tuple(dict.fromkeys(like for like in likes if like.field)),
        label=next((mark.name for mark in found if isinstance(mark, Called)), _spaced(name)),
        here=next((mark.shelf for mark in found if isinstance(mark, Here)), None),
        new=next((mark.said for mark in found if isinstance(mark, New)), None),
        own=next((mark.asked_by for mark in found if isinstance(mark, Own)), None),
        when=next((mark.way for mark in found if isinstance(mark, When)), None),
        choices=tuple(dict.fromkeys(choice for mark in found for choice in _choices(mark))),
        spelt=next((mark.how for mark in found if isinstance(mark, Spelt)), None),
        required=info.is_required(),
        default=None if info.is_required() else info.get_default(call_default_factory=True),
    )


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _opened(kind: Any) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The types inside a type, and what stands beside them in Annotated."""
    parts = get_args(kind)
    if get_origin(kind) is not Annotated:
        return parts, ()
    extras = [
        each
        for extra in parts[1:]
        for each in (extra.metadata if isinstance(extra, FieldInfo) else (extra,))
    ]
    return parts[:1], tuple(extras)


def marks(kind: Any) -> Iterator[Any]:
    """Every plain type, Literal and annotation in a type, outermost first."""
    inner, extras = _opened(kind)
    yield from extras
    if not inner or get_origin(kind) is Literal:
        yield kind
        return
    for part in inner:
        yield from marks(part)


def _choices(mark: Any) -> tuple[str, ...]:
    """The words a finite type consists of."""
    if get_origin(mark) is Literal:
        return tuple(map(str, get_args(mark)))
    if isinstance(mark, type) and issubclass(mark, Enum):
        return tuple(str(one.value) for one in mark)
    return ()


def _among(kind: Any) -> Any | None:
    """The type of the values of a tuple; None for anything else."""
    if get_origin(kind) is tuple:
        return get_args(kind)[0]
    if get_origin(kind) in (Annotated, Union, UnionType):
        found = (_among(part) for part in _opened(kind)[0])
        return next((among for among in found if among is not None), None)
    return None


def _closed(kind: Any) -> bool:
    """Whether a type refuses most texts: a pattern, finite values, a number with both ends."""
    inner, extras = _opened(kind)
    if any(isinstance(extra, When) or getattr(extra, "pattern", None) for extra in extras):
        return True
    ends = {end for extra in extras for end in _ENDS if getattr(extra, end, None) is not None}
    if len({_ENDS[end] for end in ends}) == 2 or _choices(kind):
        return True
    parts = [part for part in inner if part not in (NoneType, Ellipsis)]
    return bool(parts) and all(_closed(part) for part in parts)


_ENDS = {"ge": "low", "gt": "low", "le": "high", "lt": "high"}
