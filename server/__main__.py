"""``python -m server``: the hub, for those who start it as a child process."""

from server.cli import hub

hub(prog_name="sitroom hub")
