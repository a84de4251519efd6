"""What a reading asks of the records: the store answers in the service, a file in a triage."""

from collections.abc import Iterable
from typing import Protocol

from worker.inbox.match import Records
from worker.inbox.sender import Parties


class CaseRecords(Records, Parties, Protocol):
    """All that a reading asks of the records."""

    def names_on(self, reference: str, address: str) -> tuple[str, ...]:
        """Return the names with which the holder of an address may sign, offices' included."""

    def addresses_on(self, reference: str) -> tuple[str, ...]:
        """Return the email addresses of a case: ours, the parties', the offices'."""

    def names_in(self, reference: str) -> tuple[str, ...]:
        """Return the names that the headers of a case's letters may hold: whoever is on record."""

    def postal_on(self, reference: str, address: str) -> tuple[str, ...]:
        """Return the lines of the postal address on record of the holder of an address."""

    def our_names(self, reference: str) -> tuple[str, ...]:
        """Return the names of our organisation and of its advisers."""

    def providers(self) -> tuple[str, ...]:
        """Return the full names of the providers in force."""

    def known_lines(self, address: str) -> frozenset[str]:
        """Return what a person has learnt of the footers of the organisation of an address."""

    def sent_texts(self, reference: str) -> Iterable[str] | None:
        """Return the texts of our letters and of stored mail in a case; None without records."""

    def subjects_of(self, reference: str) -> frozenset[str] | None:
        """Return the subjects that we sent in a case; None without records."""

    def has_place(self, reference: str, place: str) -> bool:
        """Return whether a person has confirmed this place before."""

    def has_open_question(self, reference: str) -> bool:
        """Return whether the adviser owes an answer to our "Outcome wanted"."""

    def is_health_only(self, reference: str) -> bool:
        """Return whether the case is about health alone, where the ICB arranges (reg 35)."""
