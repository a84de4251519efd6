"""Which letters there are, which fields are forbidden to them, and what type they are set in."""

from collections.abc import Mapping
from types import MappingProxyType

# A decision letter that the authority brings may have any name that begins so.
DECISION = "decision_"
DECISION_TABLE = "decision_notice"
# Letters that a parent or a young person reads.
FAMILY_LETTERS = frozenset(
    {
        "acknowledgement",
        "information",
        "choice",
        "request_confirmed",
        "certificate",
        "appeal_reminder",
        "mediation_date",
        "password",
    }
)


def table_of(letter: str) -> str:
    """Give the name under which a letter stands in these tables."""
    return DECISION_TABLE if letter.startswith(DECISION) else letter


def is_for_family(letter: str) -> bool:
    """Tell whether a parent or a young person reads the letter."""
    return letter in FAMILY_LETTERS or letter.startswith(DECISION)


# Fields that a letter may not use: the acknowledgement comes before any decision.
FORBIDDEN_FIELDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "acknowledgement": {
            "appeal": "no appeal date can be stated before a decision",
            "contact_limit": "no date runs before a decision",
            "decision": "there is no decision yet",
            "certificate": "there is no certificate yet",
        },
        "certificate": {
            "outcome": "what mediation led to is confidential",
            "words.outcome": "what mediation led to is confidential",
            "words.outcome_formal": "what mediation led to is confidential",
            "referral": "what the family said is confidential",
            "session": "what the certificate may say of mediation stands in certificate.concluded",
        },
    }
)

# Fonts that are here under their own or a metric twin's name, and so are embedded as meant.
FONTS = frozenset({"Arial", "Liberation Sans", "Calibri", "Carlito"})
SMALLEST = 24  # half-points: 12 point
LEAST_CONTRAST = 4.5  # to 1, of letters to what they stand on (WCAG 2.2 AA)
# Seven lines have to fit the window of the envelope.
SMALL_STYLES = frozenset({"Address small"})
LANGUAGE = "en-GB"
OLDEST_READER = 11  # the reading age that a letter to a family may need
