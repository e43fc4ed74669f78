"""Roles: who holds which post, and who is on duty."""

from __future__ import annotations

from console.boards import agencies, duty, journal, roles, rollcalls
from console.screens.base import BoardScreen


class RolesScreen(BoardScreen):
    """The posts of every room; beside them duty, roll calls, the people, and what was said."""

    NAME, KEY, LABEL = "roles", "6", "Roles"
    PANES = (roles.PANE, duty.PANE, rollcalls.PANE, agencies.PANE, journal.PANE)
    NEWS = ("roles", "rollcalls")
