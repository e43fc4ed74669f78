"""Through whose eyes a log file is seen: of everybody who has it, or of one agency."""

from __future__ import annotations

from schemas.circles import View
from schemas.grants import agency_view
from schemas.logreel import LogReel

ALL = "all"


def eyes(reel: LogReel, name: str) -> tuple[View | None, str]:
    """What these eyes may see (None: all there is), and whose they are; ValueError: not in it."""
    if name == ALL:
        person = next((circle[1:] for circle in reel.view or () if circle.startswith("~")), "")
        return None, f"seen by: {person or ALL}"
    view = agency_view(name)
    if reel.view is not None and not view <= reel.view:
        circles = ", ".join(sorted(reel.view))
        raise ValueError(f"This file holds what {circles} may see, and not the view of {name}.")
    known = reel.board().agencies
    if name not in known:
        raise ValueError(f"No agency of this log is called {name}: {', '.join(known) or 'none'}.")
    return view, f"seen by: {name.upper()}"
