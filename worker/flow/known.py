"""What the office adds about an organisation's mail: standing lines, and who else writes for it."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from worker.case.answers import FORMS
from worker.case.terms import Role
from worker.deadlines.london import london_date
from worker.errors import BadInput
from worker.flow.register import Register
from worker.flow.world import World
from worker.inbox.answers.known_lines import normalise
from worker.inbox.authentication import Dmarc, dmarc_of
from worker.inbox.message.message import Message, read_message
from worker.organisations import Organisation
from worker.store import incoming, known
from worker.store.incoming import Incoming
from worker.store.known import KnownLine, StoredContact

__all__ = (
    "add_contact",
    "add_known_line",
    "contacts_of",
    "footer_of",
    "known_lines_of",
    "revoke",
    "why_no_line",
)

known_lines_of = known.lines
contacts_of = known.contacts

_LONGEST: Final = 500  # characters of a line
_LONGEST_NAME: Final = 60
_SMALL_WORDS: Final = frozenset({"no", "yes", "not", "cannot"})
_ANSWER_WORDS: Final = {word for row in FORMS for word in row.words.lower().split()} - _SMALL_WORDS
# Whose staff may be added by a message. Who advises is named on certificates, and stands in
# organisations.toml only.
_JOINED: Final = frozenset({Role.AUTHORITY, Role.PROVIDER, Role.ICB})
# Where anybody may have an address: by name whatever the country, and by whole domain.
_PUBLIC_NAMES: Final = frozenset(
    {
        "aol", "blueyonder", "btconnect", "btinternet", "btopenworld", "fastmail",
        "fsmail", "gmail", "gmx", "googlemail", "hotmail", "icloud", "laposte", "libero",
        "live", "lycos", "mailfence", "msn", "ntlworld", "outlook", "plusnet", "proton",
        "protonmail", "rediffmail", "rocketmail", "sky", "supanet", "talk21", "talktalk", "tesco",
        "tiscali", "tuta", "tutanota", "virgin", "virginmedia", "yahoo", "yandex", "ymail", "zoho",
    }
)  # fmt: skip
_PUBLIC_DOMAINS: Final = frozenset(
    {
        "btinternet.co.uk", "duck.com", "email.com", "hey.com", "mac.com", "mail.com", "mail.ru",
        "me.com", "o2.co.uk", "onmail.com", "orange.fr", "pm.me", "uwclub.net", "web.de", "wp.pl",
        "interia.pl", "o2.pl", "onet.pl", "privaterelay.appleid.com", "qq.com", "163.com",
    }
)  # fmt: skip


def footer_of(
    connection: Connection, world: World, message_id: int, *, at: datetime
) -> tuple[str, ...]:
    """Return the lines that stood beside the answer of a message and are not known yet.

    Raises BadInput when the sender can have no known lines.
    """
    message, address = _from_an_office(connection, message_id)
    register = Register(connection=connection, world=world, today=london_date(at))
    if not register.organisations_of(address) and not _at_domain_of(register, address):
        raise BadInput(_no_organisation(address))
    keys = register.known_lines(address)
    lines = dict.fromkeys(line.strip() for line in _beside(message))
    return tuple(line for line in lines if line and normalise(line) not in keys)


def why_no_line(line: str) -> str:
    """Return why a line can never be known; empty when it can."""
    words = normalise(line).split()
    if not words:
        return "it has no word"
    if len(line) > _LONGEST:
        return f"it is longer than {_LONGEST} characters"
    if found := sorted(_ANSWER_WORDS.intersection(words)):
        return f'it has a word of an answer: "{found[0]}"'
    return ""


def add_known_line(
    connection: Connection, world: World, message_id: int, line: str, *, at: datetime
) -> KnownLine:
    """Add a line as standing text of the organisation that a message came from.

    Raises BadInput saying why it cannot be.
    """
    if why := why_no_line(line):
        raise BadInput(
            f'"{line[:60]}" cannot be a known line: {why}. Messages with it go on waiting for '
            "a person"
        )
    message, address = _from_an_office(connection, message_id)
    register = Register(connection=connection, world=world, today=london_date(at))
    _authenticated(connection, world, message)
    names = {organisation.name for _, organisation in register.organisations_of(address)}
    if len(names) != 1:
        raise BadInput(_no_organisation(address))
    return known.add_line(
        connection,
        organisation=names.pop(),
        text=line.strip(),
        key=normalise(line),
        at=at,
        from_message=message_id,
    )


def add_contact(
    connection: Connection, world: World, message_id: int, *, at: datetime
) -> StoredContact:
    """Add the sender of a message to those who write for the organisation of its domain.

    Raises BadInput saying why that cannot be.
    """
    message, address = _from_an_office(connection, message_id)
    register = Register(connection=connection, world=world, today=london_date(at))
    if found := register.organisations_of(address):
        raise BadInput(f"{address} is on record for {found[0][1].name}: nothing to add")
    read = _authenticated(connection, world, message)
    role, organisation = _joined(register, address)
    return known.add_contact(
        connection,
        organisation=organisation.name,
        role=role,
        name=_name(read),
        address=address,
        at=at,
        from_message=message_id,
    )


def revoke(connection: Connection, mark: str, *, at: datetime) -> None:
    """Take a known line (L and its number) or a contact (C and its number) back."""
    kind, number = mark[:1].upper(), mark[1:]
    if kind not in {"L", "C"} or not (number.isascii() and number.isdecimal()):
        raise BadInput(f"{mark!r} is neither a line (L3) nor a contact (C3) of `mailbox known`")
    take_back = known.revoke_line if kind == "L" else known.revoke_contact
    if not take_back(connection, int(number), at=at):
        raise BadInput(f"{kind}{number} is not in force: `mailbox known` lists what is")


def _from_an_office(connection: Connection, message_id: int) -> tuple[Incoming, str]:
    """Return a message and its sender; BadInput where nothing can ever be added for them."""
    message = incoming.get(connection, message_id)
    if message is None:
        raise BadInput(f"there is no message {message_id}")
    address = _sender_of(message)
    _refuse_private(connection, address)
    return message, address


def _sender_of(message: Incoming) -> str:
    address = str((message.reading or {}).get("from") or "").casefold()
    if not address:
        raise BadInput(f"message {message.id} has no certain sender to add anything for")
    return address


def _beside(message: Incoming) -> list[str]:
    """Return the lines that stand beside the answer, as the reading kept them."""
    told = message.reading or {}
    if "beside" in told:
        return [str(line) for line in told["beside"]]
    answers = [str(words["text"]) for words in told.get("because", ())]
    lines = str(told.get("own_words", "")).splitlines()
    return [x for x in lines if x.strip() and not any(x in a or a in x for a in answers)]


def _refuse_private(connection: Connection, address: str) -> None:
    """Raise BadInput for a family's address and one that anybody may have."""
    if known.is_of_party(connection, address):
        raise BadInput(f"{address} is a family's: nothing is added for a family's mail")
    domain = address.rpartition("@")[2]
    if domain in _PUBLIC_DOMAINS or domain.partition(".")[0] in _PUBLIC_NAMES:
        raise BadInput(
            f"anybody may have an address at {domain}: write whoever it is into organisations.toml"
        )


