"""Rules of what is to be done: objectives of a room, tasks of its posts and agencies."""

from server.rules.tasks import given, objectives

__all__ = ["given", "objectives"]
