"""The rules: one module a noun, each imported here so that its rules are registered."""

from server.rules import (
    agencies,
    calls,
    centers,
    closeouts,
    duty,
    expectations,
    incidents,
    journal,
    messages,
    requests,
    resources,
    roles,
    rollcalls,
    sharing,
    tasks,
)
from server.rules.base import Actor, Draws, Refused, Room, decide, rule

__all__ = [
    "Actor",
    "Draws",
    "Refused",
    "Room",
    "agencies",
    "calls",
    "centers",
    "closeouts",
    "decide",
    "duty",
    "expectations",
    "incidents",
    "journal",
    "messages",
    "requests",
    "resources",
    "roles",
    "rollcalls",
    "rule",
    "sharing",
    "tasks",
]
