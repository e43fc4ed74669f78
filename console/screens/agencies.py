"""Agencies: who is here, and what they lend each other."""

from __future__ import annotations

from console.boards import agencies, agreements, incidents, journal
from console.screens.base import BoardScreen


class AgenciesScreen(BoardScreen):
    """The agencies and their people; beside them what they agreed on and take part in."""

    NAME, KEY, LABEL = "agencies", "9", "Agcy"
    PANES = (agencies.PANE, agreements.PANE, incidents.PANE, journal.PANE)
    NEWS = ("agencies", "people", "agreements")
