"""What the office adds about an organisation's mail, and what it may never add."""

from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from typing import TypeVar

import pytest

from tests.flow import mail
from tests.flow.installed import JO, Installed
from tests.flow.place import ACCORD, MIDLANDS, REFERRALS
from worker.case.terms import Purpose, Role
from worker.deadlines.london import london_date
from worker.errors import BadInput
from worker.flow import correspondence, known
from worker.flow.register import Register
from worker.store import people
from worker.store.incoming import Incoming
from worker.store.known import KnownLine, StoredContact

T = TypeVar("T")
COLLEAGUE = "kwame@council.test"
FOOTER = "Visit our website for term dates"


def referred(installed: Installed) -> tuple[str, EmailMessage]:
    """Return a case that is with the authority, and the referral as they have it."""
    reference = installed.open()
    installed.say(reference, "MediationRequested", {"provider": "Midlands Mediation"})
    installed.send(installed.row(reference, Purpose.REFERRAL))
    return reference, installed.left()[-1]


def written(
    installed: Installed,
    ours: EmailMessage,
    *,
    by: str = REFERRALS,
    says: str = f"CANNOT ARRANGE\n\n{FOOTER}",
    dmarc: str = "pass",
) -> Incoming:
    return installed.arrive(mail.answer(ours, by=by, says=says, dmarc=dmarc, at=installed.clock()))


def add_line(installed: Installed, message: Incoming, line: str = FOOTER) -> KnownLine:
    with installed.world.database.transaction() as connection:
        return known.add_known_line(
            connection, installed.world, message.id, line, at=installed.clock()
        )


def add_contact(installed: Installed, message: Incoming) -> StoredContact:
    with installed.world.database.transaction() as connection:
        return known.add_contact(connection, installed.world, message.id, at=installed.clock())


def revoke(installed: Installed, mark: str) -> None:
    with installed.world.database.transaction() as connection:
        known.revoke(connection, mark, at=installed.clock())


def asked(installed: Installed, question: Callable[[Register], T]) -> T:
    """Ask the register as a reading does, in a transaction of its own."""
    with installed.world.database.transaction() as connection:
        today = london_date(installed.clock())
        return question(Register(connection=connection, world=installed.world, today=today))


# -- lines -------------------------------------------------------------------------------------


def test_a_line_is_known_for_its_organisation_until_it_is_taken_back(installed: Installed) -> None:
    _, ours = referred(installed)
    line = add_line(installed, written(installed, ours), f"  {FOOTER}! ")

    assert (line.organisation, line.text) == ("Test Council", f"{FOOTER}!")
    assert asked(installed, lambda r: r.known_lines(REFERRALS)) == {FOOTER.casefold()}
    assert asked(installed, lambda r: r.known_lines(MIDLANDS)) == frozenset()
    assert asked(installed, lambda r: r.known_lines(JO)) == frozenset()

    revoke(installed, f"l{line.id}")
    assert asked(installed, lambda r: r.known_lines(REFERRALS)) == frozenset()


def test_no_line_is_known_of_a_family_whatever_address_it_has(installed: Installed) -> None:
    _, ours = referred(installed)
    add_line(installed, written(installed, ours))
    installed.open(name="Al Other", email=REFERRALS)

    assert asked(installed, lambda r: r.known_lines(REFERRALS)) == frozenset()


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("We have received your message", "received"),
        ("All sessions are ARRANGED by us", "arranged"),
        ("Ask us about Mediation.", "mediation"),
        ("to arrange a visit, ring us", "arrange"),
        (" -- ", "no word"),
        ("x" * 501, "longer than 500"),
    ],
)
def test_what_can_never_be_a_known_line(installed: Installed, line: str, why: str) -> None:
    _, ours = referred(installed)
    message = written(installed, ours)

    with pytest.raises(BadInput, match=why):
        add_line(installed, message, line)


def test_a_familys_lines_are_not_added(installed: Installed) -> None:
    reference = installed.open()
    installed.send(installed.row(reference, Purpose.CHOICE))
    message = written(installed, installed.left()[-1], by=JO, says="NO MEDIATION\nJo's Cakes")

    with pytest.raises(BadInput, match="family"):
        add_line(installed, message, "Jo's Cakes")
    with pytest.raises(BadInput, match="family"):
        footer(installed, message)


