"""The console's end of the wire: frames in, steps out. No socket and no clock of its own.

One Session lives through all connections of a process. It proves who the hub is and who we are,
keeps the replica, and says what happened as steps: Send and Drop are for the link, the rest is
news for the room. Every time is handed in, in seconds of one clock that never goes back.
"""

from __future__ import annotations

import enum
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from console.keys import signed
from console.replica import Differs, Gap, Loader, Replica
from console.steps import Arrived, Beat, Drop, Evidence, Loaded, Page, Send, Step
from schemas.base import Schema
from schemas.entry import Unreadable
from schemas.wire import (
    HEARTBEAT_S,
    TERMINAL,
    TO_CONSOLE,
    Accepted,
    Challenge,
    Cursor,
    Enrol,
    Fetch,
    Happened,
    Hello,
    Notice,
    Open,
    Past,
    Presence,
    Refused,
    Seen,
    Snapshot,
    Welcome,
    challenge_bytes,
    decode,
    encode,
    head_bytes,
    proof_bytes,
    view_name,
)

STALE_S = 8.0  # without a frame, and the board may be old
CUT_S = 12.0  # without a byte, and the connection is given up: two heartbeats are missing
KNOCK_S = 40.0  # before one is in; the hub makes a source that failed wait up to 30 s
FETCHES_MAX = 64  # pages asked for and not yet here
ODD_MAX = 20  # sorts of unreadable frames that are told, each once
_RECORD = ("welcome", "snapshot", "happened")


@dataclass(frozen=True)
class Identity:
    """Whose session this is, and how it proves it. With a code it comes in for the first time."""

    hub_key: str
    public: str
    device: str
    sign: Callable[[bytes], str]
    app: str
    code: str = ""
    name: str = "console"


class Phase(enum.Enum):
    """How far a connection has come."""

    AWAY = "away"
    OPENED = "opened"
    KNOCKED = "knocked"
    CATCHING_UP = "catching up"
    IN = "in"


