"""A console that only counts: it proves who it is, then looks at no more than the head of a frame.

The protocol is the real one; the WebSocket below is just enough for it, because what counts ten
thousand frames a second must cost next to nothing itself.
"""

from __future__ import annotations

import re
import secrets
import socket
from dataclasses import dataclass
from typing import Any

from bench.members import Member
from console.keys import DeviceKey
from schemas.base import Schema
from schemas.entry import strict
from schemas.wire import PROTOCOL, Cursor, Hello, Open, Seen, Submit, encode, proof_bytes

CHUNK = 64 * 1024  # bytes taken at a time
HEAD = 700  # bytes of a frame that hold all its small fields
HEAD_MAX = 16 * 1024  # bytes of the answer to the upgrade

_OP = re.compile(rb'"op":"(\w+)"')
_SPAN = re.compile(rb'"from":(\d+),"live":(true|false),.*?"to":(\d+)')
_ANSWER = re.compile(rb'"op":"accepted","ref":"([^"]+)","seq":(\d+)')


@dataclass
class Span:
    """Entries ``before`` + 1 to ``to`` as one frame carried them, and who has got it so far."""

    before: int
    to: int
    live: bool
    count: int = 0
    at: float = 0.0  # when the last one got it


@dataclass(frozen=True)
class Answer:
    """An ask was accepted."""

    ref: str
    seq: int


@dataclass(frozen=True)
class Other:
    """Any other frame."""

    op: str
    frame: bytes


Heard = Span | Answer | Other


class Ear:
    """Reads frames. What is the same as the last is not read again: broadcasts come many times."""

    def __init__(self) -> None:
        self.spans: dict[tuple[int, int, bool], Span] = {}
        self._chunk = b""
        self._heard: list[Heard] = []

    def hear(self, chunk: bytes, rest: bytes) -> tuple[list[Heard], bytes]:
        """The frames in what came, and what is left of one that is not all here."""
        if not rest and chunk == self._chunk:
            return self._heard, b""
        heard, left = self._frames(rest + chunk)
        if not rest and not left and all(isinstance(one, Span) for one in heard):
            self._chunk, self._heard = chunk, heard
        return heard, left

    def _frames(self, data: bytes) -> tuple[list[Heard], bytes]:
        heard: list[Heard] = []
        at, end = 0, len(data)
        while end - at >= 2:
            size, begin = data[at + 1], at + 2
            if size == 126:
                size, begin = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
            elif size == 127:
                size, begin = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
            if end < begin + size:
                break
            heard.append(self._read(data[at], data[begin : begin + size]))
            at = begin + size
        return heard, data[at:]

    def _read(self, kind: int, frame: bytes) -> Heard:
        if kind != 0x81:  # not one whole text: the hub says goodbye
            return Other("close", frame)
        head = frame[:HEAD]
        op = _OP.search(head)
        assert op, head
        if op[1] == b"happened" and (span := _SPAN.search(head)):
            key = int(span[1]), int(span[3]), span[2] == b"true"
            return self.spans.setdefault(key, Span(*key))
        if op[1] == b"accepted" and (answer := _ANSWER.search(head)):
            return Answer(answer[1].decode(), int(answer[2]))
        return Other(op[1].decode(), frame)


def text_frame(text: str) -> bytes:
    """A text as a client's frame; its mask changes nothing."""
    said = text.encode()
    size = len(said)
    assert size < 1 << 16, "what a console says is short"
    head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
    return head + b"\0\0\0\0" + said


UPGRADE = (
    "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: c2l0cm9vbSBsZWFuIG9uZQ==\r\nSec-WebSocket-Version: 13\r\n"
    f"Sec-WebSocket-Protocol: {PROTOCOL}\r\n\r\n"
).encode()


class Lean:
    """One connection."""

    def __init__(self, port: int, member: Member, hub_key: str, cursor: Cursor | None) -> None:
        self.member = member
        self.at = 0  # the last entry it has
        self.live = False
        self.got = 0  # bytes
        self.rest = b""
        self._hub_key = hub_key
        self._cursor = cursor
        self._nonce = secrets.token_hex(16)
        self._upgraded = False
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.connect_ex(("127.0.0.1", port))

    def begin(self) -> None:
        """There is a connection."""
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._write(UPGRADE)

    def receive(self) -> bytes | None:
        """Frames that came, after the answer to the upgrade; None when the hub has gone."""
        try:
            chunk = self.socket.recv(CHUNK)
        except BlockingIOError:
            return b""
        if not chunk:
            return None
        self.got += len(chunk)
        return chunk if self._upgraded else self._upgrade(chunk)

    def _upgrade(self, chunk: bytes) -> bytes:
        self.rest += chunk
        head, end, more = self.rest.partition(b"\r\n\r\n")
        if not end:
            assert len(head) < HEAD_MAX, head
            return b""
        assert head.startswith(b"HTTP/1.1 101 "), head
        self.rest, self._upgraded = b"", True
        self.say(Open(nonce=self._nonce))
        return more

    def prove(self, challenge: bytes) -> None:
        """Answer the hub's challenge."""
        asked: Any = strict(challenge.decode())
        key = DeviceKey.read(self.member.secret)
        nonces = self._nonce + asked["nonce"]
        text = proof_bytes("hello", self._hub_key, "", asked["epoch"], nonces, key.device)
        proof = key.sign(text)
        self.say(Hello(device=key.device, proof=proof, app="load", cursor=self._cursor))

    def say(self, message: Schema) -> None:
        """Send one message."""
        self._write(text_frame(encode(message)))

    def seen(self) -> None:
        """Answer a heartbeat."""
        self.say(Seen(seq=self.at))

    def submit(self, ref: str, command: dict[str, Any]) -> None:
        """Ask for something."""
        self.say(Submit(ref=ref, command=command, seen=self.at))

    def _write(self, data: bytes) -> None:
        sent = self.socket.send(data)
        assert sent == len(data), "what a console says fits into the kernel's buffer"
