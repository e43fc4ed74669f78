"""Rules of requests: who asks, who decides, who brings, and whom it waits on."""

from server.rules.requests import asking, deciding, following, forwarding, sourcing

__all__ = ["asking", "deciding", "following", "forwarding", "sourcing"]
