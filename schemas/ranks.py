"""Which incident comes first when there is not enough for all. Record: Incident (INC-4).

Set by the policy group (MAC group), with a reason; it commands nothing.
"""

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Called, Command, Header, Here, IncidentId
from schemas.incidents import RANKED_MAX, Incident, OfIncident, Rank
from schemas.text import Line

Place = Annotated[int, Field(ge=1)]

# -- events --------------------------------------------------------------------------------------


class IncidentRanked(OfIncident):
    """It has this place among the incidents."""

    kind: Literal["incident_ranked"] = "incident_ranked"
    place: Place
    reason: Line

    def onto(self, was: Incident | None, entry: Header) -> Incident | None:
        """The new place, and who gave it."""
        rank = Rank(place=self.place, reason=self.reason, by=entry.by, at=entry.when)
        return was and was.but(rank=rank)


class RankMoved(OfIncident):
    """Another incident was given its place."""

    kind: Literal["rank_moved"] = "rank_moved"
    place: Place

    def onto(self, was: Incident | None, entry: Header) -> Incident | None:
        """Further down, for the reason it was ranked for."""
        return was and was.but(rank=was.rank and was.rank.but(place=self.place))


class IncidentUnranked(OfIncident):
    """It has no place among the incidents any more."""

    kind: Literal["incident_unranked"] = "incident_unranked"
    reason: Line

    def onto(self, was: Incident | None, entry: Header) -> Incident | None:
        """After all that have one."""
        return was and was.but(rank=None)


# -- commands ------------------------------------------------------------------------------------


class RankIncident(Command):
    """Say which incident comes first when there is not enough for all, and why."""

    grant = "incidents.rank"
    usage = "rank [{incident}] {place} {reason...}"
    says = "{incident} is number {place} among the incidents: {reason}"
    example = "rank INC-1 1 Most lives at risk"
    kind: Literal["rank_incident"] = "rank_incident"
    incident: Annotated[IncidentId, Here("incidents")]
    place: Annotated[int, Field(ge=1, le=RANKED_MAX), Called("place, 1 the first")]
    reason: Line


class UnrankIncident(Command):
    """Take an incident's place among the incidents away again."""

    grant = "incidents.rank"
    usage = "unrank [{incident}] {reason...}"
    says = "{incident} has no place among the incidents any more: {reason}"
    example = "unrank INC-4 The bus is off the bridge"
    kind: Literal["unrank_incident"] = "unrank_incident"
    incident: Annotated[IncidentId, Here("incidents")]
    reason: Line
