"""What happened, in plain sentences, by the templates of console/sentences.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from enum import Enum
from typing import Any

from console.clocks import on_the_wall
from console.replica import Landed
from console.sentences import SENTENCES
from schemas.agreements import Term
from schemas.base import By, Event, Header
from schemas.board import facts
from schemas.entry import Entry
from schemas.incidents import DEGREE
from schemas.journal import LineLogged, Mark, Sort
from schemas.naming import Named
from schemas.phrase.usage import BRACKET, HOLE
from schemas.requests import Under


def sentence(header: Header, event: Event[Any], zone: tzinfo = UTC) -> str:
    """One fact, in a sentence without its full stop."""
    template = SENTENCES.get(event.kind)
    if template is None:
        return f"something this release does not know ({event.kind[:40]})"
    template = _EXCEPT.get(event.kind, _same)(template, event)
    values = {name: getattr(event, name) for name in type(event).model_fields}
    words = {name: _word(name, value, zone) for name, value in values.items()}
    words["by"] = who(header.by)
    if isinstance(event, LineLogged) and event.sort is Sort.EVENT and zone is not UTC:
        words["text"] = on_the_wall(event.text, header.at, zone)
    return _filled(template, words)


def who(by: By) -> str:
    """``maya of fire``, with the hat when one was worn."""
    if by.person == by.agency:
        return f"the {by.person}"
    hat = f" as {by.position}" if by.position else ""
    return f"{by.person} of {by.agency}{hat}"


def line(entry: Entry, zone: tzinfo = UTC) -> str:
    """An entry as one line: number, time, and a sentence for each fact that is visible here."""
    if entry.is_stub:
        return f"#{entry.seq} (not for this view)"
    header, events = facts(entry)
    # What a rule noted beside the facts says them again; alone or urgent it says something.
    new = [e for e in events if not _is_echo(e)] or events
    told = "; ".join(sentence(header, event, zone) for event in new)
    when, at = (hour(one, zone) for one in (header.when, header.at))
    late = f" (happened {when})" if when != at else ""
    return f"#{entry.seq} {at}{late} {told}"


def _is_echo(event: Event[Any]) -> bool:
    return (
        isinstance(event, LineLogged) and event.sort is Sort.EVENT and event.mark is not Mark.URGENT
    )


def what(landed: Landed, key: Named, zone: tzinfo = UTC) -> str:
    """What an entry did to one record, in sentences."""
    if landed.header is None:
        return ""
    about = [event for event in landed.events if (event.shelf, event.id) == key]
    return "; ".join(sentence(landed.header, event, zone) for event in about)


def hour(at: datetime, zone: tzinfo, shape: str = "%H:%M") -> str:
    """A time on a clock; UTC says that it is that, the wall's is what everybody reads."""
    return f"{at.astimezone(zone):{shape}}{'Z' if zone is UTC else ''}"


def _filled(template: str, words: Mapping[str, str]) -> str:
    def kept(part: re.Match[str]) -> str:
        return part[1] if all(words.get(name) for name in HOLE.findall(part[1])) else ""

    return HOLE.sub(lambda hole: words.get(hole[1], ""), BRACKET.sub(kept, template))


def _word(name: str, value: Any, zone: tzinfo) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(_word(name, one, zone) for one in value)
    if isinstance(value, Term | Under):
        return value.name
    if isinstance(value, datetime):
        return hour(value, zone, "%Y-%m-%d %H:%M")
    if isinstance(value, bool):
        return name.replace("_", "-") if value else ""
    if isinstance(value, Enum):
        return str(value.value).replace("_", " ")
    if name in ("lat", "lon"):
        return f"{value / DEGREE:.5f}"
    return str(value)


# -- where one template is not enough ------------------------------------------------------------

_Except = Callable[[str, Any], str]
_SORT = {"decision": " decided", "hazard": " warns of", "refusal": " asked", "chat": " chats"}


def _same(template: str, event: Any) -> str:
    return template


def _did(event: Any) -> str:
    """What somebody did with a line, beyond saying it."""
    sort = _SORT.get(event.sort.value, "")
    corrects = " corrects {corrects}" if event.corrects else ""
    return " and".join(filter(None, (corrects, sort)))


def _sent(template: str, event: Any) -> str:
    word = "warned" if event.hazard else "ordered" if event.order else "told"
    return template.replace("told {to}", f"{word} {_names(event)}")


def _addressed(template: str, event: Any) -> str:
    return template.replace("{to}", _names(event))


def _received(template: str, event: Any) -> str:
    return "{id} was read by {by} for {to}" if event.receipt == "read" else template


def _names(event: Any) -> str:
    return ", ".join(one.to for one in event.to) or "nobody"


def _escalated(template: str, event: Any) -> str:
    steps = [f"{s.to} goes to {s.goes_to or 'nobody'}" for s in event.steps]
    return template.replace("{steps}", ", ".join(steps))


def _described(template: str, event: Any) -> str:
    said = {
        "title": "is {title}",
        "reports_to": "reports to {reports_to}",
        "phone": "has the phone {phone}",
        "deputies": "has the deputies {deputies}",
    }
    return "{id} " + " and ".join(words for name, words in said.items() if getattr(event, name))


_EXCEPT: Mapping[str, _Except] = {
    "parent_set": lambda template, event: (
        "{id} is rolled up under {parent}" if event.parent else "{id} stands alone"
    ),
    "children_set": lambda template, event: (
        template if event.children else "nothing is rolled up under {id} any more"
    ),
    "calls_set": lambda template, event: (
        template if event.calls else "no call belongs to {id} any more"
    ),
    "call_units_set": lambda template, event: (
        template if event.units else "nobody is on {id} any more"
    ),
    "call_attached": lambda template, event: (
        template if event.incident else "{id} belongs to no incident any more"
    ),
    "resource_released": lambda template, event: (
        "{by} called {id} back[ from {job}]" if event.recalled else template
    ),
    "line_logged": lambda template, event: template.replace("{sort}", _did(event)),
    "request_approved": lambda template, event: (
        "{id} is approved for {post} under {under}" if event.under else template
    ),
    "request_forwarded": lambda template, event: (
        template.replace("{by} sent {id} on to", "{id} is with") if event.known else template
    ),
    "position_described": _described,
    "message_sent": _sent,
    "message_addressed": _addressed,
    "message_received": _received,
    "message_escalated": _escalated,
}
