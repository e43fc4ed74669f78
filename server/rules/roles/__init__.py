"""Rules of roles: who fills and leaves a post, how a duty is handed over, and what follows."""

from server.rules.roles import filling, following, handovers

__all__ = ["filling", "following", "handovers"]
