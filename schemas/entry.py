"""Entry and chain: the bytes as kept, hashed and sent.

    leaf 0 = header, leaf n = one event, each with a random 16-byte salt drawn by the hub
    hash(leaf) = H(0x00 ‖ salt ‖ body)      root = H(0x01 ‖ hashes in order)
    digest_n   = H(0x02 ‖ digest_{n-1} ‖ seq as 8 bytes big-endian ‖ root)          H = SHA-256

A reader who may not see a leaf gets its hash; one who may see nothing gets the root. Both keep
the chain whole, and the salt keeps a guess from being tried against the hash.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from pydantic_core import from_json

SALT_BYTES = 16
ENTRY_MAX = 48 * 1024  # bytes of one entry as sent to somebody who may see all of it
LEAVES_MAX = 256  # a header and at most 255 facts: an incident closes with all its posts


class Unreadable(ValueError):
    """Bytes that are not what they should be; the text says what and where."""


# -- JSON, one value one string ------------------------------------------------------------------


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(value: Any) -> str:
    """Sorted keys, no spaces, ASCII, no NaN: one value, one string."""
    return _CANONICAL.encode(value)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("a key stands twice in one object")
    return found


def _no(word: str) -> Any:
    raise Unreadable(f"{word[:40]} is not a number we take: whole numbers only")


_STRICT = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no, parse_float=_no)


def strict(text: str) -> Any:
    """JSON from outside: no key twice, no NaN, no fractions, not nested beyond reason."""
    try:
        return _STRICT.decode(text)
    except RecursionError:
        raise Unreadable("nested too deeply") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"not JSON at character {error.pos}: {error.msg}") from None
    except ValueError as error:  # an integer of more digits than Python will turn
        raise Unreadable(str(error)[:200]) from None


# -- leaves and entries --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Leaf:
    """One part of an entry: shown (salt and body) or withheld (hash only)."""

    hash: bytes
    salt: bytes = b""
    body: str = ""

    @classmethod
    def of(cls, salt: bytes, body: str) -> Leaf:
        """A leaf that shows its body."""
        return cls(sha256(b"\x00" + salt + body.encode()).digest(), salt, body)

    @property
    def withheld(self) -> bool:
        """Whether only the hash is here."""
        return not self.salt

    @property
    def sent(self) -> str:
        """The leaf as canonical JSON."""
        if self.withheld:
            return f'{{"hash":"{self.hash.hex()}"}}'
        return f'{{"body":{canonical(self.body)},"salt":"{self.salt.hex()}"}}'


def root_of(leaves: Iterable[Leaf]) -> bytes:
    """The one hash that stands for all leaves in order."""
    return sha256(b"\x01" + b"".join(leaf.hash for leaf in leaves)).digest()


def link(before: bytes, seq: int, root: bytes) -> bytes:
    """The digest of the log up to and with entry ``seq``."""
    return sha256(b"\x02" + before + seq.to_bytes(8, "big") + root).digest()


def first_link(epoch: bytes) -> bytes:
    """What entry #1 is chained from."""
    return sha256(epoch).digest()


@dataclass(frozen=True)
class Entry:
    """One accepted command: a header and its facts, or what of them one view may see."""

    seq: int
    leaves: tuple[Leaf, ...]  # empty: a stub, nothing of it is visible here
    root: bytes

    @classmethod
    def seal(cls, seq: int, bodies: Sequence[str], salts: Sequence[bytes]) -> Entry:
        """Header and facts as kept, under salts nobody has seen before."""
        assert 0 < len(bodies) <= LEAVES_MAX, f"{len(bodies)} leaves in one entry"
        leaves = tuple(Leaf.of(salt, body) for salt, body in zip(salts, bodies, strict=True))
        return cls(seq, leaves, root_of(leaves))

    @property
    def is_stub(self) -> bool:
        """Whether nothing of the entry is visible here."""
        return not self.leaves

    def shown(self, visible: Sequence[bool]) -> Entry:
        """What a view may see; ``visible`` tells it of each fact. The header goes with the last."""
        if not any(visible):
            return Entry(self.seq, (), self.root)
        if all(visible):
            return self
        keep = (True, *visible)
        return Entry(
            self.seq,
            tuple(
                leaf if kept else Leaf(leaf.hash)
                for leaf, kept in zip(self.leaves, keep, strict=True)
            ),
            self.root,
        )

    @cached_property
    def sent(self) -> str:
        """The entry as canonical JSON, made once for everybody who may see the same parts.

        Put together from its parts: three times as fast as dumping it whole.
        """
        if self.is_stub:
            return f'{{"root":"{self.root.hex()}","seq":{self.seq}}}'
        leaves = ",".join([leaf.sent for leaf in self.leaves])
        return f'{{"leaves":[{leaves}],"seq":{self.seq}}}'

    def plain(self) -> dict[str, Any]:
        """The entry as a JSON object."""
        found: dict[str, Any] = json.loads(self.sent)
        return found

    @classmethod
    def kept(cls, text: str) -> Entry:
        """An entry from its text in a log; ValueError or TypeError when it is not one.

        Not ``strict``, which takes four times as long: what that finds too, the digest tells.
        """
        return cls.read(from_json(text))

    @classmethod
    def read(cls, sent: Any) -> Entry:
        """An entry from its JSON object; Unreadable when it is not one."""
        try:
            seq = sent["seq"]
            if type(seq) is not int or seq < 1:
                raise Unreadable("an entry's number is a whole number from 1")
            if "root" in sent:
                _only(sent, {"seq", "root"})
                return cls(seq, (), _hash(sent["root"]))
            _only(sent, {"seq", "leaves"})
            if not 0 < len(sent["leaves"]) <= LEAVES_MAX:
                raise Unreadable(f"an entry has 1 to {LEAVES_MAX} leaves")
            leaves = tuple(_leaf(one) for one in sent["leaves"])
        except (KeyError, TypeError, AttributeError) as error:
            raise Unreadable(f"not an entry: {error!r}"[:200]) from None
        if leaves[0].withheld:
            raise Unreadable("an entry that shows a fact shows its header")
        return cls(seq, leaves, root_of(leaves))


def _only(sent: Any, keys: set[str]) -> None:
    if set(sent) != keys:
        raise Unreadable(f"not an entry: it holds {sorted(sent)!r}"[:200])


def _bytes(text: str, length: int) -> bytes:
    if len(text) != 2 * length or text != text.lower():
        raise Unreadable(f"{length} bytes in lower-case hex were expected")
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Unreadable(f"{length} bytes in lower-case hex were expected") from None


def _hash(text: str) -> bytes:
    return _bytes(text, 32)


def _leaf(sent: Any) -> Leaf:
    if "hash" in sent:
        _only(sent, {"hash"})
        return Leaf(_hash(sent["hash"]))
    _only(sent, {"salt", "body"})
    if not isinstance(sent["body"], str) or not sent["body"].isascii():
        raise Unreadable("a body is ASCII")
    return Leaf.of(_bytes(sent["salt"], SALT_BYTES), sent["body"])
