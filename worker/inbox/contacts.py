"""A file of contacts (case, role, name, address) as the records that a triage asks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from worker.case.reply_address import ReplyAddress
from worker.case.terms import Role
from worker.errors import BadInput

COLUMNS = ("case", "role", "address")  # and a name, where the file has one


@dataclass(frozen=True, kw_only=True)
class Contacts:
    """Who is on record for which case; signatures, threads and what was sent are not known here."""

    roles: Mapping[tuple[str, str], frozenset[Role]] = field(default_factory=dict)  # case, address
    names: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    cases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by address
    references: frozenset[str] | None = None  # None: without a file every case counts as known
    provider_names: tuple[str, ...] = ()
    office_names: tuple[str, ...] = ()  # of all organisations that are known

    def has_case(self, reference: str) -> bool:
        """Return whether the file has such a case."""
        return bool(reference) if self.references is None else reference in self.references

    def is_signed_for(self, claim: ReplyAddress, address: str) -> bool:
        """Take every signature: the key is not at hand."""
        return bool(claim.signature and address)

    def cases_of_messages(self, message_ids: tuple[str, ...]) -> tuple[str, ...]:
        """Return none: what was sent is not at hand."""
        return message_ids[:0]

    def cases_of(self, address: str) -> tuple[str, ...]:
        """Return the cases in which an address is on record."""
        return self.cases.get(address, ())

    def roles_on(self, reference: str, address: str) -> frozenset[Role]:
        """Return the roles that an address has in a case."""
        return self.roles.get((reference, address), frozenset())

    def roles_of(self, address: str) -> frozenset[Role]:
        """Return the roles that an address has in any case."""
        return frozenset(
            role for case in self.cases_of(address) for role in self.roles_on(case, address)
        )

    def names_on(self, reference: str, address: str) -> tuple[str, ...]:
        """Return the names of an address in a case; an office's organisation with them."""
        mine = self.names.get((reference, address), ())
        is_family = self.roles_on(reference, address) == {Role.FAMILY}
        return mine if is_family else (*mine, *self.office_names)

    def addresses_on(self, reference: str) -> tuple[str, ...]:
        """Return the addresses on record in a case."""
        return tuple(address for case, address in self.roles if case == reference)

    def names_in(self, reference: str) -> tuple[str, ...]:
        """Return the names of whoever is on record in a case, and of the known organisations."""
        mine = (names for (case, _), names in self.names.items() if case == reference)
        return (*(name for names in mine for name in names), *self.office_names)

    def postal_on(self, reference: str, address: str) -> tuple[str, ...]:
        """Return none: no postal address is at hand."""
        return (reference, address)[:0]

    def our_names(self, reference: str) -> tuple[str, ...]:
        """Return the names of the case's advisers and of the known organisations."""
        advisers = (
            name
            for (case, address), names in self.names.items()
            if case == reference and Role.ADVISER in self.roles_on(case, address)
            for name in names
        )
        return (*advisers, *self.office_names)

    def providers(self) -> tuple[str, ...]:
        """Return the full names of the known providers."""
        return self.provider_names

    def known_lines(self, address: str) -> frozenset[str]:
        """Return none: what the office has learnt is not at hand."""
        return frozenset((address,)[:0])

    def sent_texts(self, reference: str) -> Iterable[str] | None:
        """Return None: what was sent is not at hand, so quotations cannot be compared."""

    def stored_texts(self, reference: str) -> Iterable[str]:  # noqa: ARG002 - no records
        """Return nothing: no stored mail is at hand."""
        return ()

    def subjects_of(self, reference: str) -> frozenset[str] | None:
        """Return None: what was sent is not at hand."""

    def has_place(self, reference: str, place: str) -> bool:
        """Return False: no place is known."""
        return not (reference or place)

    def has_open_question(self, reference: str, answered: tuple[str, ...]) -> bool:
        """Take a message that is answered as an open question: what was asked is not at hand."""
        return bool(reference and answered)

    def is_health_only(self, reference: str) -> bool:
        """Return False: what a case is about is not at hand."""
        return not reference


def contacts_from(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    *,
    name: str,
    providers: Iterable[str] = (),
    offices: Iterable[str] = (),
) -> Contacts:
    """Read rows with their lines; raises BadInput naming file, line and what to do.

    providers and offices are the names of organisations that the installation knows.
    """
    roles: dict[tuple[str, str], set[Role]] = defaultdict(set)
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    cases: dict[str, dict[str, None]] = defaultdict(dict)
    for line, cells in rows:
        case, address = cells["case"].strip().upper(), cells["address"].strip().lower()
        try:
            role = Role(cells["role"].strip().lower())
        except ValueError as error:
            known = ", ".join(one.value for one in Role if one is not Role.WORKER)
            raise BadInput(
                f"{name}, line {line}: no role {cells['role']!r}: write one of {known}"
            ) from error
        if not case or "@" not in address:
            raise BadInput(f"{name}, line {line}: case and address are both needed")
        roles[case, address].add(role)
        if person := cells.get("name", "").strip():
            names[case, address].append(person)
        cases[address][case] = None
    return Contacts(
        roles={key: frozenset(found) for key, found in roles.items()},
        names={key: tuple(found) for key, found in names.items()},
        cases={address: tuple(found) for address, found in cases.items()},
        references=frozenset(case for case, _ in roles),
        provider_names=tuple(providers),
        office_names=tuple(offices),
    )
