"""Roles: who holds which post."""

from __future__ import annotations

from console.boards import agencies, journal, roles
from console.screens.base import BoardScreen


class RolesScreen(BoardScreen):
    """The posts of every room; beside them the people and what was said."""

    NAME, KEY, LABEL = "roles", "6", "Roles"
    PANES = (roles.PANE, agencies.PANE, journal.PANE)
    NEWS = ("roles",)
