"""A console's session at the hub, frame by frame, without a socket."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.entry import canonical
from schemas.wire import (
    CLOSE,
    Cursor,
    Enrol,
    Hello,
    Open,
    Seen,
    Submit,
    Token,
    challenge_bytes,
    encode,
    proof_bytes,
    view_name,
)
from server.access import Doorkeeper, signed, signer
from server.session import BAD_FRAMES_MAX, Admit, Ask, Close, Send, Session, Stage
from tests.house import House

THEIRS, OURS = "11" * 16, "22" * 16


class Caller:
    """A console's side of the handshake, with a key of its own."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.key = Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes_raw().hex()
        self.hub_private = Ed25519PrivateKey.generate()
        self.hub_key = self.hub_private.public_key().public_bytes_raw().hex()

    def session(self) -> Session:
        """A new connection at the hub."""
        door = Doorkeeper(self.hub_key)
        return Session("ab" * 16, self.house.hub, door, signer(self.hub_private), OURS)

    def opened(self) -> Session:
        """One that got its challenge."""
        session = self.session()
        (effect,) = session.receive(encode(Open(nonce=THEIRS)))
        assert isinstance(effect, Send)
        challenge = json.loads(effect.frame)
        text = challenge_bytes(challenge["hub_id"], challenge["epoch"], THEIRS, OURS)
        assert signed(self.hub_key, challenge["signature"], text)
        return session

    def proof(self, what: Any, device: str, key: Ed25519PrivateKey | None = None) -> str:
        """The signature over this connection."""
        epoch = self.house.hub.epoch
        text = proof_bytes(what, self.hub_key, "", epoch, THEIRS + OURS, device)
        return (key or self.key).sign(text).hex()

    def enrol(self, code: str) -> str:
        """The frame that comes in with a code."""
        proof = self.proof("enrol", self.public[:16])
        return encode(
            Enrol(code=code, device_key=self.public, name="desk", proof=proof, app="test")
        )

    def join(self, person: str) -> Session:
        """Invited, enrolled and in."""
        token = self.house.does("kim", f"invite {person}").once or ""
        session = self.opened()
        (effect,) = session.receive(self.enrol(Token.read(token).code))
        assert isinstance(effect, Ask)
        batch = self.house.hub.take([effect.asked])
        (decided,) = self.house.hub.settle(batch, self.house.hub.append(batch))
        effects = session.answered(decided.answer)
        assert [type(e) for e in effects] == [Send, Admit]
        return session

    def hello(self, **more: Any) -> str:
        """The frame that comes in with the key."""
        device = self.public[:16]
        proof = self.proof("hello", device)
        return encode(Hello(device=device, proof=proof, app="test", **more))


@pytest.fixture
def caller(house: House) -> Caller:
    """A console about to call."""
    return Caller(house)


def closed(effects: list[Any]) -> Close:
    """The one effect, which closes."""
    (effect,) = effects
    assert isinstance(effect, Close)
    return effect


def test_a_console_comes_in_with_a_code_once_and_with_its_key_ever_after(caller: Caller) -> None:
    session = caller.join("maya")
    assert session.actor is not None
    assert (session.actor.person, session.actor.agency) == ("maya", "fire")
    again = caller.opened()
    welcome, admit = again.receive(caller.hello())
    assert isinstance(welcome, Send)
    assert json.loads(welcome.frame)["mode"] == "snapshot"
    assert admit == Admit(None)


def test_a_used_a_wrong_and_a_revoked_code_get_the_same_answer(caller: Caller) -> None:
    house = caller.house
    token = house.does("kim", "invite maya").once or ""
    code = Token.read(token).code
    house.does("kim", "revoke maya")
    revoked = closed(caller.opened().receive(caller.enrol(code)))
    wrong = closed(caller.opened().receive(caller.enrol("00" * 10)))
    assert revoked == wrong
    assert (wrong.code, wrong.failed) == (CLOSE["bad-code"], True)


def test_another_key_an_unknown_device_and_a_replayed_proof_are_refused(caller: Caller) -> None:
    caller.join("maya")
    device = caller.public[:16]
    other = Ed25519PrivateKey.generate()
    bad = encode(Hello(device=device, proof=caller.proof("hello", device, other), app="t"))
    assert closed(caller.opened().receive(bad)).code == CLOSE["bad-proof"]
    unknown = encode(Hello(device="ff" * 8, proof=caller.proof("hello", "ff" * 8), app="t"))
    assert closed(caller.opened().receive(unknown)).code == CLOSE["bad-proof"]
    heard = caller.hello()
    later = caller.opened()
    later.nonce = "33" * 16  # the hub draws another nonce for every connection
    assert closed(later.receive(heard)).code == CLOSE["bad-proof"]


