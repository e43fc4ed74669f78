"""Log: what was said and done."""

from __future__ import annotations

from console.boards import incidents, journal, openings, resources
from console.screens.base import BoardScreen


class LogScreen(BoardScreen):
    """The log; beside it what it is about."""

    NAME, KEY, LABEL = "log", "2", "Log"
    PANES = (journal.PANE, incidents.PANE, resources.PANE, openings.PANE)
    NEWS = ("lines",)
