"""Incidents and calls."""

from __future__ import annotations

from console.boards import calls, centers, incidents
from console.screens.base import BoardScreen


class IncidentsScreen(BoardScreen):
    """Incidents, the calls of dispatch, and the centers people work in."""

    NAME, KEY, LABEL = "incidents", "i", "Inc"
    PANES = (incidents.PANE, calls.PANE, centers.PANE)
    NEWS = ("incidents", "calls")