class Session:
    """The state machine of one console through all its connections."""

    def __init__(
        self,
        identity: Identity,
        replica: Replica,
        nonce: Callable[[], str] = lambda: secrets.token_hex(16),
    ) -> None:
        self.identity = identity
        self.replica = replica
        self.phase = Phase.AWAY
        self.ended: str | None = None  # why it will not come back, in a sentence
        self.differs: str | None = None  # why the record cannot be trusted
        self.hub_id = ""
        self.welcome: Welcome | None = None
        self.frame_at = 0.0  # when the last frame came
        self.pending: Callable[[], Sequence[str]] = tuple  # refs the hub is asked about
        self._draw = nonce
        self._nonce = self._cert = self._epoch = ""
        self._refetched = False
        self._heard_at = self._sent_at = 0.0
        self._odd: set[str] = set()  # what was told of already
        self._loader: Loader | None = None
        self._fetches: list[Callable[[Past | None], None]] = []

    @property
    def receiving(self) -> tuple[int, int] | None:
        """While a board is coming in several parts: how many are here, of how many."""
        part, of = self._loader.progress if self._loader else (0, 0)
        return (part, of) if of > 1 else None

    # -- the connection --------------------------------------------------------------------------

    def connected(self, cert: str, now: float) -> list[Step]:
        """There is a connection; ``cert`` is the SHA-256 of its certificate, '' without one."""
        self.phase = Phase.OPENED
        self._cert, self._nonce = cert, self._draw()
        self._heard_at = self.frame_at = now
        return [self._send(Open(nonce=self._nonce), now)]

    def heard(self, now: float) -> None:
        """Bytes came, if not yet a whole frame: the line moves."""
        self._heard_at = now

    def lost(self, code: int | None, reason: str) -> list[Step]:
        """The connection is gone. Some codes say that coming back is of no use."""
        self.phase = Phase.AWAY
        self._loader = None
        if code in TERMINAL:
            self.ended = reason or f"The hub closed the connection for good ({code})."
        unanswered, self._fetches = self._fetches, []
        return [Page(None, done) for done in unanswered]

    def end(self, because: str) -> None:
        """Do not come back; a sentence says why."""
        self.ended = because

    def tick(self, now: float) -> list[Step]:
        """As time passes: say that we are here, and give up a connection that is not."""
        if self.phase is Phase.AWAY:
            return []
        inside = self.phase in (Phase.CATCHING_UP, Phase.IN)
        if now - self._heard_at > (CUT_S if inside else KNOCK_S):
            return [Drop("nothing came from the hub")]
        if inside and now - self._sent_at >= HEARTBEAT_S:
            return [self._send(Seen(seq=self.replica.seq), now)]
        return []

    def say(self, message: Schema, now: float) -> list[Send]:
        """Send something of the room's; nothing when there is nobody to send it to."""
        return [self._send(message, now)] if self.phase is Phase.IN else []

    def fetch(self, ask: Fetch, done: Callable[[Past | None], None], now: float) -> list[Step]:
        """Ask for a page of the past; ``done`` gets it, or None when it will not come."""
        if self.phase is not Phase.IN or len(self._fetches) >= FETCHES_MAX:
            return [Page(None, done)]
        self._fetches.append(done)
        return [self._send(ask, now)]

    def _send(self, message: Schema, now: float) -> Send:
        self._sent_at = now
        return Send(encode(message))

    # -- frames ----------------------------------------------------------------------------------

    def received(self, frame: str, now: float) -> list[Step]:
        """What one frame leads to."""
        if self.phase is Phase.AWAY:
            return []
        self._heard_at = self.frame_at = now
        try:
            message = decode(frame, TO_CONSOLE)
        except Unreadable as error:
            return self._unreadable(frame, str(error))
        expected = _EXPECTED[self.phase].get(type(message))
        if expected is None:
            return [Drop(f"the hub sent a {getattr(message, 'op', 'frame')} out of turn")]
        try:
            return expected(self, message, now)
        except Gap as gap:
            return [Drop(str(gap))]
        except Differs as differs:
            return self._disagree(frame, str(differs))

    def _unreadable(self, frame: str, because: str) -> list[Step]:
        """Of the record nothing may be missing; anything else may be a newer hub's, and is not."""
        if any(f'"op":"{op}"' in frame for op in _RECORD):
            return self._disagree(frame, because)
        if because in self._odd or len(self._odd) >= ODD_MAX:
            return []
        self._odd.add(because)
        return [Evidence(frame, f"The hub sent what does not read: {because}")]

    def _disagree(self, frame: str, because: str) -> list[Step]:
        """Keep the evidence and begin again once; the second time, say so and never be live."""
        if self._refetched:
            self.differs = because
        self._refetched = True
        self.replica.epoch = ""  # no cursor: a snapshot comes
        return [Evidence(frame, f"The record differs: {because}"), Drop(because)]

    # -- coming in -------------------------------------------------------------------------------

    def _challenged(self, message: Schema, now: float) -> list[Step]:
        assert isinstance(message, Challenge)
        me = self.identity
        text = challenge_bytes(message.hub_id, message.epoch, self._nonce, message.nonce)
        if not signed(me.hub_key, message.signature, text):
            self.end(
                "This is not the hub you joined (its key is another one): "
                "check the address, or ask for a new invitation."
            )
            return [Drop("another hub's key")]
        self.hub_id, self._epoch = message.hub_id, message.epoch
        self.phase = Phase.KNOCKED
        nonces = self._nonce + message.nonce
        what: Literal["hello", "enrol"] = "enrol" if me.code else "hello"
        proof = me.sign(proof_bytes(what, me.hub_key, self._cert, message.epoch, nonces, me.device))
        if me.code:
            enrol = Enrol(code=me.code, device_key=me.public, name=me.name, proof=proof, app=me.app)
            return [self._send(enrol, now)]
        pending = tuple(self.pending())
        hello = Hello(
            device=me.device, proof=proof, app=me.app, cursor=self._cursor(), pending=pending
        )
        return [self._send(hello, now)]

    def _cursor(self) -> Cursor | None:
        replica = self.replica
        if not replica.epoch:
            return None
        return Cursor(epoch=replica.epoch, view=replica.view, seq=replica.seq)

    def _welcomed(self, message: Schema, now: float) -> list[Step]:
        assert isinstance(message, Welcome)
        if message.epoch != self._epoch or message.device != self.identity.device:
            raise Differs("the hub welcomes somebody else, or to another log")
        if message.epoch == self.replica.epoch and message.seq < self.replica.seq:
            self._refetched = True  # read anew, the hub would only look as if nothing were missing
            raise Differs(f"the hub is at #{message.seq}, but it told #{self.replica.seq} before")
        view = view_name(message.circles)
        resumable = (self.replica.epoch, self.replica.view) == (message.epoch, view)
        if message.mode == "resume" and not resumable:
            raise Differs("the hub resumes what this console does not have")
        self.welcome = message
        self._loader = Loader() if message.mode == "snapshot" else None
        self.phase = Phase.CATCHING_UP
        return [message]

    def _part(self, message: Schema, now: float) -> list[Step]:
        assert isinstance(message, Snapshot)
        assert self.welcome is not None
        # Falling too far behind while live brings a snapshot too, unannounced.
        self.phase = Phase.CATCHING_UP
        self._loader = self._loader or Loader()
        whole = self._loader.take(message)
        if whole is None:
            return []
        self._loader = None
        before, board = self.replica.board, whole[0]
        self.replica.load(*whole, self.welcome.epoch, view_name(self.welcome.circles))
        return [Loaded(before, board)]

    # -- being in --------------------------------------------------------------------------------

    def _happened(self, message: Schema, now: float) -> list[Step]:
        assert isinstance(message, Happened)
        if self._loader is not None:
            raise Gap("entries came before the snapshot was whole")
        if not message.entries:
            return self._heartbeat(message, now)
        landed = self.replica.take(message, adopt=self.differs is not None)
        return [Arrived(landed, message.at)] if landed else []

    def _heartbeat(self, message: Happened, now: float) -> list[Step]:
        self.replica.take(message, adopt=self.differs is not None)
        text = head_bytes(self._epoch, message.to, message.digest)
        good = signed(self.identity.hub_key, message.signature or "", text)
        if not good and self.differs is None:
            raise Differs(f"the heartbeat at #{message.to} is not signed by the hub")
        self.phase = Phase.IN  # from now on nothing is missed
        beat = Beat(message.to, message.digest, message.signature or "", message.at)
        return [self._send(Seen(seq=self.replica.seq), now), beat]

    def _told(self, message: Schema, now: float) -> list[Step]:
        assert isinstance(message, Accepted | Refused | Presence | Notice)
        return [message]

    def _paged(self, message: Schema, now: float) -> list[Step]:
        assert isinstance(message, Past)
        if not self._fetches:
            raise Gap("a page came that was not asked for")
        return [Page(message, self._fetches.pop(0))]


_Expected = Callable[[Session, Schema, float], list[Step]]
_INSIDE: dict[type[Schema], _Expected] = {
    Snapshot: Session._part,
    Happened: Session._happened,
    Past: Session._paged,
    **dict.fromkeys((Accepted, Refused, Presence, Notice), Session._told),
}
_EXPECTED: dict[Phase, dict[type[Schema], _Expected]] = {
    Phase.AWAY: {},
    Phase.OPENED: {Challenge: Session._challenged},
    Phase.KNOCKED: {Welcome: Session._welcomed, Notice: Session._told},
    Phase.CATCHING_UP: _INSIDE,
    Phase.IN: _INSIDE,
}