def test_a_strangers_lines_are_not_added(installed: Installed) -> None:
    _, ours = referred(installed)
    message = written(installed, ours, by="ana@law.test")

    with pytest.raises(BadInput, match=r"no one organisation of organisations\.toml"):
        add_line(installed, message)
    with pytest.raises(BadInput, match=r"no one organisation of organisations\.toml"):
        footer(installed, message)


def test_lines_of_mail_that_is_not_certainly_theirs_are_not_added(installed: Installed) -> None:
    _, ours = referred(installed)

    with pytest.raises(BadInput, match="could not confirm"):
        add_line(installed, written(installed, ours, dmarc="fail"))


def footer(installed: Installed, message: Incoming) -> tuple[str, ...]:
    with installed.world.database.transaction() as connection:
        return known.footer_of(connection, installed.world, message.id, at=installed.clock())


def test_the_lines_beside_the_answer_are_offered_until_they_are_known(
    installed: Installed,
) -> None:
    _, ours = referred(installed)
    says = f"CANNOT ARRANGE\n\n{FOOTER}\n{FOOTER}\nRing us on Mondays"
    message = written(installed, ours, says=says)

    assert footer(installed, message) == (FOOTER, "Ring us on Mondays")
    add_line(installed, message)
    assert footer(installed, message) == ("Ring us on Mondays",)


# -- contacts ----------------------------------------------------------------------------------


def test_a_colleague_writes_for_the_organisation_until_taken_back(installed: Installed) -> None:
    reference, ours = referred(installed)
    message = written(installed, ours, by=COLLEAGUE)

    contact = add_contact(installed, message)

    assert (contact.organisation, contact.role) == ("Test Council", Role.AUTHORITY)
    assert asked(installed, lambda r: r.roles_on(reference, COLLEAGUE)) == {Role.AUTHORITY}
    assert asked(installed, lambda r: r.roles_of(COLLEAGUE.upper())) == {Role.AUTHORITY}
    assert "Test Council" in asked(installed, lambda r: r.names_on(reference, COLLEAGUE))

    revoke(installed, f"C{contact.id}")
    assert asked(installed, lambda r: r.roles_of(COLLEAGUE)) == frozenset()


def test_the_reply_address_of_an_office_serves_its_contacts(installed: Installed) -> None:
    _, ours = referred(installed)
    first = written(installed, ours, by=COLLEAGUE)
    assert "reply address of another person" in first.reason

    add_contact(installed, first)

    second = written(installed, ours, by=COLLEAGUE)
    assert "reply address of another person" not in second.reason


def test_a_contact_of_a_provider_belongs_only_to_its_cases(installed: Installed) -> None:
    reference, ours = referred(installed)
    add_contact(installed, written(installed, ours, by="desk@accord.test"))

    assert asked(installed, lambda r: r.roles_of("desk@accord.test")) == {Role.PROVIDER}
    assert asked(installed, lambda r: r.roles_on(reference, "desk@accord.test")) == frozenset()
    assert asked(installed, lambda r: r.names_on(reference, ACCORD)) == (
        "Callum Dray",
        "Accord East",
    )


@pytest.mark.parametrize(
    ("by", "why"),
    [
        ("ana@law.test", "no one organisation"),
        ("ana@sub.council.test", "no one organisation"),
        ("council.test@gmail.com", "anybody may have an address at gmail.com"),
        ("ana@hotmail.co.uk", "anybody may have an address"),
        ("ana@me.com", "anybody may have an address"),
        ("ana@sendiass.test", "for which nobody is added by a message"),
        (REFERRALS, "is on record for Test Council"),
    ],
)
def test_who_is_not_added(installed: Installed, by: str, why: str) -> None:
    _, ours = referred(installed)

    with pytest.raises(BadInput, match=why):
        add_contact(installed, written(installed, ours, by=by))


@pytest.mark.parametrize("dmarc", ["fail", "none", "bestguesspass"])
def test_nobody_is_added_by_mail_that_is_not_certainly_theirs(
    installed: Installed, dmarc: str
) -> None:
    _, ours = referred(installed)

    with pytest.raises(BadInput, match="could not confirm"):
        add_contact(installed, written(installed, ours, by=COLLEAGUE, dmarc=dmarc))


