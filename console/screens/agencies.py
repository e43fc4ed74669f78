"""Agencies: who is here."""

from __future__ import annotations

from console.boards import agencies, incidents, journal
from console.screens.base import BoardScreen


class AgenciesScreen(BoardScreen):
    """The agencies and their people; beside them what they take part in."""

    NAME, KEY, LABEL = "agencies", "9", "Agcy"
    PANES = (agencies.PANE, incidents.PANE, journal.PANE)
    NEWS = ("agencies", "people")
