"""The boards, one module a noun; each screen shows one or several as panes."""

from __future__ import annotations

from console.boards import (
    agencies,
    agreements,
    calls,
    centers,
    duty,
    expectations,
    incidents,
    journal,
    messages,
    now,
    openings,
    requests,
    resources,
    roles,
    rollcalls,
    tasks,
)
from console.boards.base import Pane

PANES: tuple[Pane, ...] = (
    now.PANE,
    journal.PANE,
    resources.PANE,
    requests.PANE,
    roles.PANE,
    duty.PANE,
    rollcalls.PANE,
    messages.PANE,
    tasks.OBJECTIVES,
    tasks.PANE,
    expectations.PANE,
    openings.PANE,
    incidents.PANE,
    calls.PANE,
    centers.PANE,
    agencies.PANE,
    agreements.PANE,
)
