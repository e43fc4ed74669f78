"""Resources: every unit."""

from __future__ import annotations

from console.boards import incidents, journal, resources
from console.screens.base import BoardScreen


class ResourcesScreen(BoardScreen):
    """The units; beside them what they are sent to."""

    NAME, KEY, LABEL = "resources", "4", "Res"
    PANES = (resources.PANE, incidents.PANE, journal.PANE)
    NEWS = ("resources",)
