"""Messages: what was said to whom, and who has not answered."""

from __future__ import annotations

from console.boards import journal, messages, roles
from console.screens.base import BoardScreen


class MessagesScreen(BoardScreen):
    """Messages and orders; beside them the log, and who holds which post."""

    NAME, KEY, LABEL = "messages", "7", "Msg"
    PANES = (messages.PANE, journal.PANE, roles.PANE)
    NEWS = ("messages",)
