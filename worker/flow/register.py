"""Who is on record and which message is ours, asked of the rows of one body."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from worker.case.actions import Office
from worker.case.reply_address import ReplyAddress, is_signed_for
from worker.case.terms import Role
from worker.flow.world import World
from worker.organisations import Organisation
from worker.store import cases, outgoing, people


@dataclass(frozen=True, kw_only=True)
class Register:
    """The records that a reading asks, within one transaction."""

    connection: Connection
    world: World
    today: date

    def has_case(self, reference: str) -> bool:
        """Tell whether there is such a case."""
        return cases.exists(self.connection, reference)

    def cases_of_messages(self, message_ids: tuple[str, ...]) -> tuple[str, ...]:
        """Give the cases of those of our messages that have these ids."""
        return outgoing.cases_of_messages(self.connection, message_ids)

    def cases_of(self, address: str) -> tuple[str, ...]:
        """Give the open cases in which a party has this confirmed address."""
        return tuple(reference for reference, _ in people.with_address(self.connection, address))

    def is_signed_for(self, claim: ReplyAddress, address: str) -> bool:
        """Tell whether the reply address was given to the person, or office, at this address."""
        return any(
            is_signed_for(claim, key=self.world.signing_key, person=holder)
            for holder in self._holders(claim.reference, address)
        )

    def roles_on(self, reference: str, address: str) -> frozenset[Role]:
        """Give the roles that an address has in a case."""
        roles = {
            Role.FAMILY
            for case, _ in people.with_address(self.connection, address)
            if case == reference
        }
        providers = set(cases.providers_of(self.connection, reference))
        for role, organisation in self._organisations(address):
            if role is not Role.PROVIDER or organisation.name in providers:
                roles.add(role)
        return frozenset(roles)

    def roles_of(self, address: str) -> frozenset[Role]:
        """Give the roles that an address has in any case."""
        roles = {role for role, _ in self._organisations(address)}
        if self.cases_of(address):
            roles.add(Role.FAMILY)
        return frozenset(roles)

    def party(self, reference: str, address: str) -> str:
        """Give the id of the party of a case with this address; empty when it is not one."""
        found = [
            person.id
            for case, person in people.with_address(self.connection, address)
            if case == reference
        ]
        return found[0] if len(found) == 1 else ""

    def _organisations(self, address: str) -> Iterator[tuple[Role, Organisation]]:
        organisations = self.world.organisations
        kinds = (
            (Role.AUTHORITY, organisations.authority),
            (Role.ADVISER, organisations.adviser),
            (Role.PROVIDER, organisations.provider),
            (Role.ICB, organisations.icb),
        )
        for role, rows in kinds:
            for row in rows:
                mine = {desk.email.casefold() for desk in row.people()}
                if row.is_in_force(self.today) and address.casefold() in mine:
                    yield role, row

    def _holders(self, reference: str, address: str) -> Iterator[str]:
        party = self.party(reference, address)
        if party:
            yield party
        for role, organisation in self._organisations(address):
            if role is Role.PROVIDER:
                yield Office.PROVIDER + organisation.name
            else:
                yield from (o.value for o in Office if o.value.startswith(f"{role.value}:"))
