"""The case of a message: four ways, and a person where two of them disagree."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from tests.inbox.mail import Mail
from worker.case.reply_address import ReplyAddress, is_signed_for, sign
from worker.inbox.match import Match, Way, match_case
from worker.inbox.message.message import Message, read_message


def read(mail: Mail) -> Message:
    message = read_message(mail.raw())
    assert isinstance(message, Message)
    return message


KEY = b"k" * 32
KNOWN = "LEI-26-00042-K"
OTHER = "LEI-26-00051-L"


@dataclass(frozen=True, kw_only=True)
class Records:
    """Records with threads and signatures, as the store gives them."""

    threads: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def has_case(self, reference: str) -> bool:
        return reference in (KNOWN, OTHER)

    def is_signed_for(self, claim: ReplyAddress, address: str) -> bool:
        return is_signed_for(claim, key=KEY, person=address)

    def cases_of_messages(self, message_ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.threads[one] for one in message_ids if one in self.threads)

    def cases_of(self, address: str) -> tuple[str, ...]:
        return self.people.get(address, ())


BARE = Mail(to="sendiass@sendiass.example", subject="Re: your choice")
SIGNED = f"sendiass+{KNOWN}.{sign(KEY, KNOWN, 'jo.rafferton@mail.example')}@sendiass.example"


@pytest.mark.parametrize(
    ("mail", "records", "expected"),
    [
        (BARE, Records(), Match(reference=None)),
        (
            BARE.but(to=SIGNED),
            Records(),
            Match(reference=KNOWN, way=Way.REPLY_ADDRESS, suggestions=(KNOWN,)),
        ),
        (
            BARE.but(to=SIGNED, sender="x@y.example"),
            Records(),
            Match(
                reference=KNOWN,
                way=Way.REPLY_ADDRESS,
                suggestions=(KNOWN,),
                doubts=("reply address of another person",),
            ),
        ),
        (
            BARE.but(below="In-Reply-To: <o1@s>"),
            Records(threads={"<o1@s>": KNOWN}),
            Match(reference=KNOWN, way=Way.THREAD, suggestions=(KNOWN,)),
        ),
        (
            BARE.but(below="References: <x@y> <o1@s>", subject=f"Re: [{OTHER}]"),
            Records(threads={"<o1@s>": KNOWN}),
            Match(reference=None, suggestions=(KNOWN, OTHER), doubts=("two cases",)),
        ),
        (
            BARE.but(subject=f"Re: {OTHER} and {KNOWN}"),
            Records(),
            Match(
                reference=None,
                suggestions=(OTHER, KNOWN),
                doubts=("more than one reference", "two cases"),
            ),
        ),
        (
            BARE,
            Records(people={"jo.rafferton@mail.example": (KNOWN,)}),
            Match(reference=KNOWN, way=Way.PARTY, suggestions=(KNOWN,)),
        ),
        (
            BARE,
            Records(people={"jo.rafferton@mail.example": (KNOWN, OTHER)}),
            Match(reference=None, suggestions=(KNOWN, OTHER)),
        ),
        (BARE.but(subject="Re: [LEI-26-00043-M]"), Records(), Match(reference=None)),
    ],
)
def test_the_case_is_found_or_suggested(mail: Mail, records: Records, expected: Match) -> None:
    assert match_case(read(mail), records=records) == expected
