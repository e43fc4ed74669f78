"""Rules of agreements: who proposes, signs and ends one; what is inside one; what comes back."""

from server.rules.agreements import following, making, using

__all__ = ["following", "making", "using"]