def test_a_parent_at_the_councils_domain_is_never_its_contact(installed: Installed) -> None:
    _, ours = referred(installed)
    other = installed.open(name="Al Other", email=COLLEAGUE)
    with installed.world.database.transaction() as connection:
        ((_, person),) = people.with_address(connection, COLLEAGUE)
        people.change_person(connection, person.id, email_confirmed_at=None)  # it bounced once
    message = written(installed, ours, by=COLLEAGUE)

    with pytest.raises(BadInput, match="family"):
        add_contact(installed, message)
    assert other


def test_a_domain_of_two_organisations_adds_nobody(installed: Installed) -> None:
    _, ours = referred(installed)
    organisations = installed.world.organisations
    council = organisations.authority[0]
    shared = organisations.icb[0].model_copy(update={"desks": council.desks})
    both = organisations.model_copy(update={"icb": (shared,)})
    installed.world = replace(installed.world, organisations=both)

    with pytest.raises(BadInput, match="Care Board and Test Council"):
        add_contact(installed, written(installed, ours, by=COLLEAGUE))


def test_a_name_that_could_be_an_answer_is_not_kept(installed: Installed) -> None:
    reference, ours = referred(installed)
    raw = mail.answer(ours, by=COLLEAGUE, says="Hello", at=installed.clock())
    for name in ("Kwame Boadusei", "No mediation"):
        headed = raw.replace(
            f"From: {COLLEAGUE}".encode(), f"From: {name} <{COLLEAGUE}>".encode()
        ).replace(b"Hello", name.encode())
        contact = add_contact(installed, installed.arrive(headed))
        kept = "" if name == "No mediation" else name
        assert contact.name == kept
        signs = asked(installed, lambda r: r.names_on(reference, COLLEAGUE))
        assert signs == tuple(filter(None, ("Test Council", kept)))
        revoke(installed, f"C{contact.id}")


@pytest.mark.parametrize("mark", ["", "L", "7", "X7", "L7x", "L-7", "L\N{SUPERSCRIPT TWO}"])
def test_what_is_neither_line_nor_contact(installed: Installed, mark: str) -> None:
    with pytest.raises(BadInput, match="neither a line"):
        revoke(installed, mark)


def test_what_is_not_in_force_cannot_be_taken_back(installed: Installed) -> None:
    with pytest.raises(BadInput, match="L7 is not in force"):
        revoke(installed, "L7")


# -- what a reading compares -------------------------------------------------------------------


def test_a_reading_can_ask_what_was_written_in_a_case(installed: Installed) -> None:
    reference, ours = referred(installed)
    written(installed, ours, says="RECEIVED\n\nThank you")
    written(installed, ours, says="Words that wait for a person")
    other, _ = referred(installed)

    sent = asked(installed, lambda r: r.sent_texts(reference))
    stored = asked(installed, lambda r: r.stored_texts(reference))

    assert mail.text_of(ours).strip()[:80] in sent[0]
    assert len(sent) == 2, "our letter as text and as its HTML is seen"
    assert not any("<p" in text for text in sent)
    (received,) = stored
    assert received.startswith("RECEIVED"), "and nothing that nobody has read yet"
    assert not any(other in text for text in (*sent, *stored))
    assert asked(installed, lambda r: r.subjects_of(reference)) == {str(ours["Subject"])}
    assert asked(installed, lambda r: r.sent_texts("LEI-26-00099-X")) == ()


def test_only_the_newest_messages_of_a_case_are_read(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, ours = referred(installed)
    written(installed, ours, says="RECEIVED")
    installed.clock.pass_by(hours=1)
    written(installed, ours, says="RECEIVED\n\nMany thanks")
    monkeypatch.setattr(correspondence, "MOST_MESSAGES", 1)

    (text,) = asked(installed, lambda r: r.stored_texts(reference))

    assert "Many thanks" in text


def test_names_of_a_family_and_of_an_office(installed: Installed) -> None:
    reference, _ = referred(installed)

    assert asked(installed, lambda r: r.names_on(reference, JO)) == ("Jo Example",)
    assert asked(installed, lambda r: r.names_on(reference, MIDLANDS)) == (
        "Ruth Elling",
        "Midlands Mediation",
    )
    assert asked(installed, lambda r: r.names_on(reference, "ana@law.test")) == ()