def test_a_revoked_device_is_told_so_and_an_open_session_must_go(caller: Caller) -> None:
    session = caller.join("maya")
    assert session.still_welcome() is None
    caller.house.does("kim", "revoke maya laptop stolen")
    close = session.still_welcome()
    assert close is not None
    assert close.code == CLOSE["revoked"]
    assert closed(caller.opened().receive(caller.hello())).code == CLOSE["revoked"]


def test_a_console_resumes_from_its_cursor_only_in_the_same_log_and_view(caller: Caller) -> None:
    house = caller.house
    session = caller.join("maya")
    seq = house.board.seq
    house.does("sam", "log one missed line")
    mine = view_name(session.view)
    right = Cursor(epoch=house.hub.epoch, view=mine, seq=seq)
    assert caller.opened().receive(caller.hello(cursor=right))[1] == Admit(seq)
    for wrong in (
        right.model_copy(update={"epoch": "00" * 16}),
        right.model_copy(update={"view": "partners"}),
        right.model_copy(update={"seq": seq + 999}),
    ):
        assert caller.opened().receive(caller.hello(cursor=wrong))[1] == Admit(None)


def test_pending_refs_are_answered_when_a_console_comes_back(caller: Caller) -> None:
    house = caller.house
    caller.join("maya")
    line = house.said("maya", "log hello")[0].command
    seq = house.submit(house.actor("maya"), line, ref="kept").seq
    welcome = caller.opened().receive(caller.hello(pending=("kept", "lost")))[0]
    assert isinstance(welcome, Send)
    assert json.loads(welcome.frame)["answers"] == {"kept": seq}


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "{",
        "[]",
        "null",
        '{"op":7}',
        '{"op":"fly"}',
        '{"op":"open"}',
        '{"op":"open","op":"open"}',
        '{"op":"open","nonce":NaN}',
        '{"op":"open","nonce":"' + "1" * 32 + '","x":1}',
        "[" * 60_000,
    ],
    ids=range(11),
)
def test_a_stranger_with_a_bad_frame_is_closed_with_a_reason(caller: Caller, frame: str) -> None:
    close = closed(caller.session().receive(frame))
    assert close.code == CLOSE["bad-frame"]
    assert close.reason
    assert len(close.reason.encode()) <= 123


def test_a_bad_frame_of_somebody_who_is_in_is_answered_and_only_many_close(
    caller: Caller,
) -> None:
    session = caller.join("maya")
    for _ in range(BAD_FRAMES_MAX):
        (answer,) = session.receive('{"op":"submit"}')
        assert isinstance(answer, Send)
        assert json.loads(answer.frame)["refusal"]["code"] == "bad-frame"
    assert closed(session.receive("{")).code == CLOSE["bad-frame"]
    assert session.stage is Stage.CLOSED
    assert session.receive(encode(Seen(seq=1))) == []


def test_nothing_can_be_asked_before_one_is_in(caller: Caller) -> None:
    submit = encode(Submit(ref="a", command={"kind": "add_line", "text": "x"}))
    assert closed(caller.session().receive(submit)).code == CLOSE["bad-frame"]
    assert closed(caller.opened().receive(submit)).code == CLOSE["bad-frame"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["op", "ref", "command", "seq", "as", "kind"]), inner)
    ),
    max_leaves=12,
)


@given(st.sampled_from(["submit", "seen", "fetch", "here", "hello", "open", "x"]), JSON)
@settings(max_examples=300, deadline=None)
def test_no_frame_whatever_breaks_a_session(op: str, rest: Any) -> None:
    frame = canonical({**rest, "op": op} if isinstance(rest, dict) else rest)
    session = _IN[0]
    session.stage, session.bad_frames = Stage.IN, 0
    for effect in session.receive(frame):
        assert effect is not None


_IN: list[Session] = []


@pytest.fixture(autouse=True)
def _one_session(caller: Caller) -> None:
    _IN[:] = [caller.join("rosa")]
