"""What a reading asks of the records: the service's database, or a file of contacts."""

from collections.abc import Iterable
from typing import Protocol

from worker.case.reply_address import ReplyAddress
from worker.case.terms import Role


class Records(Protocol):
    """What the matching asks of the records."""

    def has_case(self, reference: str) -> bool:
        """Return whether there is such a case."""

    def is_signed_for(self, claim: ReplyAddress, address: str) -> bool:
        """Return whether the reply address was given to the person with this address."""

    def cases_of_messages(self, message_ids: tuple[str, ...]) -> tuple[str, ...]:
        """Return the cases of those of our messages that have these ids."""

    def cases_of(self, address: str) -> tuple[str, ...]:
        """Return the open cases in which an address is on record."""


class Parties(Protocol):
    """Who is on record: confirmed addresses, in lower case."""

    def roles_on(self, reference: str, address: str) -> frozenset[Role]:
        """Return the roles that an address has in a case."""

    def roles_of(self, address: str) -> frozenset[Role]:
        """Return the roles that an address has in any case."""


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
        """Return the texts of what we sent in a case; None without records."""

    def stored_texts(self, reference: str) -> Iterable[str]:
        """Return the texts of stored mail of a case that nobody has still to read."""

    def subjects_of(self, reference: str) -> frozenset[str] | None:
        """Return the subjects that we sent in a case; None without records."""

    def has_place(self, reference: str, place: str) -> bool:
        """Return whether a person has confirmed this place before."""

    def has_open_question(self, reference: str, answered: tuple[str, ...]) -> bool:
        """Return whether one of the messages answered is an "Outcome wanted" that is open."""

    def is_health_only(self, reference: str) -> bool:
        """Return whether the case is about health alone, where the ICB arranges (reg 35)."""
