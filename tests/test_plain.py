"""Plain mode: phrases in, a line out for each entry and answer."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

from console.leaving import farewell
from console.plain import Plain
from schemas.agencies import Grant
from schemas.base import By
from schemas.journal import LineLogged, Sort
from schemas.roles import Briefing, HandoverOffered
from schemas.wire import Present
from tests.desk import Durable
from tests.hub_end import NOON, HubEnd, Times
from tests.pipes import Pipe, console


class Page:
    """Plain mode on a room whose hub is in memory."""

    def __init__(self) -> None:
        self.times = Times()
        self.hub = HubEnd(self.times)
        key = self.hub.joins("maya", "fire", Grant.COORDINATOR)
        self.pipe: Pipe = console(self.hub, key, Durable())
        self.lines: list[str] = []
        self.plain = Plain(self.pipe.room, self.lines.append)
        self.plain.begin(holds=True)
        self.pipe.connect()
        self.pipe.settle()

    def says(self, line: str) -> list[str]:
        """The lines that follow from one."""
        self.lines.clear()
        self.plain.line(line)
        self.pipe.settle()
        return list(self.lines)


def test_plain_mode_answers_every_line() -> None:
    page = Page()
    assert page.says("log Bridge closed") == ["#3 accepted: log: Bridge closed"]
    assert page.says("open fire Oak") == ["#4 accepted: open the fire Oak (INC-1)"]
    wrong = "asign E12\n^^^^^\nThere is no verb “asign”. Did you mean assign, sign or signin?"
    assert page.says("asign E12") == [wrong]
    assert page.says("go INC-1") == ["You are in INC-1: phrases that name none mean this one."]
    assert page.says("rename Elm") == ["#5 accepted: call INC-1 Elm from now on"]
    assert page.says("board incidents")[1].startswith("INC-1  fire")
    assert page.says("pending") == ["Nothing waits."]
    assert page.says("send beef") == ["Say which: pending lists them."]


def test_plain_mode_explains_itself_and_says_who_is_here() -> None:
    page = Page()
    (told,) = page.says("help")
    assert "help VERB explains one of:" in told
    assert " assign " in told
    (told,) = page.says("help assign")
    assert "e.g. assign E12 INC-1 DIV-A" in told
    assert page.says("who") == ["Nobody is known to be here: the hub has not said who."]
    page.pipe.room.presence = [Present(person="sam", agency="pd", pressed_at=NOON)]
    assert page.says("who") == ["sam of PD, last key 12:00Z"]


def test_who_leaves_is_told_what_waits_and_what_stays_theirs() -> None:
    page = Page()
    back = "sitroom console comes back in."
    assert farewell(page.pipe.room) == ["You left sitroom. Nothing you said is queued.", back]
    page.says("open fire lead=fire Oak")
    page.says("signin; take INC-1/IC")
    page.pipe.cut()
    page.says("log It rains")
    page.lines.clear()
    page.plain.end()
    assert page.lines == [
        "You left sitroom. 1 queued, kept here: what waits goes out when you start it again.",
        "You are still on duty (signout ends it) and hold INC-1/IC (yours until handed over).",
        back,
    ]


def test_plain_mode_tells_what_others_do_once_a_line_an_entry() -> None:
    page = Page()
    page.lines.clear()
    by = By(person="lee", agency="law")
    page.hub.enter(by, "r", [LineLogged(id="#3", text="Second shot heard")])
    page.pipe.settle()
    assert page.lines == ["#3 12:00Z lee of law: Second shot heard"]


def test_plain_mode_says_every_time_by_the_clock_on_the_wall() -> None:
    page = Page()
    page.pipe.room.zone = ZoneInfo("America/New_York")
    page.lines.clear()
    by = By(person="lee", agency="law")
    note = LineLogged(
        id="#3", text="M-1 lee to ems (answer by 12:15Z): By 13:00Z?", sort=Sort.EVENT
    )
    due = HandoverOffered(
        id="EOC/LSC",
        to="maya",
        briefing=Briefing(situation="Quiet"),
        due=NOON + timedelta(minutes=10),
    )
    page.hub.enter(by, "r", [note])
    page.hub.enter(by, "s", [due])
    page.pipe.settle()
    assert page.lines == [
        "#3 07:00 lee of law: M-1 lee to ems (answer by 07:15): By 13:00Z?",
        "#4 07:00 lee of law handed EOC/LSC over to maya, to be taken by 2026-11-22 07:10",
    ]
    page.pipe.room.presence = [Present(person="sam", agency="pd", pressed_at=NOON)]
    assert page.says("who") == ["sam of PD, last key 07:00"]


def test_plain_mode_says_when_the_board_is_stale() -> None:
    page = Page()
    page.lines.clear()
    page.times.t += 8
    page.pipe.room.tick()
    page.pipe.cut()
    assert page.lines == ["STALE #2", "OFFLINE #2 · the line broke"]


def test_nothing_a_person_types_is_executed_or_crashes() -> None:
    page = Page()
    for line in (
        "\x1b]52;c;aGk=\x07",
        "log \x1b[2J\u202eevil",
        "[@click=app.quit]x",
        "\udce4",
        ";;",
    ):
        for shown in page.says(line):
            assert not re.search("[\x00-\x1f\x7f-\x9f\u202e]", shown.replace("\n", ""))


def test_a_command_with_a_long_text_is_refused_before_it_is_sent() -> None:
    page = Page()
    assert "characters" in " ".join(page.says("log " + "x" * 2_000))
