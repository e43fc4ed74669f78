"""Which account may ask what. The table is here; who stands how to a record is in the rules.

Beside the grants of people (schemas/agencies.Grant) there are two that no account has:
``clock`` (deadlines) and ``enrolling`` (a console coming in with a code).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from schemas.agencies import Grant
from schemas.circles import PARTNERS, PUBLIC, View, person_circle

ADMIN, COORDINATOR, REPRESENTATIVE, SIGNATORY, FEED = (
    Grant.ADMIN,
    Grant.COORDINATOR,
    Grant.REPRESENTATIVE,
    Grant.SIGNATORY,
    Grant.FEED,
)
CLOCK = "clock"
ENROLLING = "enrolling"

_PEOPLE = frozenset({COORDINATOR, REPRESENTATIVE})

MAY: Mapping[str, frozenset[str]] = {
    "agencies.add": frozenset({ADMIN, COORDINATOR}),
    "agencies.person": frozenset({ADMIN}),
    "agencies.contact": frozenset({ADMIN, COORDINATOR, REPRESENTATIVE}),
    "agencies.invite": frozenset({ADMIN, COORDINATOR}),
    "agencies.revoke": frozenset({ADMIN, COORDINATOR}),
    "agencies.enrol": frozenset({ENROLLING}),
    "centers.add": frozenset({COORDINATOR}),
    "centers.activate": frozenset({COORDINATOR}),
    "centers.period": frozenset({COORDINATOR}),
    "incidents.open": _PEOPLE,
    "incidents.describe": _PEOPLE,
    "incidents.lead": _PEOPLE,
    "incidents.join": _PEOPLE,
    "incidents.close": _PEOPLE | {CLOCK},
    "incidents.rank": _PEOPLE,
    "calls.report": frozenset({FEED}),
    "calls.attach": _PEOPLE,
    "calls.archive": frozenset({CLOCK}),
    "journal.log": _PEOPLE,
    "journal.decide": _PEOPLE,
    "resources.add": _PEOPLE | {FEED},
    "resources.checkin": _PEOPLE,
    "resources.status": _PEOPLE | {FEED},
    "resources.assign": _PEOPLE,
    "resources.release": _PEOPLE,
    "roles.organize": _PEOPLE,
    "roles.appoint": _PEOPLE,
    "roles.hold": _PEOPLE,
    "roles.lapse": frozenset({CLOCK}),
    "duty.sign": _PEOPLE,
    "rollcalls.ask": _PEOPLE,
    "rollcalls.answer": _PEOPLE,
    "rollcalls.lapse": frozenset({CLOCK}),
    "requests.ask": _PEOPLE,
    "requests.decide": _PEOPLE,
    "requests.bring": _PEOPLE,
    "requests.forward": _PEOPLE,
    "requests.link": _PEOPLE,
    "requests.lapse": frozenset({CLOCK}),
    "messages.send": _PEOPLE,
    "messages.direct": _PEOPLE,
    "messages.answer": _PEOPLE,
    "messages.lapse": frozenset({CLOCK}),
    "tasks.objective": _PEOPLE,
    "tasks.give": _PEOPLE,
    "tasks.report": _PEOPLE,
    "tasks.lapse": frozenset({CLOCK}),
    "expectations.set": _PEOPLE,
    "expectations.report": _PEOPLE,
    "expectations.lapse": frozenset({CLOCK}),
    "agreements.propose": _PEOPLE | {SIGNATORY},
    "agreements.sign": frozenset({SIGNATORY}),
    "agreements.lapse": frozenset({CLOCK}),
    "closeouts.end": frozenset({CLOCK}),
    "sharing.change": _PEOPLE,
    "sharing.break": _PEOPLE,
    "sharing.count": _PEOPLE,
    "sharing.lapse": frozenset({CLOCK}),
}


def may(grants: Iterable[str], row: str) -> bool:
    """Whether one of these grants allows this row of the table."""
    return not MAY[row].isdisjoint(grants)


def for_people(row: str) -> bool:
    """Whether a person may ever be allowed this row: some are for the clock, feeds and codes."""
    return may(frozenset(Grant) - {FEED}, row)


# Grants whose people work for their agency and so see what is for that agency alone. An admin
# manages accounts and reads no restricted content.
_WORKING = frozenset({COORDINATOR, REPRESENTATIVE, SIGNATORY, FEED, Grant.OBSERVER})
_CIRCLE_OF: Mapping[str, str] = {
    Grant.ADMIN: "admins",
    Grant.REVIEWER: "reviewers",
    Grant.CONTROLLER: "controllers",
}


def agency_view(agency: str) -> View:
    """What every representative of an agency may see, whoever it is."""
    return frozenset({PUBLIC, PARTNERS, agency})


def view_of(person: str, agency: str, grants: Iterable[str]) -> View:
    """The circles a person is in. A contributor sees what is public and what is theirs."""
    held = frozenset(grants)
    circles = {PUBLIC, person_circle(person)}
    if held - {Grant.CONTRIBUTOR}:
        circles.add(PARTNERS)
    if held & _WORKING:
        circles.add(agency)
    circles.update(_CIRCLE_OF[grant] for grant in held if grant in _CIRCLE_OF)
    return frozenset(circles)