def _authenticated(connection: Connection, world: World, message: Incoming) -> Message:
    """Return the message as its bytes are; BadInput unless it certainly came from its sender."""
    trust = world.trust(message.body)
    read = read_message(incoming.raw_of(connection, world.documents, message) or b"")
    if not isinstance(read, Message) or dmarc_of(read, trust=trust) is not Dmarc.PASS:
        raise BadInput(
            f"our mail server could not confirm that message {message.id} came from "
            f"{_sender_of(message)}: nothing is added for it. Ask them, and write it into "
            "organisations.toml"
        )
    return read


def _at_domain_of(register: Register, address: str) -> list[tuple[Role, Organisation]]:
    """Return the organisations in force that have an address at the same domain."""
    domain = address.rpartition("@")[2]
    return [
        (role, row)
        for role, row in register.organisations()
        if domain in {desk.email.casefold().rpartition("@")[2] for desk in row.people()}
    ]


def _joined(register: Register, address: str) -> tuple[Role, Organisation]:
    """Return the one organisation of an unlisted address; BadInput when there is no such one."""
    found = _at_domain_of(register, address)
    if not found:
        raise BadInput(_no_organisation(address))
    if len(found) > 1 or found[0][0] not in _JOINED:
        names = " and ".join(sorted({row.name for _, row in found}))
        raise BadInput(
            f"{address} is at the domain of {names}, for which nobody is added by a message: "
            "write them into organisations.toml"
        )
    return found[0]


def _no_organisation(address: str) -> str:
    return (
        f"{address} belongs to no one organisation of organisations.toml: lines and contacts are "
        "added only for those. Write the address there first"
    )


def _name(message: Message) -> str:
    """Return the name that a contact signs with; empty if it could be read as something else."""
    name = " ".join(message.sender_name.split())
    return "" if len(name) > _LONGEST_NAME or why_no_line(name) else name
