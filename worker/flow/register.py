"""Who is on record and which message is ours, asked of the rows of one body."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from sqlalchemy import Connection

from worker.case.actions import Office
from worker.case.periods import is_health_only
from worker.case.reply_address import ReplyAddress, is_signed_for
from worker.case.terms import Body, Purpose, Role
from worker.flow import correspondence
from worker.flow.answers import has_open_question
from worker.flow.world import World
from worker.inbox.message.message import Message
from worker.organisations import Organisation
from worker.store import cases, known, outgoing, people
from worker.store.known import StoredContact


@dataclass(frozen=True, kw_only=True)
class Register:
    """The records that a reading asks, within one transaction."""

    connection: Connection
    world: World
    today: date
    _sent: dict[str, list[Message]] = field(default_factory=dict, init=False, repr=False)

    def has_case(self, reference: str) -> bool:
        """Return whether there is such a case."""
        return cases.exists(self.connection, reference)

    def cases_of_messages(self, message_ids: tuple[str, ...]) -> tuple[str, ...]:
        """Return the cases of those of our messages that have these ids."""
        return outgoing.cases_of_messages(self.connection, message_ids)

    def cases_of(self, address: str) -> tuple[str, ...]:
        """Return the open cases in which a party has this confirmed address."""
        return tuple(reference for reference, _ in people.with_address(self.connection, address))

    def is_signed_for(self, claim: ReplyAddress, address: str) -> bool:
        """Return whether the reply address was given to the person, or office, at this address."""
        return any(
            is_signed_for(claim, key=self.world.signing_key, person=holder)
            for holder in self._holders(claim.reference, address)
        )

    def roles_on(self, reference: str, address: str) -> frozenset[Role]:
        """Return the roles that an address has in a case."""
        roles = {
            Role.FAMILY
            for case, _ in people.with_address(self.connection, address)
            if case == reference
        }
        providers = set(cases.providers_of(self.connection, reference))
        for role, organisation in self.organisations_of(address):
            if role is not Role.PROVIDER or organisation.name in providers:
                roles.add(role)
        return frozenset(roles)

    def roles_of(self, address: str) -> frozenset[Role]:
        """Return the roles that an address has in any case."""
        roles = {role for role, _ in self.organisations_of(address)}
        if self.cases_of(address):
            roles.add(Role.FAMILY)
        return frozenset(roles)

    def party(self, reference: str, address: str) -> str:
        """Return the id of the party of a case with this address; empty when it is not one."""
        found = [
            person.id
            for case, person in people.with_address(self.connection, address)
            if case == reference
        ]
        return found[0] if len(found) == 1 else ""

    def known_lines(self, address: str) -> frozenset[str]:
        """Return the keys of the known lines of the sender's organisation; none of a family."""
        if self.cases_of(address):
            return frozenset()
        names = {organisation.name for _, organisation in self.organisations_of(address)}
        return frozenset(line.key for name in names for line in known.lines(self.connection, name))

    def names_on(self, reference: str, address: str) -> tuple[str, ...]:
        """Return the names by which a sender may sign: the person's, and the organisation's."""
        names = [
            person.name
            for case, person in people.with_address(self.connection, address)
            if case == reference
        ]
        wanted = address.casefold()
        for _, organisation in self.organisations_of(address):
            names += [d.person for d in organisation.people() if d.email.casefold() == wanted]
            names.append(organisation.name)
        names += [contact.name for contact in self._contacts if contact.address == wanted]
        return tuple(dict.fromkeys(name for name in names if name))

    def addresses_on(self, reference: str) -> tuple[str, ...]:
        """Return the email addresses of a case: ours, the parties', the offices'."""
        ours = (self.world.settings.of(body).from_address for body in Body)
        parties = people.addresses_of(self.connection, reference)
        desks = (d.email for _, row in self.organisations() for d in row.people())
        return (*ours, *parties, *desks)

    def names_in(self, reference: str) -> tuple[str, ...]:
        """Return the names of the parties of a case, and of the organisations and their staff."""
        parties = people.addresses_of(self.connection, reference)
        names = [name for address in parties for name in self.names_on(reference, address)]
        for _, row in self.organisations():
            names += [row.name, *(desk.person for desk in row.people())]
        return (*names, *(contact.name for contact in self._contacts))

    def postal_on(self, reference: str, address: str) -> tuple[str, ...]:
        """Return the lines of the postal address of a party, or of an office."""
        mine = [
            line
            for case, person in people.with_address(self.connection, address)
            if case == reference
            for line in person.address
        ]
        return (*mine, *(x for _, row in self.organisations_of(address) for x in row.address))

    def our_names(self, reference: str) -> tuple[str, ...]:
        """Return the names of both bodies and of their staff, by which a letter names us."""
        del reference
        names = [self.world.settings.of(body).from_name for body in Body]
        for role, row in self.organisations():
            if role is Role.ADVISER:
                names += [row.name, *(desk.person for desk in row.people())]
        return tuple(names)

    def providers(self) -> tuple[str, ...]:
        """Return the full names of the providers in force."""
        return tuple(row.name for row in self.world.organisations.providers_on(self.today))

    def sent_texts(self, reference: str) -> tuple[str, ...]:
        """Return the texts of what we sent in a case, the newest first."""
        return tuple(correspondence.texts_of(self._sent_in(reference)))

    def stored_texts(self, reference: str) -> tuple[str, ...]:
        """Return the texts of stored mail of a case that nobody has still to read."""
        documents = self.world.documents
        stored = correspondence.stored(self.connection, documents, reference)
        return tuple(correspondence.texts_of(stored))

    def subjects_of(self, reference: str) -> frozenset[str]:
        """Return the subjects of what we sent in a case."""
        return frozenset(message.subject for message in self._sent_in(reference))

    def _sent_in(self, reference: str) -> list[Message]:
        """Return what we sent in a case, read and parsed once for one message."""
        if reference not in self._sent:
            documents = self.world.documents
            self._sent[reference] = correspondence.sent(self.connection, documents, reference)
        return self._sent[reference]

    def has_place(self, reference: str, place: str) -> bool:
        """Return whether a person has recorded a session at this place before, in any case."""
        del reference
        return cases.is_place_confirmed(self.connection, place)

    def has_open_question(self, reference: str, answered: tuple[str, ...]) -> bool:
        """Return whether one of the messages answered is an "Outcome wanted" that is open."""
        stored = cases.load(self.connection, reference)
        asked = {
            row.message_id
            for row in outgoing.rows_of(self.connection, stored.id)
            if row.purpose == Purpose.OUTCOME_WANTED
        }
        return has_open_question(stored.case) and not asked.isdisjoint(answered)

    def is_health_only(self, reference: str) -> bool:
        """Return whether the case is about health alone (reg 35)."""
        return is_health_only(cases.load(self.connection, reference).case)

    def organisations_of(self, address: str) -> tuple[tuple[Role, Organisation], ...]:
        """Return the organisations in force for which an address writes, each with its role."""
        wanted = address.casefold()
        added = {(c.role, c.organisation) for c in self._contacts if c.address == wanted}
        return tuple(
            (role, row)
            for role, row in self.organisations()
            if (role, row.name) in added
            or wanted in {desk.email.casefold() for desk in row.people()}
        )

    def organisations(self) -> Iterator[tuple[Role, Organisation]]:
        """Yield the organisations that are in force today, each with its role."""
        every = self.world.organisations
        kinds = (
            (Role.AUTHORITY, every.authority),
            (Role.ADVISER, every.adviser),
            (Role.PROVIDER, every.provider),
            (Role.ICB, every.icb),
        )
        for role, rows in kinds:
            yield from ((role, row) for row in rows if row.is_in_force(self.today))

    @cached_property
    def _contacts(self) -> tuple[StoredContact, ...]:
        return known.contacts(self.connection)

    def _holders(self, reference: str, address: str) -> Iterator[str]:
        party = self.party(reference, address)
        if party:
            yield party
        for role, organisation in self.organisations_of(address):
            if role is Role.PROVIDER:
                yield Office.PROVIDER + organisation.name
            else:
                yield from (o.value for o in Office if o.value.startswith(f"{role.value}:"))
