"""What happened, in plain sentences: one template for each kind of fact.

In a template ``{field}`` is the fact's field, ``{by}`` who did it, and what stands in [brackets]
is left out when a field in it is empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from enum import Enum
from typing import Any

from console.replica import Landed
from schemas.agreements import Term
from schemas.base import By, Event, Header
from schemas.board import facts
from schemas.entry import Entry
from schemas.incidents import DEGREE
from schemas.journal import LineLogged, Mark, Sort
from schemas.naming import Named
from schemas.phrase.usage import BRACKET, HOLE
from schemas.requests import Under

SENTENCES: Mapping[str, str] = {
    "log_opened": "{by} opened this log[, the exercise {exercise}]",
    "log_restored": "{by} serves this log again from a copy; #{head} had been promised",
    "agency_added": "{by} added the agency {id}: {name}",
    "person_added": "{by} added {name} ({id}) of {agency} as {grants}",
    "contact_changed": "{by} changed how {id} is reached[: phone {phone}][, radio {radio}]"
    "[, or {alternate}][, qualified {qualifications}]",
    "person_revoked": "{by} shut {id} out[: {reason}]",
    "person_readmitted": "{by} lets {id} in again",
    "device_enrolled": "{person} came in with a new device: {name}",
    "device_revoked": "{by} shut the device {id} out",
    "invite_made": "{by} made an invitation for {id}, good until {until}",
    "invite_ended": "the invitation for {id} ended",
    "center_added": "{by} set up the center {id}: {name}",
    "center_activated": "{by} activated {id} at level {level} ({label}): {reason}",
    "period_started": "{by} began a new operational period of {id}",
    "incident_opened": "{by} opened {id}, the {incident_kind} {name}[, at {place}]"
    "[, led by {lead}][, from {calls}]",
    "incident_renamed": "{by} called {id} {name}",
    "incident_placed": "{by} placed {id}[ at {place}][, latitude {lat}][, longitude {lon}]",
    "incident_classified": "{by} classified {id} as type {incident_type}",
    "lead_named": "{by} named {lead} to lead {id}",
    "command_unified": "{by} put {id} under the unified command of {unified}",
    "command_ended": "who held {post} stays with {id}",
    "agency_joined": "{agency} takes part in {id}",
    "agency_left": "{agency} no longer takes part in {id}",
    "parent_set": "{id} is[ rolled up under {parent}] an incident of its own",
    "children_set": "{id} has[ {children}] rolled up under it",
    "calls_set": "{id} has the calls[ {calls}]",
    "incident_closed": "{by} closed {id}: {reason}",
    "incident_reopened": "{by} reopened {id}: {reason}",
    "incident_archived": "{id} went off the boards; the log keeps it",
    "incident_ranked": "{by} made {id} number {place} among the incidents: {reason}",
    "rank_moved": "{id} is number {place} among the incidents",
    "incident_unranked": "{by} took the place of {id} among the incidents away: {reason}",
    "call_opened": "{agency} took the call {id} ({number}), {call_type}[ at {address}]"
    "[, priority {priority}]",
    "call_timed": "{id}: {step}",
    "call_units_set": "on {id}:[ {units}]",
    "call_closed": "{id} has nobody on it any more",
    "call_reopened": "{id} is worked again",
    "call_attached": "{id} belongs to[ {incident}]",
    "call_archived": "{id} went off the boards; the log keeps it",
    "line_logged": "{by}{sort}[ ({mark})][ {certainty}]: {text}[, because {because}]"
    "[ (from {said_by})][ (by {via})]",
    "line_struck": "{by} struck {id}: {reason}",
    "resource_added": "{by} added {id}, {resource_kind}[ type {resource_type}]",
    "resource_reported": "{id} is {status}[ on {job}][, there at {eta}][, back at {etr}]",
    "resource_assigned": "{by} sent {id} to {job}[ for {assignment}]",
    "resource_checked_in": "{id} checked in on {under}[ with {personnel} people][ at {place}]"
    "[, order {order}][, {self_deployed}]",
    "resource_released": "{by} released {id}[ from {job}]",
    "request_made": "{by} asks for {quantity} {resource_kind}[ {type}] in {room}, {priority}"
    "[, to {place}][, by {needed}][: {text}]",
    "request_approved": "{id} is approved by {by} for {post}[, {quantity} of it]"
    "[, as {verbal} said by word]",
    "request_returned": "{by} gave {id} back: {wanted}",
    "request_asked": "{id} is asked of somebody else[: {why}]",
    "request_offered": "{agency} could bring {quantity} for {id}[, there at {eta}][: {text}]",
    "request_committed": "{agency} brings[ {units},] {quantity} for {id}[, there at {eta}]"
    "[, as {verbal} said by word]",
    "request_forwarded": "{by} sent {id} on to {to}[, their number {number}][, spoke with {spoke}]"
    ", to answer by {due}[: {text}]",
    "request_linked": "{id} may ask for the same as {same}[: {reason}]",
    "forward_overdue": "nothing came from {to} for {id} in time",
    "request_received": "{quantity} came for {id}[: {unit}]",
    "request_ended": "{id} ended, {end}: {reason}",
    "request_archived": "{id} went off the boards; the log keeps it",
    "room_organized": "{by} organized {id} as {template}",
    "position_opened": "the post {id} is there: {title}[, reporting to {reports_to}]",
    "position_described": "{id} is[ {title}][, reports to {reports_to}][, phone {phone}]"
    "[, deputies {deputies}]",
    "position_held": "{person} of {agency} holds {id}, {how}[, until {relief}][, may commit {may}]",
    "position_vacated": "{id} is vacant, its holder {left}[: {reason}]",
    "position_closed": "the post {id} is no longer there",
    "handover_offered": "{by} handed {id} over to {to}, to be taken by {due}",
    "handover_escalated": "the handover of {id} was not taken[ and waits on {waits_on}]",
    "handover_ended": "{id} stays with its holder: {reason}",
    "signed_in": "{id} of {agency} signed in[ at {place}][, on duty until {until}]",
    "signed_out": "{id} signed out[: {reason}]",
    "roll_call_asked": "{by} asked for a roll call on {incident}, {id}, due {due}",
    "roll_call_answered": "{by} answered {id} for {position}: {counted} counted, {missing} missing"
    "[: {text}]",
    "roll_call_overdue": "{id} was not answered in time",
    "roll_call_closed": "the roll call {id} is closed: {reason}",
    "roll_call_archived": "{id} went off the boards; the log keeps it",
    "message_sent": "{by} told {to}[ in {place}][ ({want} by {due})][ instead of {replaces}]"
    ": {text}",
    "message_addressed": "{id} is to {to} too, to be acknowledged by {due}",
    "message_received": "{id} was {receipt} to {to}, at the console of {by}",
    "message_acknowledged": "{by} acknowledged {id} for {to}",
    "message_answered": "{by} answered {id} for {to}: {text}",
    "message_escalated": "{id} was late: {steps}",
    "message_ended": "{id} asks nobody any more: {reason}",
    "message_archived": "{id} went off the boards; the log keeps it",
    "objective_set": "{by} set the objective {id} of {room}[, due {due}]: {text}"
    "[ (seen by {measure})]",
    "objective_overdue": "the objective {id} was not reached in time",
    "objective_ended": "the objective {id} is {how}: {text}",
    "objective_archived": "{id} went off the boards; the log keeps it",
    "task_given": "{by} gave {to} the task {id}[ for {objective}][, due {due}]: {text}",
    "task_blocked": "{by} says that {id} is blocked: {reason}",
    "task_unblocked": "{by} says that {id} goes on",
    "task_overdue": "{id} was not done in time",
    "task_ended": "{by} says that {id} is {how}: {text}",
    "task_archived": "{id} went off the boards; the log keeps it",
    "report_expected": "{by} expects a report of {who}, {id}, due {due}"
    "[, then every {every} minutes]: {text}",
    "report_overdue": "{id} was not reported in time[, the next is due {due}]",
    "report_made": "{by} reports for {id}: {text}[; the next is due {due}]",
    "expectation_cancelled": "{by} waits for {id} no longer: {reason}",
    "expectation_archived": "{id} went off the boards; the log keeps it",
    "line_shared": "{id} has other readers",
    "line_withdrawn": "{id} is not for all who read it until now",
    "request_shared": "{id} has other readers",
    "request_withdrawn": "{id} is not for all who saw it until now",
    "message_shared": "{id} has other readers",
    "message_withdrawn": "{id} is not for all who saw it until now",
    "task_shared": "{id} has other readers",
    "task_withdrawn": "{id} is not for all who saw it until now",
    "opening_made": "{person} opened {of} of {owner} in need until {until}: {reason}",
    "opening_over": "what was opened as {id} is closed again",
    "opening_archived": "{id} went off the boards; the log keeps it",
    "withheld_counted": "in {id} {requests} requests, {messages} messages and {tasks} tasks are "
    "for some alone",
    "withheld_hidden": "how many things of {id} are for some alone is told no longer",
    "agreement_proposed": "{by} proposed {id} v{version}: {terms}, until {until}[: {conditions}]",
    "agreement_signed": "{by} signed {id} v{version} for {agency}",
    "agreement_ended": "{by} ended {id}: {reason}",
    "agreement_used": "{request} is inside {id}: {provider} lends {quantity} {resource_kind}"
    "[ {type}]",
    "agreement_lent": "lent for {request} under {id}: {units}",
    "agreement_freed": "{quantity} lent for {request} are free again under {id}[: {units}]",
    "agreement_archived": "{id} went off the boards; the log keeps it",
    "closeout_begun": "what is open in {id} ends with it",
    "closeout_done": "nothing is open in {id} any more",
    "conflict_resolved": "{by} says that {id} is on {job} and no other job, {status}",
}


def sentence(header: Header, event: Event[Any]) -> str:
    """One fact, in a sentence without its full stop."""
    template = SENTENCES.get(event.kind)
    if template is None:
        return f"something this release does not know ({event.kind[:40]})"
    template = _EXCEPT.get(event.kind, _same)(template, event)
    values = {name: getattr(event, name) for name in type(event).model_fields}
    words = {name: _word(name, value) for name, value in values.items()}
    words["by"] = who(header.by)
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
    told = "; ".join(sentence(header, event) for event in new)
    sign = "Z" if zone is UTC else ""
    when, at = (f"{one.astimezone(zone):%H:%M}{sign}" for one in (header.when, header.at))
    late = f" (happened {when})" if when != at else ""
    return f"#{entry.seq} {at}{late} {told}"


def _is_echo(event: Event[Any]) -> bool:
    return (
        isinstance(event, LineLogged) and event.sort is Sort.EVENT and event.mark is not Mark.URGENT
    )


def what(landed: Landed, key: Named) -> str:
    """What an entry did to one record, in sentences."""
    if landed.header is None:
        return ""
    about = [event for event in landed.events if (event.shelf, event.id) == key]
    return "; ".join(sentence(landed.header, event) for event in about)


def _filled(template: str, words: Mapping[str, str]) -> str:
    def kept(part: re.Match[str]) -> str:
        return part[1] if all(words.get(name) for name in HOLE.findall(part[1])) else ""

    return HOLE.sub(lambda hole: words.get(hole[1], ""), BRACKET.sub(kept, template))


def _word(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(_word(name, one) for one in value)
    if isinstance(value, Term | Under):
        return value.name
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M}Z"
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
    "message_sent": _sent,
    "message_addressed": _addressed,
    "message_received": _received,
    "message_escalated": _escalated,
}
