"""One console's session at the hub: frames in, effects out. No socket and no clock of its own."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

from schemas.agencies import EnrolDevice
from schemas.base import Refusal, Schema
from schemas.circles import View
from schemas.entry import Unreadable
from schemas.wire import (
    CLOSE,
    COMMAND_MAX,
    FRAME_MAX,
    PENDING_MAX,
    TO_HUB,
    Accepted,
    Challenge,
    Cursor,
    Enrol,
    Fetch,
    Hello,
    Here,
    Open,
    Refused,
    Seen,
    Submit,
    Welcome,
    challenge_bytes,
    code_mark,
    decode,
    encode,
    view_name,
)
from server.access import Doorkeeper, actor_of, is_shut_out
from server.batch import Asked
from server.hub import Hub
from server.rules import Actor

BAD_FRAMES_MAX = 20  # unreadable frames of one connection before it is closed


class Stage(enum.Enum):
    """How far a session has come."""

    NEW = "new"
    CHALLENGED = "challenged"
    ENROLLING = "enrolling"
    IN = "in"
    CLOSED = "closed"


# -- effects: what the gate does for a session ---------------------------------------------------


@dataclass(frozen=True)
class Send:
    """Send this frame."""

    frame: str


@dataclass(frozen=True)
class Close:
    """Close with this code and reason. ``failed`` counts against the source."""

    code: int
    reason: str
    failed: bool = False


@dataclass(frozen=True)
class Ask:
    """Put this before the hub."""

    asked: Asked


@dataclass(frozen=True)
class Admit:
    """The session is in: bring it up to date from ``cursor`` (None: a snapshot)."""

    cursor: int | None


@dataclass(frozen=True)
class Read:
    """Send a page of the past."""

    fetch: Fetch


@dataclass(frozen=True)
class Press:
    """A key was pressed at this console."""

    here: Here


Effect = Send | Close | Ask | Admit | Read | Press


class Session:
    """The state machine of one connection."""

    def __init__(
        self,
        id: str,
        hub: Hub,
        door: Doorkeeper,
        sign: Callable[[bytes], str],
        nonce: str,
    ) -> None:
        self.id = id
        self.hub = hub
        self.door = door
        self.sign = sign
        self.nonce = nonce
        self.theirs = ""
        self.stage = Stage.NEW
        self.actor: Actor | None = None
        self.view: View = frozenset()
        self.seen = 0
        self.bad_frames = 0

    # -- frames ----------------------------------------------------------------------------------

    def receive(self, frame: str) -> list[Effect]:
        """What one frame leads to. A bad one is answered and costs nobody else anything."""
        if self.stage is Stage.CLOSED:
            return []
        try:
            message = decode(frame, TO_HUB)
        except Unreadable as error:
            return self._bad(str(error))
        step = _STEPS.get((self.stage, type(message)))
        if step is None:
            return self._bad(f"{getattr(message, 'op', '?')} is not expected now")
        return step(self, message)

    def _bad(self, because: str) -> list[Effect]:
        self.bad_frames += 1
        if self.stage is not Stage.IN or self.bad_frames > BAD_FRAMES_MAX:
            return [self.close("bad-frame", because)]
        refusal = Refusal(code="bad-frame", because=because[:1_000])
        return [Send(encode(Refused(refusal=refusal)))]

    def close(self, why: str, reason: str, *, failed: bool = False) -> Close:
        """End the session; the effect for the gate."""
        self.stage = Stage.CLOSED
        # A close reason has at most 123 bytes.
        return Close(CLOSE[why], reason.encode()[:120].decode(errors="ignore"), failed)

    # -- coming in -------------------------------------------------------------------------------

    def _open(self, message: Schema) -> list[Effect]:
        assert isinstance(message, Open)
        self.theirs = message.nonce
        self.stage = Stage.CHALLENGED
        log = self.hub.durable.logs["log"]
        text = challenge_bytes(log.hub_id, log.epoch, self.theirs, self.nonce)
        challenge = Challenge(
            hub_id=log.hub_id, epoch=log.epoch, nonce=self.nonce, signature=self.sign(text)
        )
        return [Send(encode(challenge))]

    def _hello(self, message: Schema) -> list[Effect]:
        assert isinstance(message, Hello)
        board = self.hub.durable
        if not self.door.proves(board, message, self.theirs + self.nonce):
            return [self.close("bad-proof", _NOT_KNOWN, failed=True)]
        if is_shut_out(board, message.device):
            return [self.close("revoked", _SHUT_OUT)]
        actor = actor_of(board, message.device)
        assert actor is not None, "known and not shut out"
        return self._admit(actor, message.cursor, message.pending)

    def _enrol(self, message: Schema) -> list[Effect]:
        assert isinstance(message, Enrol)
        actor = self.door.enrols(self.hub.durable, message, self.theirs + self.nonce)
        if actor is None:
            return [self.close("bad-code", _BAD_CODE, failed=True)]
        self.stage = Stage.ENROLLING
        self.actor = actor
        ask = EnrolDevice(
            key=message.device_key, code_hash=code_mark(message.code), name=message.name
        )
        submit = Submit(
            ref=f"enrol:{ask.key[:16]}:{ask.code_hash[:16]}", command=ask.model_dump(mode="json")
        )
        return [Ask(Asked(self.id, actor, submit))]

    def answered(self, answer: Accepted | Refused) -> list[Effect]:
        """The hub's answer to something this session asked, after the commit."""
        if self.stage is not Stage.ENROLLING:
            return [Send(encode(answer))]
        assert self.actor is not None
        if isinstance(answer, Refused):
            return [self.close("bad-code", answer.refusal.because, failed=True)]
        actor = actor_of(self.hub.durable, str(self.actor.device))
        if actor is None:
            return [self.close("revoked", _SHUT_OUT)]
        return self._admit(actor, None, ())

    def _admit(self, actor: Actor, cursor: Cursor | None, pending: tuple[str, ...]) -> list[Effect]:
        self.stage = Stage.IN
        self.actor, self.view = actor, actor.view
        hub = self.hub
        resumes = (
            cursor is not None
            and cursor.epoch == hub.epoch
            and cursor.view == view_name(self.view)
            and hub.memory.is_near(cursor.seq)
        )
        welcome = Welcome(
            session=self.id,
            device=str(actor.device),
            person=actor.person,
            agency=actor.agency,
            circles=tuple(sorted(self.view)),
            grants=tuple(sorted(actor.grants)),
            epoch=hub.epoch,
            seq=hub.durable.seq,
            at=hub.now(),
            mode="resume" if resumes else "snapshot",
            answers=dict(hub.memory.knows(actor.person, pending)),
            limits={"frame": FRAME_MAX, "command": COMMAND_MAX, "pending": PENDING_MAX},
        )
        start = cursor.seq if resumes and cursor else None
        self.seen = start or 0
        return [Send(encode(welcome)), Admit(start)]

    def still_welcome(self) -> Close | None:
        """After the roster changed: whether this session must go, and why."""
        if self.stage is not Stage.IN or self.actor is None:
            return None
        now = actor_of(self.hub.durable, str(self.actor.device))
        if now is None:
            return self.close("revoked", _SHUT_OUT)
        if now != self.actor:
            return self.close("view-changed", "What you may see or do has changed.")
        return None

    # -- being in --------------------------------------------------------------------------------

    def _submit(self, message: Schema) -> list[Effect]:
        assert isinstance(message, Submit)
        assert self.actor is not None
        return [Ask(Asked(self.id, self.actor, message))]

    def _seen(self, message: Schema) -> list[Effect]:
        assert isinstance(message, Seen)
        self.seen = max(self.seen, min(message.seq, self.hub.durable.seq))
        return []

    def _fetch(self, message: Schema) -> list[Effect]:
        assert isinstance(message, Fetch)
        return [Read(message)]

    def _here(self, message: Schema) -> list[Effect]:
        assert isinstance(message, Here)
        return [Press(message)]


_NOT_KNOWN = "This hub does not know this device: ask for an invitation and join again."
_SHUT_OUT = "This account was shut out: an EOC coordinator can invite you again."
_BAD_CODE = "This invitation was used, withdrawn or mistyped: ask for a new one."

_Step = Callable[[Session, Schema], list[Effect]]
_STEPS: dict[tuple[Stage, type[Schema]], _Step] = {
    (Stage.NEW, Open): Session._open,
    (Stage.CHALLENGED, Hello): Session._hello,
    (Stage.CHALLENGED, Enrol): Session._enrol,
    (Stage.IN, Submit): Session._submit,
    (Stage.IN, Seen): Session._seen,
    (Stage.IN, Fetch): Session._fetch,
    (Stage.IN, Here): Session._here,
}
