"""Tasks: what is wanted, who does what for it, and which reports are owed."""

from __future__ import annotations

from console.boards import expectations, journal, tasks
from console.screens.base import BoardScreen


class TasksScreen(BoardScreen):
    """Objectives, tasks and expectations; beside them what was said."""

    NAME, KEY, LABEL = "tasks", "8", "Tasks"
    PANES = (tasks.OBJECTIVES, tasks.PANE, expectations.PANE, journal.PANE)
    NEWS = ("objectives", "tasks", "expectations")
