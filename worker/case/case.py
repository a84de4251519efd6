"""THE stage table: where a case stands, and what may be recorded there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Final

from worker.case import events as e
from worker.case.facts import Facts, Party, Recorded
from worker.case.telling import told_each
from worker.case.terms import Ground


class Stage(StrEnum):
    """Where a case stands."""

    NEW = "new"
    REQUEST = "request"
    DECISION = "decision"
    CONTACT = "contact"
    CHOICE = "choice"
    ARRANGING = "arranging"
    ARRANGED = "arranged"
    NOT_ARRANGED = "not_arranged"
    CONCLUDED = "concluded"
    DECLINED = "declined"
    CERTIFIED = "certified"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True)
class StageRow:
    """A row of the stage table."""

    stage: Stage
    meaning: str
    is_reached: Callable[[Facts], bool]
    allows: frozenset[type[e.Event]]


def _has_unsettled_no(facts: Facts) -> bool:
    return any(not facts.certificates_of(p) for p in facts.declined)


def _waits_for_conclusion_certificate(facts: Facts) -> bool:
    return any(
        r.concluded is not None and facts.certificate(p, Ground.MEDIATED) is None
        for p, r in facts.requests.items()
    )


def _waits_for_ground_c(facts: Facts) -> bool:
    return any(r.cannot_arrange is not None for r in facts.open_requests.values())


# What can be recorded at every stage: corrections, what the worker itself notes, and what people
# may say at any time without harm.
_ALWAYS: Final = frozenset(
    {
        e.EventCorrected,
        e.ContactStopped,
        e.CaseWithdrawn,
        e.CertificateWithdrawn,
        e.CertificateIssued,
        e.CopyRequested,
        e.DutyMet,
        e.LetterSent,
        e.DeliveryFailed,
        e.LetterRetried,
        e.LetterHeldUp,
        e.TimerFell,
    }
)
# A family's answer counts whenever it is given: what its certificate lacks is an adviser's task,
# with the limit running (design, "A certificate needs ...").
_ADVISING: Final = _ALWAYS | {
    e.DecisionNotified,
    e.AdviserContacted,
    e.InformationGiven,
    e.MediationRequested,
    e.MediationDeclined,
    e.FamilyToldAuthority,
    e.IcbTold,
    e.CertificateStopped,
}
_REQUESTING: Final = _ADVISING | {e.RequestReceived}
_MEDIATING: Final = _ADVISING | {
    e.IssuesGiven,
    e.ReferralReceived,
    e.MediationArranged,
    e.MediationCannotBeArranged,
    e.MediationAdjourned,
    e.MediationNotHeld,
    e.MediationConcluded,
}

# THE stage table: the first row whose facts are there is the stage. The chart in the README and
# `may this event be recorded now` both come from it.
STAGES: Final[tuple[StageRow, ...]] = (
    StageRow(
        stage=Stage.WITHDRAWN,
        meaning="the family withdrew or the authority conceded; nothing more is sent",
        is_reached=lambda f: f.withdrawn is not None,
        allows=_ALWAYS,
    ),
    StageRow(
        stage=Stage.CONCLUDED,
        meaning="mediation is over; the certificate of ground B is due",
        is_reached=_waits_for_conclusion_certificate,
        allows=_MEDIATING,
    ),
    StageRow(
        stage=Stage.NOT_ARRANGED,
        meaning="no session in time; the certificate of ground C is due",
        is_reached=_waits_for_ground_c,
        allows=_MEDIATING,
    ),
    StageRow(
        stage=Stage.ARRANGED,
        meaning="a session has a date",
        is_reached=lambda f: f.arranged is not None and bool(f.awaited),
        allows=_MEDIATING,
    ),
    StageRow(
        stage=Stage.ARRANGING,
        meaning="the family wants mediation; the thirty days run",
        is_reached=lambda f: bool(f.open_requests),
        allows=_MEDIATING,
    ),
    StageRow(
        stage=Stage.DECLINED,
        meaning="the family does not want mediation; the certificate of ground A is due",
        is_reached=_has_unsettled_no,
        allows=_ADVISING,
    ),
    StageRow(
        stage=Stage.CERTIFIED,
        meaning="a certificate is issued; the month to appeal runs",
        is_reached=lambda f: any(c.number not in f.withdrawn_numbers for c in f.issued),
        allows=_MEDIATING,
    ),
    StageRow(
        stage=Stage.CHOICE,
        meaning="information is given; the family chooses",
        is_reached=lambda f: bool(f.informed),
        allows=_ADVISING,
    ),
    StageRow(
        stage=Stage.CONTACT,
        meaning="the family has contacted the adviser",
        is_reached=lambda f: bool(f.contacted),
        allows=_ADVISING,
    ),
    StageRow(
        stage=Stage.DECISION,
        meaning="the authority has sent its decision",
        is_reached=lambda f: f.decision is not None,
        allows=_ADVISING,
    ),
    StageRow(
        stage=Stage.REQUEST,
        meaning="the authority has a request for an EHC needs assessment",
        is_reached=lambda f: f.request is not None,
        allows=_REQUESTING,
    ),
    StageRow(
        stage=Stage.NEW,
        meaning="nothing is recorded yet",
        is_reached=lambda _: True,
        allows=_REQUESTING,
    ),
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One decision about one child, as its events tell it."""

    reference: str
    parties: tuple[Party, ...]
    history: tuple[Recorded, ...] = ()  # in the order of recording, corrected ones too
    facts: Facts = field(default_factory=Facts)
    stood: Mapping[str, Facts] = field(default_factory=dict)  # after each event that counts
    gaps: tuple[str, ...] = ()  # particulars of domain 2.1 that no row holds yet

    @property
    def row(self) -> StageRow:
        """Give the row of the stage table that the facts reach."""
        return next(row for row in STAGES if row.is_reached(self.facts))

    @property
    def stage(self) -> Stage:
        """Give the stage of the case."""
        return self.row.stage

    def party(self, person: str) -> Party | None:
        """Find a party by the person's id."""
        return next((p for p in self.parties if p.id == person), None)

    def event(self, event_id: str) -> Recorded | None:
        """Find an event of the log by its id."""
        return next((r for r in self.history if r.id == event_id), None)

    @cached_property
    def standing(self) -> tuple[Recorded, ...]:
        """Give the events that no correction voids."""
        return tuple(r for r in self.history if r.id in self.stood)

    def as_at(self, event_id: str) -> "Case":
        """Give the case as it stood after an event, corrections of today included."""
        return replace(self, facts=self.stood[event_id])


def tell(
    reference: str,
    parties: tuple[Party, ...],
    history: tuple[Recorded, ...],
    *,
    gaps: tuple[str, ...] = (),
) -> Case:
    """Read a case from its log."""
    stood = {recorded.id: facts for recorded, facts in told_each(history)}
    return Case(
        reference=reference,
        parties=parties,
        history=history,
        facts=list(stood.values())[-1] if stood else Facts(),
        stood=stood,
        gaps=gaps,
    )
