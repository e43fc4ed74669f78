"""Rules of requests: who asks, who decides, who brings, and whom it waits on."""

from server.rules.requests import (
    asking,
    deciding,
    duplicates,
    following,
    forwarding,
    sourcing,
)

__all__ = ["asking", "deciding", "duplicates", "following", "forwarding", "sourcing"]
