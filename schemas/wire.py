"""The wire: subprotocol ``sitroom.v1``. Text frames, one JSON object each, the field ``op`` first
among equals. docs/PROTOCOL.md is generated from these classes.
"""

import base64
import binascii
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, ClassVar, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints, ValidationError

from schemas.agencies import DeviceId, DeviceKey
from schemas.base import Instant, Ref, Refusal, Schema, Seq, fault, stamp
from schemas.circles import Slug, View
from schemas.entry import Unreadable, canonical, strict
from schemas.logs import Hex16, Hex32
from schemas.text import Line, Name

PROTOCOL: Final = "sitroom.v1"
FRAME_MAX = 256 * 1024  # bytes of any frame
FRAME_IN_MAX = 64 * 1024  # bytes of a frame to the hub
COMMAND_MAX = 16 * 1024  # bytes of one command, canonical
PENDING_MAX = 500  # refs a console may ask about when it comes back
RESUME_ENTRIES = 2_000  # behind by more than this: a snapshot
RESUME_BYTES = 1024 * 1024
FETCH_MAX = 500  # entries of one page of the past
PRESENT_MAX = 1_000  # people told of, so that a frame holds them; who pressed a key last come first
HEARTBEAT_S = 5
SILENT_S = 15  # a console that sent nothing for so long is cut off

Proof = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]


class Cursor(Schema):
    """Where a console stands: which log, which view, which entry."""

    epoch: Hex16
    view: Annotated[str, StringConstraints(max_length=2_000)]
    seq: Seq


def view_name(view: View | Iterable[str]) -> str:
    """A view as one string, the same in every process."""
    return ",".join(sorted(view))


# -- from the console ----------------------------------------------------------------------------


class Open(Schema):
    """Begin; the hub proves itself first."""

    op: Literal["open"] = "open"
    nonce: Hex16


class Hello(Schema):
    """Come in with a device's key."""

    op: Literal["hello"] = "hello"
    protocol: Literal["sitroom.v1"] = PROTOCOL
    device: DeviceId
    proof: Proof
    app: Line
    cursor: Cursor | None = None
    pending: Annotated[tuple[Ref, ...], Field(max_length=PENDING_MAX)] = ()


class Enrol(Schema):
    """Come in for the first time, with an invitation's code and a new key."""

    op: Literal["enrol"] = "enrol"
    protocol: Literal["sitroom.v1"] = PROTOCOL
    code: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{20}$")]
    device_key: DeviceKey
    name: Name
    proof: Proof
    app: Line


class Submit(Schema):
    """Ask for something. ``seen`` is the entry on screen when the phrase was begun."""

    op: Literal["submit"] = "submit"
    ref: Ref
    command: dict[str, Any]
    as_: Annotated[Line | None, Field(alias="as")] = None
    seen: Seq | None = None
    occurred_at: Instant | None = None
    said_at: Instant | None = None
    valid_s: Annotated[int, Field(ge=1, le=86_400)] | None = None


class Seen(Schema):
    """The answer to each heartbeat: how far this console's board is."""

    op: Literal["seen"] = "seen"
    seq: Seq


class Fetch(Schema):
    """Read the past: a range of entries, or all entries of one record."""

    op: Literal["fetch"] = "fetch"
    from_: Annotated[Seq | None, Field(alias="from")] = None
    to: Seq | None = None
    shelf: Annotated[str, StringConstraints(pattern=r"^[a-z]{1,20}$")] | None = None
    id: Annotated[str, StringConstraints(max_length=60)] | None = None


class Here(Schema):
    """The person pressed a key; on which screen. Never in the log."""

    op: Literal["here"] = "here"
    screen: Name
    item: Name | None = None


# -- from the hub --------------------------------------------------------------------------------


class Challenge(Schema):
    """The hub proves itself by signing both nonces."""

    op: Literal["challenge"] = "challenge"
    hub_id: Hex16
    epoch: Hex16
    nonce: Hex16
    signature: Proof


class Welcome(Schema):
    """Come in. What the view may see follows unasked: a snapshot, or the entries missed."""

    op: Literal["welcome"] = "welcome"
    session: Hex16
    device: DeviceId
    person: Slug
    agency: Slug
    circles: tuple[str, ...]
    grants: tuple[str, ...]
    positions: tuple[str, ...] = ()
    epoch: Hex16
    seq: Seq
    at: Instant
    mode: Literal["resume", "snapshot"]
    answers: dict[Ref, Seq] = Field(default_factory=dict)
    limits: dict[str, int] = Field(default_factory=dict)


