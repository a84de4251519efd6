"""THE table of answers: which form, who may say it, what it becomes, and whether it acts alone.

The grammar of the mailbox, the lines that our emails show, the adviser's block, the README's table
and what a person may confirm all come from here.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from worker.case import events as e
from worker.case.terms import Agreement, Ground, Role


class Says(StrEnum):
    """What a message says."""

    CONTACT = "contact"  # a first contact
    REQUESTED = "requested"
    DECLINED = "declined"
    ARRANGED = "arranged"
    CANNOT_ARRANGE = "cannot_arrange"
    CONCLUDED = "concluded"
    ADJOURNED = "adjourned"
    NOT_HELD = "not_held"
    RECEIVED = "received"
    WITHDRAWN = "withdrawn"
    COPY = "copy"  # the certificate once more
    OTHER = "other"


class Slot(StrEnum):
    """What may stand behind the words of a form, named as our emails name it."""

    DATE = "date"
    TO_DATE = "to <date>"
    TIME = "time"
    PROVIDER = "provider"
    PLACE = "place"
    OUTCOME = " | ".join(Agreement)


@dataclass(frozen=True, kw_only=True)
class AnswerForm:
    """A row of the table."""

    says: Says
    event: type[e.Event]
    words: str = ""  # the form's first words; empty: only in the adviser's block
    said_by: frozenset[Role] = frozenset()  # whose form it is; any other's is a suggestion
    needs: tuple[Slot, ...] = ()  # what has to follow, else it is only a suggestion
    takes: tuple[Slot, ...] = ()  # what may follow
    ground: Ground | None = None  # of the certificate that follows, after the hold
    limit: str = ""  # rule of the period that it starts (worker.deadlines.rules)
    outcome: str = ""  # how the adviser's block says it

    @property
    def shown(self) -> str:
        """Return the line as our emails show it, such as ARRANGED <date> [time]."""
        needed = [f"<{slot}>" for slot in self.needs]
        return " ".join((self.words, *needed, *(f"[{slot}]" for slot in self.takes)))


_FAMILY: Final = frozenset({Role.FAMILY})
_AUTHORITY: Final = frozenset({Role.AUTHORITY})
_PROVIDER: Final = frozenset({Role.PROVIDER})

# THE table. A form acts alone only if nothing but these words and slots stands in its line: words
# that are not understood whole have let certificates out that must not go.
ANSWERS: Final[tuple[AnswerForm, ...]] = (
    AnswerForm(
        says=Says.DECLINED,
        event=e.MediationDeclined,
        words="NO MEDIATION",
        said_by=_FAMILY,
        ground=Ground.DECLINED,
        limit="cert_3wd",
        outcome="no mediation",
    ),
    AnswerForm(
        says=Says.REQUESTED,
        event=e.MediationRequested,
        words="YES MEDIATION",
        said_by=_FAMILY,
        takes=(Slot.PROVIDER,),
        outcome="mediation requested",
    ),
    AnswerForm(
        says=Says.ARRANGED,
        event=e.MediationArranged,
        words="ARRANGED",
        said_by=_AUTHORITY | _PROVIDER | {Role.ICB},
        needs=(Slot.DATE,),
        takes=(Slot.TIME, Slot.PROVIDER, Slot.PLACE),
    ),
    # Whose failure it was decides whether ground C arises, so a reason is a person's to read.
    AnswerForm(
        says=Says.CANNOT_ARRANGE,
        event=e.MediationCannotBeArranged,
        words="CANNOT ARRANGE",
        said_by=_AUTHORITY | {Role.ICB},
        ground=Ground.NOT_ARRANGED,
        limit="cert_3wd",
        outcome="cannot be arranged",
    ),
    AnswerForm(says=Says.RECEIVED, event=e.ReferralReceived, words="RECEIVED", said_by=_AUTHORITY),
    AnswerForm(
        says=Says.CONCLUDED,
        event=e.MediationConcluded,
        words="CONCLUDED",
        said_by=_PROVIDER,
        needs=(Slot.DATE, Slot.OUTCOME),
        ground=Ground.MEDIATED,
        limit="cert_3wd",
        outcome="mediation concluded",
    ),
    AnswerForm(
        says=Says.ADJOURNED,
        event=e.MediationAdjourned,
        words="ADJOURNED",
        said_by=_PROVIDER,
        takes=(Slot.TO_DATE,),
    ),
    AnswerForm(says=Says.NOT_HELD, event=e.MediationNotHeld, words="NOT HELD", said_by=_PROVIDER),
    AnswerForm(says=Says.WITHDRAWN, event=e.CaseWithdrawn, outcome="withdrawn"),
)
FORMS: Final = tuple(row for row in ANSWERS if row.words)
BLOCK: Final = tuple(row for row in ANSWERS if row.outcome)
BLOCK_KEYS: Final = ("Case", "Outcome", "Date")
# A copy is asked for in a person's own words alone; what a person confirms can be this too.
CONFIRMABLE: Final = (*(row.says for row in ANSWERS), Says.COPY)


def shown_forms() -> dict[str, object]:
    """Return the lines that our emails show, by whom they are asked of."""

    def lines(*says: Says) -> list[str]:
        return [row.shown for row in FORMS if row.says in says]

    return {
        "choice": [row.words for row in FORMS if row.said_by == _FAMILY],
        "arrange": lines(Says.ARRANGED, Says.CANNOT_ARRANGE, Says.RECEIVED),
        "arranged": lines(Says.ARRANGED),
        "received": lines(Says.RECEIVED),
        "outcome": lines(Says.CONCLUDED, Says.ADJOURNED, Says.NOT_HELD),
        "block_outcomes": " | ".join(row.outcome for row in BLOCK),
    }


def row_of(says: Says) -> AnswerForm | None:
    """Return the row of what a message says; None where it has no form."""
    return next((row for row in ANSWERS if row.says is says), None)


def may_say(says: Says, role: Role) -> bool:
    """Return whether a form, or an outcome of the adviser's block, is this role's to say.

    The ICB's forms count in a health-only case alone, which is the case's to know.
    """
    row = row_of(says)
    if row is None:
        return False
    return role in row.said_by or (role is Role.ADVISER and bool(row.outcome))
