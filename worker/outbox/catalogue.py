"""THE letter table: whose letter each purpose is, and what goes with its email."""

from dataclasses import dataclass
from typing import Final

from worker.case.actions import Office
from worker.case.terms import Body, Purpose

P = Purpose


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A row of the letter catalogue; the email stands in templates/emails/<purpose>/."""

    body: Body = Body.ADVISER
    letter: str = ""  # name of the Word template; empty: the email is all there is
    only_by_post: bool = False  # an email says it all itself: the letter is for those without
    file_name: str = ""  # of the PDF, before the reference; says nothing about the child
    has_calendar: bool = False


CATALOGUE: Final[dict[Purpose, Entry]] = {
    P.ACKNOWLEDGEMENT: Entry(
        body=Body.AUTHORITY, letter="acknowledgement", file_name="Acknowledgement"
    ),
    P.INFORMATION: Entry(letter="information", file_name="About-mediation"),
    P.CHOICE: Entry(letter="choice", only_by_post=True, file_name="Your-choice"),
    P.REFERRAL: Entry(letter="referral", file_name="Referral"),
    P.REFERRAL_SUPPLEMENT: Entry(),
    P.PROVIDER_TOLD: Entry(),
    P.REQUEST_CONFIRMED: Entry(
        letter="request_confirmed", only_by_post=True, file_name="Your-request"
    ),
    P.CHASE: Entry(letter="chase", file_name="Mediation-day-30"),
    P.ICB_CHASE: Entry(),
    P.ICB_NOTICE_REMINDER: Entry(),
    P.MEDIATION_DATE: Entry(letter="mediation_date", file_name="Mediation-date", has_calendar=True),
    P.SESSION_OUTCOME: Entry(),
    P.OUTCOME_WANTED: Entry(),
    P.CERTIFICATE: Entry(letter="certificate", file_name="Certificate"),
    P.CERTIFICATE_COPY: Entry(letter="certificate", file_name="Certificate-copy"),
    P.APPEAL_REMINDER: Entry(
        letter="appeal_reminder", only_by_post=True, file_name="Last-day-to-appeal"
    ),
    P.ADVISER_NOTICE: Entry(),
    P.MAIL_WAITING: Entry(),
}


def entry_of(purpose: Purpose) -> Entry:
    """Give the row of a purpose."""
    return CATALOGUE[purpose]


def letter_of(purpose: Purpose, *, by_post: bool) -> str:
    """Name the Word template of what leaves this way; empty where an email says it all."""
    entry = CATALOGUE[purpose]
    return entry.letter if by_post or not entry.only_by_post else ""


def body_of(purpose: Purpose, to: str) -> Body:
    """Tell whose letter it is; a notice to the authority's own desk is the authority's."""
    if purpose is Purpose.ADVISER_NOTICE and to == Office.ASSESSMENT:
        return Body.AUTHORITY
    return CATALOGUE[purpose].body


def pdf_name(purpose: Purpose, reference: str) -> str:
    """Name the attached PDF: no name of a person, no word about the subject."""
    return f"{CATALOGUE[purpose].file_name}-{reference}.pdf"
