"""A file of contacts (case, role, name, address) as the records that a triage asks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from worker.case.reply_address import ReplyAddress
from worker.case.terms import Role
from worker.errors import BadInput

COLUMNS = ("case", "role", "address")


@dataclass(frozen=True, kw_only=True)
class Contacts:
    """Who is on record for which case; signatures and threads are not known here."""

    roles: Mapping[tuple[str, str], frozenset[Role]]  # by case and address
    cases: Mapping[str, tuple[str, ...]]  # by address
    references: frozenset[str]

    def has_case(self, reference: str) -> bool:
        """Tell whether the file has such a case."""
        return reference in self.references

    def is_signed_for(self, claim: ReplyAddress, address: str) -> bool:
        """Take every signature: the key is not at hand."""
        return bool(claim.signature and address)

    def cases_of_messages(self, message_ids: tuple[str, ...]) -> tuple[str, ...]:
        """Give none: what was sent is not at hand."""
        return message_ids[:0]

    def cases_of(self, address: str) -> tuple[str, ...]:
        """Give the cases in which an address is on record."""
        return self.cases.get(address, ())

    def roles_on(self, reference: str, address: str) -> frozenset[Role]:
        """Give the roles that an address has in a case."""
        return self.roles.get((reference, address), frozenset())

    def roles_of(self, address: str) -> frozenset[Role]:
        """Give the roles that an address has in any case."""
        return frozenset(
            role for case in self.cases_of(address) for role in self.roles_on(case, address)
        )


def contacts_from(rows: Iterable[tuple[int, Mapping[str, str]]], *, name: str) -> Contacts:
    """Read rows with their lines; raises BadInput naming file, line and what to do."""
    roles: dict[tuple[str, str], set[Role]] = defaultdict(set)
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
        cases[address][case] = None
    return Contacts(
        roles={key: frozenset(found) for key, found in roles.items()},
        cases={address: tuple(found) for address, found in cases.items()},
        references=frozenset(case for case, _ in roles),
    )
