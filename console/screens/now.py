"""Now: the one screen to keep open."""

from __future__ import annotations

from console.boards import journal, now, resources
from console.screens.base import BoardScreen


class NowScreen(BoardScreen):
    """What needs somebody, the room, what was said last; beside it the log and the units."""

    NAME, KEY, LABEL = "now", "1", "Now"
    PANES = (now.PANE, journal.PANE, resources.PANE)
    NEWS = ()