class Snapshot(Schema):
    """One part of the board: base64 of zlib of a JSON list of [shelf, record]."""

    op: Literal["snapshot"] = "snapshot"
    part: Annotated[int, Field(ge=1)]
    of: Annotated[int, Field(ge=1)]
    seq: Seq
    digest: Hex32
    at: Instant
    records: str


class Happened(Schema):
    """Entries in order. Apply if ``from`` is one's own number; then ``to`` is. Empty: heartbeat,
    whose digest is signed.
    """

    op: Literal["happened"] = "happened"
    from_: Annotated[Seq, Field(alias="from")]
    to: Seq
    at: Instant
    digest: Hex32
    entries: list[dict[str, Any]] = Field(default_factory=list)
    live: bool
    signature: Proof | None = None


class Accepted(Schema):
    """Committed. ``made`` are the ids of new records; ``once`` is shown to the asker only."""

    op: Literal["accepted"] = "accepted"
    ref: Ref
    seq: Seq
    made: tuple[str, ...] = ()
    once: str | None = None


class Refused(Schema):
    """Not done, and why."""

    op: Literal["refused"] = "refused"
    ref: Ref | None = None
    refusal: Refusal
    seq: Seq | None = None  # the entry, when the refusal is kept as one


class Past(Schema):
    """A page of the past, as this view may see it; the next page begins at ``more``."""

    op: Literal["past"] = "past"
    entries: list[dict[str, Any]]
    before: Hex32 | None = None  # the digest before the first entry, to go on chaining from
    more: Seq | None = None


class Present(Schema):
    """One person at a console, and when a key was last pressed there."""

    person: Slug
    agency: Slug
    pressed_at: Instant | None = None
    screen: Name | None = None


class Presence(Schema):
    """Who is here, for this view."""

    op: Literal["presence"] = "presence"
    people: list[Present]


class Notice(Schema):
    """Something about the hub itself."""

    op: Literal["notice"] = "notice"
    code: Literal["draining", "readonly", "writable", "degraded", "clock"]
    message: Line


TO_HUB: Mapping[str, type[Schema]] = {
    "open": Open,
    "hello": Hello,
    "enrol": Enrol,
    "submit": Submit,
    "seen": Seen,
    "fetch": Fetch,
    "here": Here,
}
TO_CONSOLE: Mapping[str, type[Schema]] = {
    "challenge": Challenge,
    "welcome": Welcome,
    "snapshot": Snapshot,
    "happened": Happened,
    "accepted": Accepted,
    "refused": Refused,
    "past": Past,
    "presence": Presence,
    "notice": Notice,
}

# Close codes: 4000-4399 come back by themselves, 4400-4499 are terminal and say why.
CLOSE: Mapping[str, int] = {
    "slow": 4000,
    "draining": 4001,
    "view-changed": 4010,
    "flood": 4020,
    "bad-frame": 4400,
    "bad-proof": 4401,
    "revoked": 4403,
    "bad-code": 4404,
    "protocol": 4406,
}
TERMINAL = range(4400, 4500)


def encode(message: Schema) -> str:
    """A message as its frame."""
    return canonical(message.model_dump(mode="json", by_alias=True, exclude_none=True))


def decode(frame: str, known: Mapping[str, type[Schema]]) -> Schema:
    """A frame as its message; Unreadable says which field and what would be right."""
    if len(frame) > FRAME_MAX:
        raise Unreadable(f"a frame has at most {FRAME_MAX} bytes")
    plain = strict(frame)
    if not isinstance(plain, dict) or not isinstance(plain.get("op"), str):
        raise Unreadable("a frame is one object with the field op")
    shape = known.get(plain["op"])
    if shape is None:
        raise Unreadable(f"op is one of {', '.join(known)}")
    try:
        return shape.model_validate(plain)
    except ValidationError as error:
        raise Unreadable(f"{plain['op']}: {fault(error)}") from None


def frames(
    entries: Sequence[str], before: int, at: datetime, digests: Sequence[str], *, live: bool
) -> Iterator[str]:
    """Entries (as sent, in order, the first is ``before`` + 1) as ``happened`` frames.

    Each frame is at most FRAME_MAX bytes and carries the digest at its own end; it is built from
    the entries' kept text, never parsed and dumped again.
    """
    start = 0
    while start < len(entries):
        end, size = start, _FRAME_HEAD
        while end < len(entries) and (end == start or size + len(entries[end]) < FRAME_MAX):
            size += len(entries[end]) + 1
            end += 1
        head = {"from": before + start, "to": before + end, "at": stamp(at), "op": "happened"}
        tail = canonical({**head, "digest": digests[end - 1], "live": live})
        yield f'{tail[:-1]},"entries":[{",".join(entries[start:end])}]}}'
        start = end


