"""Ed25519 keys: this device's own, and whether the hub's pinned key signed something."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ID_DIGITS = 16  # of the public key: what a device is called


class DeviceKey:
    """The key that never leaves the machine it was made on."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key().public_bytes_raw().hex()
        self.device = self.public[:ID_DIGITS]

    @classmethod
    def new(cls) -> DeviceKey:
        """A key nobody has seen before."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def read(cls, secret: str) -> DeviceKey:
        """The key from its kept form; ValueError when it is none."""
        return cls(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret.strip())))

    def secret(self) -> str:
        """The form it is kept in."""
        return self._private.private_bytes_raw().hex()

    def sign(self, text: bytes) -> str:
        """The signature as hex."""
        return self._private.sign(text).hex()


def signed(key: str, signature: str, text: bytes) -> bool:
    """Whether the holder of this key signed this text."""
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), text)
    except (InvalidSignature, ValueError):
        return False
    return True
