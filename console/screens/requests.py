"""Requests: what is asked for, and on whom it waits."""

from __future__ import annotations

from console.boards import journal, requests, resources
from console.screens.base import BoardScreen


class RequestsScreen(BoardScreen):
    """Every request; beside it the units that could come, and what was said."""

    NAME, KEY, LABEL = "requests", "5", "Req"
    PANES = (requests.PANE, resources.PANE, journal.PANE)
    NEWS = ("requests",)
