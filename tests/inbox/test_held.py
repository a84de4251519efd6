"""Answers written from the design alone, before the reader was: what limits waits, courtesy acts."""

import pytest

from tests.inbox.desk import HERE, contacts, judged, records, rows
from worker.inbox.answers.own_words import own_words
from worker.inbox.contacts import Contacts
from worker.inbox.message.message import Message, read_message

HELD = HERE / "held"
PAIRS = sorted((HERE / "held_messages" / "pairs").glob("*.eml"))
PEOPLE = HELD / "contacts.csv"
CASE = "LEI-26-00001-V"
SUBJECT = f"Your choice about mediation [{CASE}]"
OURS = """Dear Jo Example,

To tell us what you want, reply to this email. Make the first line one of these:

NO MEDIATION
YES MEDIATION

SENDIASS
"""
WRITERS = {
    "family": "Jo Example <jo@family.test>",
    "authority": "Kwame Boadusei <kwame@council.test>",
    "provider": "Ruth Elling <ruth@midlands.test>",
}
# With the records of an installation, and with a bare list of contacts as `triage` has it.
DOORS = {
    "records": records(PEOPLE, texts=(OURS,), subjects=frozenset({SUBJECT})),
    "contacts": contacts(PEOPLE),
}
SETS = ("answers", "limiting", "courteous", "forms50")
ANSWERS = [(name, row) for name in SETS for row in rows(HELD / f"{name}.csv")]
LIMITING = [row for _, row in ANSWERS if row["may_act"] == "0"]
COURTEOUS = [row for _, row in ANSWERS if row["may_act"] == "1"]


def mail(role: str, body: str) -> bytes:
    """Write an answer above our letter, marked as most programs do."""
    writer = WRITERS[role]
    if "Pat Example" in body:
        writer = "Pat Example <pat@family.test>"
    if role == "authority" and "Mediation team" in body:
        writer = "Mediation team <mediation@council.test>"
    domain = writer.partition("@")[2].strip(">")
    quoted = "\n".join(f"> {line}".rstrip() for line in OURS.splitlines())
    return f"""Delivered-To: help@sendiass.test
Authentication-Results: mx.sendiass.test; dmarc=pass header.from={domain}
Received: from out.{domain} by mx.sendiass.test with ESMTPS; Mon, 15 Jun 2026 10:30:00 +0100
From: {writer}
To: help@sendiass.test
Date: Mon, 15 Jun 2026 10:29:00 +0100
Message-ID: <1@{domain}>
Subject: Re: {SUBJECT}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

{body}

On Fri, 12 Jun 2026 at 09:12, SENDIASS <help@sendiass.test> wrote:

{quoted}
""".replace("\n", "\r\n").encode()


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
@pytest.mark.parametrize("row", LIMITING, ids=lambda row: row["body"][:60])
def test_an_answer_with_a_limit_waits(row: dict[str, str], door: Contacts) -> None:
    one = judged(mail(row["role"], row["body"]), door)
    assert not one.acts
    assert one.kept


@pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)
@pytest.mark.parametrize("row", COURTEOUS, ids=lambda row: row["body"][:60])
def test_an_answer_with_courtesy_alone_acts(row: dict[str, str], door: Contacts) -> None:
    one = judged(mail(row["role"], row["body"]), door)
    assert one.acts, one.kept


@pytest.mark.parametrize("row", rows(HELD / "limits.csv"), ids=lambda row: row["line"][:60])
def test_a_second_mind_goes_to_a_person(row: dict[str, str]) -> None:
    forms = {
        "family": "NO MEDIATION",
        "authority": "CANNOT ARRANGE",
        "provider": "CONCLUDED 12 June 2026 agreement",
    }
    form = forms.get(row["role"], "NO MEDIATION")
    role = row["role"] if row["role"] in forms else "family"
    assert not judged(mail(role, f"{form}\n\n{row['line']}\n"), DOORS["records"]).acts
    assert not judged(mail(role, f"{row['line']}\n\n{form}\n"), DOORS["records"]).acts


@pytest.mark.parametrize(
    "row",
    [row for row in rows(HELD / "no_answers.csv") if row["role"] != "adviser"],
    ids=lambda row: row["body"][:60],
)
def test_what_a_careful_person_reads_as_no_form_waits(row: dict[str, str]) -> None:
    assert not judged(mail(row["role"], row["body"]), DOORS["records"]).acts


def words(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def test_an_author_s_own_words_are_all_kept() -> None:
    lost = []
    for file in PAIRS:
        message = read_message(file.read_bytes())
        assert isinstance(message, Message)
        own, _ = own_words(message)
        wanted = file.with_suffix(".own.txt").read_text(encoding="utf-8").splitlines()
        if not all(words(line) in words(own.text) for line in wanted):
            lost.append(file.stem)
    # Between the lines of our letter, without a mark, only the colour of the words is the author's.
    assert lost in ([], ["outlook-inline-blue"])
    assert len(PAIRS) == 64
