"""The other end of the wire for the console's tests: a hub in memory, with the real rules.

No socket, no disk, no time of its own. ``Pipe`` carries frames between a room and the hub one by
one, and can be cut at any of them.
"""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from console.keys import DeviceKey, signed
from schemas.agencies import AgencyAdded, DeviceEnrolled, Grant, PersonAdded
from schemas.base import By, Event, Header, Refusal
from schemas.board import Board, bodies, plain, visible
from schemas.centers import CenterAdded
from schemas.entry import Entry, canonical, first_link, link
from schemas.logs import LogOpened
from schemas.nouns import COMMANDS
from schemas.phrase import Grammar
from schemas.wire import (
    CLOSE,
    TO_HUB,
    Accepted,
    Challenge,
    Fetch,
    Happened,
    Hello,
    Open,
    Past,
    Refused,
    Snapshot,
    Submit,
    Welcome,
    challenge_bytes,
    decode,
    encode,
    frames,
    head_bytes,
    pack,
    proof_bytes,
    view_name,
)
from server.rules import Actor, Draws, decide
from server.rules import Room as Decisions

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
GRAMMAR = Grammar(COMMANDS.values())


class Times:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.t = 0.0
        self.off = timedelta()  # how wrong this machine's wall clock is

    def wall(self) -> datetime:
        return NOON + timedelta(seconds=self.t) + self.off

    def mono(self) -> float:
        return 1_000 + self.t


@dataclass
class Row:
    entry: Entry
    header: Header
    events: list[Event[Any]]
    digest: bytes


@dataclass
class Close:
    code: int
    reason: str


class HubEnd:
    """One log, decided by the real rules, kept in memory."""

    def __init__(self, times: Times) -> None:
        self.times = times
        self.private = Ed25519PrivateKey.generate()
        self.key = self.private.public_key().public_bytes_raw().hex()
        self.hub_id, self.epoch = "a" * 32, "b" * 32
        self.room = Decisions(Board())
        self.rows: list[Row] = []
        self.receipts: dict[tuple[str, str], tuple[str, Accepted]] = {}
        self.ends: list[End] = []
        self.refuses: Refusal | None = None  # what every ask is answered with, if set
        self.enter(
            By(person="hub", agency="hub"),
            "log:opened",
            [
                LogOpened(hub_id=self.hub_id, hub_key=self.key, epoch=self.epoch, version="1"),
                CenterAdded(id="EOC", name="Emergency Operations Center"),
            ],
        )

    @property
    def board(self) -> Board:
        return self.room.all

    @property
    def digest(self) -> bytes:
        return self.rows[-1].digest

    def sign(self, text: bytes) -> str:
        return self.private.sign(text).hex()

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.times.t)

    def joins(self, person: str, agency: str, *grants: Grant) -> DeviceKey:
        """An account with a device."""
        by, key = By(person="hub", agency="hub"), DeviceKey.new()
        events: list[Event[Any]] = []
        if agency not in self.board.agencies:
            events.append(AgencyAdded(id=agency, name=agency.title()))
        events.append(PersonAdded(id=person, name=person, agency=agency, grants=grants))
        events.append(DeviceEnrolled(id=key.device, person=person, key=key.public, name="test"))
        self.enter(by, f"joins:{person}", events)
        return key

    def actor(self, device: str) -> Actor:
        person = self.board.people[self.board.devices[device].person]
        return Actor(person.id, person.agency, frozenset(person.grants), device=device)

    def enter(self, by: By, ref: str, events: list[Event[Any]], at: datetime | None = None) -> Row:
        """One more entry; everybody live is sent it."""
        seq = self.board.seq + 1
        header = Header(seq=seq, at=self.now(), occurred_at=at, by=by, ref=ref)
        texts = bodies(header, events)
        salts = [sha256(f"{seq}/{n}".encode()).digest()[:16] for n in range(len(texts))]
        entry = Entry.seal(seq, texts, salts)
        before = self.digest if self.rows else first_link(bytes.fromhex(self.epoch))
        row = Row(entry, header, events, link(before, seq, entry.root))
        self.room.apply(header, events)
        self.rows.append(row)
        for end in self.ends:
            end.happened([row], live=True)
        return row

    def submit(self, end: End, submit: Submit) -> None:
        """Receipt first, then the rules, then the answer, then the entry: as the hub does."""
        actor, mark = end.actor, canonical(submit.command)
        assert actor
        had = self.receipts.get((actor.person, submit.ref))
        if had:
            assert had[0] == mark, "a ref was used for two commands"
            return end.send(had[1])
        if self.refuses:
            return end.send(Refused(ref=submit.ref, refusal=self.refuses))
        ask = COMMANDS[submit.command["kind"]].model_validate_json(mark)
        by = By(person=actor.person, agency=actor.agency, device=actor.device)
        seq = self.board.seq + 1
        header = Header(seq=seq, at=self.now(), by=by, ref=submit.ref)
        self.room.draws = Draws(code_hash="c" * 64)
        answer = decide(ask, self.room, actor, header, submit.seen)
        if isinstance(answer, Refusal):
            return end.send(Refused(ref=submit.ref, refusal=answer))
        made = tuple(e.id for e in answer if e.creates and e.id not in self.board.on(e.shelf))
        accepted = Accepted(ref=submit.ref, seq=seq, made=made)
        self.receipts[actor.person, submit.ref] = (mark, accepted)
        end.send(accepted.model_copy(update={"once": "s3cret"} if ask.once else {}))
        self.enter(by, submit.ref, answer, submit.occurred_at)
        return None

    def told(self) -> list[str]:
        """What happened, one kind a fact."""
        return [event.kind for row in self.rows for event in row.events]


