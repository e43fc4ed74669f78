"""What was submitted, read: a command that fits, in time; or the answer that it is not."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import ValidationError

from schemas.base import Command, fault
from schemas.nouns import COMMANDS
from schemas.wire import COMMAND_MAX, Submit
from server.batch import Asked, Decided

FUTURE_MAX = timedelta(minutes=10)  # how far ahead of the hub a field clock may run


def read(asked: Asked, text: str, now: datetime) -> Command | Decided:
    """The command of a submit; ``text`` is its canonical form."""
    submit = asked.submit
    if len(text) > COMMAND_MAX:
        because = f"A command has at most {COMMAND_MAX} bytes: say less."
        return Decided.no(asked, "too-long", because)
    kind = submit.command.get("kind")
    shape = COMMANDS.get(kind) if isinstance(kind, str) else None
    if shape is None:
        because = f"This hub knows no command {str(kind)[:60]!r}; it may be older than yours."
        return Decided.no(asked, "unknown-command", because)
    late = _untimely(submit, now)
    if late:
        return Decided.no(asked, *late)
    try:
        return shape.model_validate_json(text)
    except ValidationError as error:
        return Decided.no(asked, "unreadable", f"{kind}: {fault(error)}")


def _untimely(submit: Submit, now: datetime) -> tuple[str, str] | None:
    if submit.occurred_at and submit.occurred_at > now + FUTURE_MAX:
        said = f"{submit.occurred_at:%Y-%m-%d %H:%M}Z"
        return "in-the-future", f"{said} is later than now: check the clock or zone."
    if submit.said_at and submit.valid_s:
        age = (now - submit.said_at).total_seconds()
        if age > submit.valid_s:
            return "stale", f"This was said {int(age)} s ago and was good for {submit.valid_s} s."
    return None
