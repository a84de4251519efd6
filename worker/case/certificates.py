"""Who is entitled to which certificate, since when, and what it still lacks."""

from dataclasses import dataclass
from datetime import date

from worker.case import events as e
from worker.case.case import Case
from worker.case.facts import Facts, Recorded
from worker.case.sessions import known_unable
from worker.case.terms import Ground


@dataclass(frozen=True, kw_only=True)
class Entitlement:
    """A party's right to a certificate."""

    person: str
    ground: Ground
    fact: Recorded  # by which it arose; for one that is issued, the fact that it names
    trigger: date  # day 0 of the three working days

    @property
    def about(self) -> str:
        """Name what the duty is about: one certificate a ground and person."""
        return f"{self.ground}:{self.person}"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the adviser must ask: can mediation not be arranged in time (ground C).

    It has its own three working days and waits for nobody, but only a person answers it: by
    MediationCannotBeArranged, or by DutyMet when the family would rather wait.
    """

    person: str
    since: date

    @property
    def about(self) -> str:
        """Name what the duty is about, as the entitlement would that the answer may bring."""
        return f"{Ground.NOT_ARRANGED}:{self.person}"


def entitlements(case: Case) -> tuple[Entitlement, ...]:
    """Find every certificate that a party is entitled to, and every one that stands issued."""
    arisen = {(x.person, x.ground): x for x in supported(case.facts)}
    issued = {}
    for person in {c.person for c in case.facts.issued}:
        for certificate in case.facts.certificates_of(person):
            key = (person, certificate.ground)
            right = arisen.get(key)
            fact = case.event(certificate.fact) or certificate.recorded
            issued[key] = Entitlement(
                person=person,
                ground=certificate.ground,
                fact=fact,
                trigger=right.trigger if right and right.fact is fact else fact.on,
            )
    return tuple((arisen | issued).values())


def supported(facts: Facts) -> tuple[Entitlement, ...]:
    """Find what the facts entitle to, whether it has been issued or not."""
    found = [
        Entitlement(person=person, ground=Ground.DECLINED, fact=no, trigger=facts.since(no))
        for person, no in facts.declined.items()
    ]
    for person, request in facts.requests.items():
        if request.concluded:
            over = request.concluded
            found.append(
                Entitlement(
                    person=person, ground=Ground.MEDIATED, fact=over, trigger=facts.since(over)
                )
            )
        elif request.cannot_arrange:
            unable = request.cannot_arrange
            since = min(facts.since(unable), request.unable_since or unable.on)
            found.append(
                Entitlement(person=person, ground=Ground.NOT_ARRANGED, fact=unable, trigger=since)
            )
    return tuple(found)


def questions(case: Case) -> tuple[Question, ...]:
    """Find for whom the adviser must ask about ground C, and since when."""
    found = []
    for person, request in case.facts.watched.items():
        if case.facts.certificate(person, Ground.NOT_ARRANGED):
            continue  # one certificate a person and ground
        known = dict(known_unable(case.facts, person))
        if not _day_31_fell(case.facts, request.fact.id):
            known.pop("day_30", None)
        if known:
            found.append(Question(person=person, since=min(known.values())))
    return tuple(found)


def _day_31_fell(facts: Facts, fact: str) -> bool:
    return any(
        isinstance(r.event, e.TimerFell) and r.event.kind == "day_31" and r.event.fact == fact
        for r in facts.fell
    )


def issued_on(case: Case, person: str, ground: Ground) -> date | None:
    """Find the issue date of a person's standing certificate of a ground."""
    certificate = case.facts.certificate(person, ground)
    return certificate.on if certificate else None


def missing(case: Case, entitlement: Entitlement) -> tuple[str, ...]:
    """Name what a certificate needs and the case does not have (design: events; domain 2.1)."""
    facts = case.facts
    steps = [
        ("DecisionNotified", facts.decision),
        ("AdviserContacted", facts.contacted.get(entitlement.person)),
        ("InformationGiven", facts.informed.get(entitlement.person)),
    ]
    return (*(name for name, there in steps if there is None), *case.gaps)