class End:
    """One connection at the hub."""

    def __init__(self, hub: HubEnd) -> None:
        self.hub = hub
        self.out: deque[str | Close] = deque()
        self.actor: Actor | None = None
        self.theirs = ""
        self.nonce = "d" * 32
        self.got: list[Any] = []
        self.live = False

    def send(self, message: Any) -> None:
        self.out.append(encode(message))

    def receive(self, frame: str) -> None:
        message = decode(frame, TO_HUB)
        self.got.append(message)
        if isinstance(message, Open):
            self._open(message)
        elif isinstance(message, Hello):
            self._hello(message)
        elif isinstance(message, Submit):
            self.hub.submit(self, message)
        elif isinstance(message, Fetch):
            self._fetch(message)

    def _open(self, message: Open) -> None:
        hub, self.theirs = self.hub, message.nonce
        text = challenge_bytes(hub.hub_id, hub.epoch, self.theirs, self.nonce)
        self.send(
            Challenge(
                hub_id=hub.hub_id, epoch=hub.epoch, nonce=self.nonce, signature=hub.sign(text)
            )
        )

    def _hello(self, hello: Hello) -> None:
        hub = self.hub
        known = hub.board.devices.get(hello.device)
        nonces = self.theirs + self.nonce
        text = proof_bytes("hello", hub.key, "", hub.epoch, nonces, hello.device)
        if known is None or not signed(known.key, hello.proof, text):
            self.out.append(Close(CLOSE["bad-proof"], "This hub does not know this device."))
            return
        self.actor = hub.actor(hello.device)
        view = view_name(self.actor.view)
        cursor = hello.cursor
        resumes = cursor is not None and (cursor.epoch, cursor.view) == (hub.epoch, view)
        answers = {
            ref: hub.receipts[self.actor.person, ref][1].seq
            for ref in hello.pending
            if (self.actor.person, ref) in hub.receipts
        }
        self.send(
            Welcome(
                session="e" * 32,
                device=hello.device,
                person=self.actor.person,
                agency=self.actor.agency,
                circles=tuple(sorted(self.actor.view)),
                grants=tuple(sorted(self.actor.grants)),
                epoch=hub.epoch,
                seq=hub.board.seq,
                at=hub.now(),
                mode="resume" if resumes else "snapshot",
                answers=answers,
            )
        )
        if resumes and cursor:
            self.happened(hub.rows[cursor.seq :], live=False)
        else:
            self._snapshot()
        self.live = True
        self.beat()

    def _snapshot(self) -> None:
        assert self.actor
        hub = self.hub
        board = hub.board.project(self.actor.view)
        parts = pack((shelf, plain(record)) for shelf, record in board.records())
        for n, records in enumerate(parts, 1):
            self.send(
                Snapshot(
                    part=n,
                    of=len(parts),
                    seq=board.seq,
                    digest=hub.digest.hex(),
                    at=hub.now(),
                    records=records,
                )
            )

    def happened(self, rows: list[Row], *, live: bool) -> None:
        if not rows or self.actor is None or (live and not self.live):
            return
        sent = [row.entry.shown(visible(row.events, self.actor.view)).sent for row in rows]
        digests = [row.digest.hex() for row in rows]
        before = rows[0].entry.seq - 1
        self.out.extend(frames(sent, before, self.hub.now(), digests, live=live))

    def beat(self) -> None:
        hub = self.hub
        seq, digest = hub.board.seq, hub.digest.hex()
        signature = hub.sign(head_bytes(hub.epoch, seq, digest))
        there: dict[str, Any] = {"from": seq, "to": seq, "at": hub.now(), "digest": digest}
        self.send(Happened(**there, live=True, signature=signature))

    def _fetch(self, fetch: Fetch) -> None:
        assert self.actor
        first, last = fetch.from_ or 1, min(fetch.to or len(self.hub.rows), len(self.hub.rows))
        rows = self.hub.rows[first - 1 : last][:3]  # small pages, to have several
        view = self.actor.view
        shown = [json.loads(r.entry.shown(visible(r.events, view)).sent) for r in rows]
        before = self.hub.rows[first - 2].digest if first > 1 else None
        more = rows[-1].entry.seq + 1 if rows and rows[-1].entry.seq < last else None
        self.send(Past(entries=shown, before=before.hex() if before else None, more=more))
