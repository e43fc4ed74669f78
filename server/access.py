"""Who may come in: the hub's own key and certificate, proofs, invitations, and who is slowed down.

A bad proof never locks a device (anybody could lock out the commander so); it slows the source it
came from. Known and unknown devices cost the same time.
"""

from __future__ import annotations

import ipaddress
import os
import ssl
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.x509.oid import NameOID

from schemas.board import Board
from schemas.grants import ENROLLING
from schemas.wire import Enrol, Hello, code_mark, proof_bytes
from server.rules import Actor

CERT_LIFE = timedelta(days=3650)  # pinned by its hash, so a long life hides nothing
SLOW_AFTER = 3  # failed tries of one source that cost nothing
DOUBLINGS_MAX = 10  # of the wait; by then it is at its longest
SLOW_MAX_S = 30.0  # the longest a source waits
SOURCES_MAX = 4_096  # sources remembered; the oldest is forgotten
FORGET_S = 900.0  # a source that failed no more for so long starts afresh

# Checked when the device is unknown, so that the answer takes as long as for a known one.
_NOBODY = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()


class Locked(Exception):
    """A key others can read, or that is not one. The text says which file and what to do."""


def private_key(path: Path) -> Ed25519PrivateKey:
    """The hub's key from its 0600 file; made when there is none."""
    if not path.exists():
        key = Ed25519PrivateKey.generate()
        _write_private(path, key.private_bytes_raw().hex().encode())
        return key
    if path.stat().st_mode & 0o077:
        raise Locked(f"{path} can be read by others: chmod 600 {path}")
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
    except ValueError:
        raise Locked(f"{path} is not a hub's key: put the right file back") from None


def _write_private(path: Path, text: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def public_hex(key: Ed25519PrivateKey) -> str:
    """The public half as hex."""
    return key.public_key().public_bytes_raw().hex()


def signer(key: Ed25519PrivateKey) -> Callable[[bytes], str]:
    """What signs with this key, as hex."""
    return lambda text: key.sign(text).hex()


def signed(key: str, signature: str, text: bytes) -> bool:
    """Whether the holder of this key signed this text."""
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), text)
    except (InvalidSignature, ValueError):
        return False
    return True


# -- certificate ---------------------------------------------------------------------------------


def is_local(host: str) -> bool:
    """Whether plain ws is allowed there: loopback only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def certificate(log: Path, host: str) -> tuple[ssl.SSLContext, str]:
    """A context with the hub's own certificate, made beside the log, and its SHA-256 for pins."""
    cert_path, key_path = (log.with_name(log.name + end) for end in (".crt", ".tls"))
    if not (cert_path.exists() and key_path.exists()):
        _make_certificate(cert_path, key_path, host)
    if key_path.stat().st_mode & 0o077:
        raise Locked(f"{key_path} can be read by others: chmod 600 {key_path}")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(cert_path, key_path)
    plain = x509.load_pem_x509_certificate(cert_path.read_bytes())
    return context, plain.fingerprint(hashes.SHA256()).hex()


def _make_certificate(cert_path: Path, key_path: Path, host: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"sitroom {host}"[:64])])
    now = datetime.now(UTC)
    cert = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + CERT_LIFE)
        .sign(key, hashes.SHA256())
    )
    for path in (key_path, cert_path):
        path.unlink(missing_ok=True)
    _write_private(
        key_path,
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )
    cert_path.write_bytes(cert.public_bytes(serialization.Encoding.PEM))


# -- coming in -----------------------------------------------------------------------------------


def actor_of(board: Board, device: str) -> Actor | None:
    """The person behind a device, if neither is shut out."""
    known = board.devices.get(device)
    person = board.people.get(known.person) if known else None
    if known is None or person is None or known.revoked or person.revoked:
        return None
    return Actor(
        person=person.id,
        agency=person.agency,
        grants=frozenset(person.grants),
        speaks_for=frozenset(person.speaks_for),
        device=device,
    )


def is_shut_out(board: Board, device: str) -> bool:
    """Whether the hub knows this device and will not have it."""
    return device in board.devices and actor_of(board, device) is None


@dataclass(frozen=True)
class Doorkeeper:
    """Checks proofs for one hub key and certificate."""

    hub_key: str
    cert: str = ""

    def proves(self, board: Board, hello: Hello, nonces: str) -> bool:
        """Whether the device's own key signed this very connection."""
        known = board.devices.get(hello.device)
        epoch = board.logs["log"].epoch
        text = proof_bytes("hello", self.hub_key, self.cert, epoch, nonces, hello.device)
        good = signed(known.key if known else _NOBODY, hello.proof, text)
        return good and known is not None

    def enrols(self, board: Board, enrol: Enrol, nonces: str) -> Actor | None:
        """The invited person on whose behalf the hub enrols a device, if code and proof hold."""
        epoch = board.logs["log"].epoch
        text = proof_bytes("enrol", self.hub_key, self.cert, epoch, nonces, enrol.device_key[:16])
        good = signed(enrol.device_key, enrol.proof, text)
        mark = code_mark(enrol.code)
        person = next((i.id for i in board.invites.values() if i.code_hash == mark), None)
        invited = board.people.get(person) if person else None
        if not good or invited is None:
            return None
        return Actor(
            person=invited.id,
            agency=invited.agency,
            grants=frozenset({*invited.grants, ENROLLING}),
            device=enrol.device_key[:16],
        )


class Sources:
    """Where failed tries came from, and how long each must wait now."""

    def __init__(self) -> None:
        self._failed: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def failed(self, source: str, now: float) -> None:
        """One more failed try."""
        count, last = self._failed.pop(source, (0, now))
        self._failed[source] = (1 if now - last > FORGET_S else count + 1, now)
        while len(self._failed) > SOURCES_MAX:
            self._failed.popitem(last=False)

    def wait_s(self, source: str, now: float) -> float:
        """How long an answer to this source is held back."""
        count, last = self._failed.get(source, (0, now))
        if now - last > FORGET_S or count < SLOW_AFTER:
            return 0.0
        return min(SLOW_MAX_S, 0.25 * 2.0 ** min(count - SLOW_AFTER, DOUBLINGS_MAX))