_FRAME_HEAD = 400  # bytes of a happened frame beside its entries, at the most


# -- snapshots -----------------------------------------------------------------------------------

_PART_RAW = 64 * 1024  # characters of JSON in one part: small, so that a slow line shows it moves


def pack(records: Iterable[tuple[str, Any]]) -> list[str]:
    """(shelf, plain record) pairs as the ``records`` of one snapshot part each; at least one."""
    parts: list[str] = []
    batch: list[str] = []
    size = 0
    for shelf, plain in records:
        text = canonical([shelf, plain])
        if batch and size + len(text) > _PART_RAW:
            parts.append(_packed(batch))
            batch, size = [], 0
        batch.append(text)
        size += len(text) + 1
    parts.append(_packed(batch))
    return parts


def _packed(batch: list[str]) -> str:
    return base64.b64encode(zlib.compress(f"[{','.join(batch)}]".encode(), 1)).decode()


def unpack(records: str) -> list[list[Any]]:
    """The [shelf, plain record] pairs of one part; Unreadable when it is not one."""
    try:
        machine = zlib.decompressobj()
        raw = machine.decompress(base64.b64decode(records, validate=True), FRAME_MAX)
    except (binascii.Error, zlib.error) as error:
        raise Unreadable(f"a snapshot part does not unpack: {error}") from None
    if machine.unconsumed_tail:
        raise Unreadable(f"a snapshot part holds at most {FRAME_MAX} bytes")
    found = strict(raw.decode())
    if not isinstance(found, list) or not all(isinstance(p, list) and len(p) == 2 for p in found):
        raise Unreadable("a snapshot part is a list of [shelf, record]")
    return found


# -- proofs and invitations ----------------------------------------------------------------------


def challenge_bytes(hub_id: str, epoch: str, theirs: str, ours: str) -> bytes:
    """What the hub signs: that it holds its key now, for this connection."""
    return f"{PROTOCOL} challenge|{hub_id}|{epoch}|{theirs}|{ours}".encode()


def proof_bytes(
    what: Literal["hello", "enrol"], hub_key: str, cert: str, epoch: str, nonces: str, device: str
) -> bytes:
    """What a device signs. ``cert`` is the SHA-256 of the certificate as seen, '' on loopback."""
    return f"{PROTOCOL} {what}|{hub_key}|{cert}|{epoch}|{nonces}|{device}".encode()


def head_bytes(epoch: str, seq: int, digest: str) -> bytes:
    """What the hub signs with each heartbeat and beside its log."""
    return f"{PROTOCOL} head|{epoch}|{seq}|{digest}".encode()


def code_mark(code: str) -> str:
    """What is kept of an invitation's code. 80 random bits need no slow hash."""
    return sha256(code.encode()).hexdigest()


def _reachable(url: str) -> str:
    parts = urlsplit(url)
    if not parts.hostname or not parts.port:  # both raise ValueError when they are nonsense
        raise ValueError("an address is ws:// or wss://, a machine and a port")
    return url


Address = Annotated[
    str, StringConstraints(pattern=r"^(ws|wss)://[!-{}~]{1,200}$"), AfterValidator(_reachable)
]


class Token(Schema):
    """An invitation as one word: where the hub is, its pins, and the secret."""

    PREFIX: ClassVar[str] = "sit1."

    url: Address
    hub_key: Hex32
    cert: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    code: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{20}$")]

    def word(self) -> str:
        """The token; it never begins with a dash."""
        plain = "|".join((self.url, self.hub_key, self.cert, self.code))
        return self.PREFIX + base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, word: str) -> Self:
        """The token a person pasted; Unreadable with what to do."""
        word = "".join(word.split())
        bad = Unreadable(
            "This is not an invitation: that is one long word beginning with sit1. Copy all."
        )
        if not word.startswith(cls.PREFIX) or len(word) > 1_000:
            raise bad
        body = word.removeprefix(cls.PREFIX)
        try:
            plain = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
            url, hub_key, cert, code = plain.split("|")
            return cls(url=url, hub_key=hub_key, cert=cert, code=code)
        except (ValueError, binascii.Error):
            raise bad from None
