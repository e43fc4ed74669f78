"""Rules of need-to-know: who sees a record from now on, and what is opened in need."""

from server.rules.sharing import changing, opening

__all__ = ["changing", "opening"]
