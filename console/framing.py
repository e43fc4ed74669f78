"""What the lines around the boards say, taken from the room: heading, truth, tabs."""

from __future__ import annotations

from console.boards.asks import WAITS
from console.boards.base import Look
from console.boards.centers import period
from console.screens import SCREENS
from console.screens.base import BoardScreen
from console.shown import Shown
from console.speaking import exercise_of
from console.widgets.header import Heading
from console.widgets.tabs import Tab
from console.widgets.truth import Truth
from schemas.centers import EOC


def heading(room: Shown, look: Look) -> Heading:
    """The first line."""
    incident = room.board.incidents.get(room.place or "")
    center = room.board.centers.get(incident.center if incident else room.place or EOC)
    return Heading(
        place=f"{incident.id} {incident.name}" if incident else room.place or EOC,
        period=period(center, look) if center else "",
        now=room.now(),
        zone=room.zone,
        truth=truth(room).word,
        who=room.who,
        exercise=exercise_of(room),
    )


def truth(room: Shown) -> Truth:
    """How far the board can be trusted."""
    lines = room.board.lines
    last = lines[next(reversed(lines))].at.astimezone(room.zone) if lines else None
    return Truth(
        state=room.state,
        seq=room.board.seq,
        age_s=room.age_s() if room.state.ages else 0,
        waiting=sum(ask.state not in WAITS for ask in room.pending),
        because=room.because,
        as_of=f"{last:%H:%M}" if last else "",
        receiving=room.receiving,
        notice=room.notice.message if room.notice else "",
        running=room.running,
        done=room.done,
    )


class Unseen:
    """Which records of others came to each screen since it was last shown."""

    def __init__(self) -> None:
        self._seen: dict[str, set[str]] = {}

    def tabs(self, room: Shown, here: str) -> list[Tab]:
        """The screens there are, with what is new on each; the one that is shown is seen."""
        return [self._tab(room, screen, here) for screen in SCREENS]

    def _tab(self, room: Shown, screen: type[BoardScreen], here: str) -> Tab:
        records = _records(room, screen) if room.board.seq else set()
        # What comes with the first board is no news.
        if room.board.seq and (here == screen.NAME or screen.NAME not in self._seen):
            self._seen[screen.NAME] = records
        unseen = records - self._seen.get(screen.NAME, records)
        return Tab(screen.KEY, screen.NAME, screen.LABEL, len(unseen))


def _records(room: Shown, screen: type[BoardScreen]) -> set[str]:
    return {
        id
        for shelf in screen.NEWS
        for id, record in room.board.on(shelf).items()
        if record.touched.by != room.person
    }
