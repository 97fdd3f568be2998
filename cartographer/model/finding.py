"""What a rule found, and the life of the alert that it becomes."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Struct

from cartographer.model.key import Key
from cartographer.model.meaning import says

Severity = Literal["informational", "low", "medium", "high", "critical"]
"""Severities by the names of OCSF."""


class Finding(Struct, frozen=True):
    """What a rule found on one resource."""

    rule: Annotated[str, says("Id of the rule.")]
    resource: Annotated[Key, says("Resource that it was found on.")]
    severity: Annotated[Severity, says("How bad it is.")]
    message: Annotated[str, says("One sentence for a person.")]
    fingerprint: Annotated[str, says("Stable from run to run, and over re-creation.")]
    rests_on: Annotated[tuple[str, ...], says("Facts that were read, misses included.")] = ()


class Alert(Struct, frozen=True):
    """The life of a finding."""

    finding: Annotated[Finding, says("What it is about, as last seen.")]
    state: Annotated[
        Literal["open", "acknowledged", "suppressed", "resolved"], says("Where it stands.")
    ]
    transition: Annotated[int, says("Number of its last change of state.")]
    opened_at: Annotated[datetime, says("When it first opened.")]
    last_seen_at: Annotated[datetime, says("When the finding was last present.")]
    until: Annotated[datetime | None, says("End of a suppression.")] = None
    ended_by: Annotated[
        Literal["resolved", "rule retired", "excepted", "reassessed", "scope retired"] | None,
        says("How it ended."),
    ] = None
