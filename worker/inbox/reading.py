"""One reading, two doors: a message and the records become what may happen, for triage and service.

A form acts by itself only if everything here speaks for it: the sender, the words and nothing
beside them, what was cut away, the message as a whole, its subject.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final, Literal

from worker.case.answers import may_say, row_of
from worker.case.reference import find_references
from worker.case.terms import Role
from worker.deadlines.london import london_date
from worker.inbox.answers.answer import Answer, Circle, read_answer
from worker.inbox.answers.courtesy import Writer, agreeing
from worker.inbox.answers.form import alike
from worker.inbox.answers.known_lines import KnownLines
from worker.inbox.answers.on_record import known_of
from worker.inbox.answers.own_words import own_words
from worker.inbox.answers.suggestions import has_doubt
from worker.inbox.authentication import Trust
from worker.inbox.machine.kind import Machine
from worker.inbox.match import Match, match_case
from worker.inbox.message.headers import display_name, instant
from worker.inbox.message.message import Attachment, Message
from worker.inbox.records import CaseRecords
from worker.inbox.sender import Standing, judge_sender, without_tag
from worker.inbox.terms import NOTHING, Evidence, Reading, Says, Sender

Kind = Literal["person", "auto_reply", "bounce"]

_REPLY: Final = re.compile(
    r"^(?:(?:re|aw|antw|antwort|sv|vs|odp|rif|rv|ynt|ref|r|回复|答复|回覆|رد)\s?(?:\[\d+\])?\s?[:\uff1a]\s*)+",
    re.IGNORECASE,
)
# Words of our trade in a first message; erring on the side of showing it to an adviser.
_OUR_TRADE: Final = re.compile(
    r"\b(?:mediat\w*|certificate|ehcp?s?|education,?\s+health\s+(?:and\s+|&\s+)?care|tribunal|"
    r"sendiass|(?-i:SEND?)|special educational|assess\w*|appeal\w*|challeng\w*)\b",
    re.IGNORECASE,
)
_SEARCHED: Final = 20_000  # letters of a message in which our trade is looked for
_FOOTER_PICTURE: Final = 150_000  # bytes; a larger picture is more than a logo
_IN_BULK: Final = frozenset({"bulk", "list", "junk"})
_PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/bmp"})


@dataclass(frozen=True, kw_only=True)
class MessageRead:
    """How a message is read: who wrote it, in which case, what it says, and whether it acts."""

    kind: Kind
    match: Match
    standing: Standing
    machine: Machine
    reading: Reading = NOTHING
    own_words: str = ""
    quoted: str = ""  # shown where the author wrote nothing else
    is_unchecked: bool = False  # it quotes, and what was sent is not at hand to compare
    beside: tuple[str, ...] = ()  # lines that keep a form from acting, as they were typed
    kept: tuple[str, ...] = ()  # why a person looks; empty where it acts by itself
    is_courtesy_alone: bool = False
    may_be_new: bool = False  # nobody's case yet, or a relative's word: it stays in the inbox
    role: Role | None = None

    @property
    def acts(self) -> bool:
        """Return whether the form acts by itself."""
        return self.kind == "person" and self.reading.evidence is Evidence.FORM and not self.kept

    @property
    def may_issue(self) -> bool:
        """Return whether a certificate may follow without a person."""
        row = row_of(self.reading.reading)
        return self.acts and row is not None and row.ground is not None


def read(
    message: Message,
    machine: Machine,
    *,
    records: CaseRecords,
    shipped: KnownLines,
    trust: Trust,
    our_addresses: frozenset[str],
    said_on: date | None = None,
    role: Role | None = None,
) -> MessageRead:
    """Read a message against the records.

    said_on is the London date of receipt; None: the message tells. role is who wrote, where no
    records can tell. Nothing is done.
    """
    match = match_case(message, records=records)
    standing = judge_sender(
        message, match, parties=records, trust=trust, our_addresses=our_addresses
    )
    reader = _Reader(message, records, match, standing, our_addresses)
    usual = standing.usual_role or role
    answer = reader.answer(shipped, usual, said_on or received_on(message))
    is_ours = usual is not None or bool(match.suggestions)
    kind = _kind(machine, answer, is_ours=is_ours)
    if kind != "person":
        return MessageRead(
            kind=kind,
            match=match,
            standing=standing,
            machine=machine,
            own_words=answer.text,
            role=None if kind == "bounce" else standing.role or role,
        )
    may_be_new = reader.may_be_new(answer, is_party=usual is not None)
    reading = answer.reading
    is_strange = standing.sender is Sender.UNKNOWN
    if may_be_new and is_strange and match.reference is None and reading.reading is Says.OTHER:
        reading = replace(reading, reading=Says.CONTACT, evidence=Evidence.PLAIN)
    kept = (*reader.kept(reading, machine, standing.role or role), *_of_the_words(reading))
    unsure = [one for one in kept if one in reader.about_the_words]
    return MessageRead(
        kind=kind,
        match=_with_named_case(match, answer, records),
        standing=standing,
        machine=machine,
        reading=reading.doubted(*unsure),
        own_words=answer.text,
        quoted=reader.quoted if not answer.text.strip() else "",
        is_unchecked=reader.is_unchecked,
        beside=answer.beside,
        kept=tuple(dict.fromkeys(kept)),
        is_courtesy_alone=answer.is_courtesy_alone and reader.says_nothing_else,
        may_be_new=may_be_new,
        role=_role(standing, role, may_be_new=may_be_new, is_in_case=match.reference is not None),
    )


def received_on(message: Message) -> date | None:
    """Return the London date of receipt by our server; for a bare file that of its Date."""
    when = message.received_at or instant(message.header("Date"))
    return london_date(when) if when else None


def _kind(machine: Machine, answer: Answer, *, is_ours: bool) -> Kind:
    """Say who wrote: a machine's mark does not outrank a person of a case, or a form."""
    if machine.kind != "auto_reply" or not machine.by_mark:
        return machine.kind
    has_form = answer.reading.reading is not Says.OTHER and bool(answer.reading.because)
    return "person" if (is_ours and answer.text.strip()) or has_form else "auto_reply"


def _of_the_words(reading: Reading) -> tuple[str, ...]:
    is_form = reading.evidence is Evidence.FORM
    said = () if is_form else (f"the words are {reading.evidence.value}, no form",)
    return reading.doubts or said


def _role(
    standing: Standing, said: Role | None, *, may_be_new: bool, is_in_case: bool
) -> Role | None:
    if standing.sender is Sender.UNKNOWN:
        return said or (Role.FAMILY if may_be_new and not is_in_case else None)
    if standing.sender is Sender.WRONG_ADDRESS:
        return standing.usual_role
    return standing.role or said


def _with_named_case(match: Match, answer: Answer, records: CaseRecords) -> Match:
    """Add the cases that the words name, as suggestions: they never decide where a message goes."""
    named = (one.reference for one in find_references(answer.text[:_SEARCHED]))
    more = tuple(r for r in named if r not in match.suggestions and records.has_case(r))
    return replace(match, suggestions=(*match.suggestions, *more)) if more else match


class _Reader:
    """One message against its records."""

    def __init__(
        self,
        message: Message,
        records: CaseRecords,
        match: Match,
        standing: Standing,
        our_addresses: frozenset[str],
    ) -> None:
        self._message = message
        self._records = records
        self._match = match
        self._standing = standing
        self._ours = our_addresses
        self._case = match.reference or ""
        self._sender = message.sender
        self._own, self._page = own_words(message)
        self.quoted = self._own.quoted
        self.about_the_words: set[str] = set()

    def answer(self, shipped: KnownLines, role: Role | None, said_on: date | None) -> Answer:
        """Read the own words, with all that the records know around them."""
        records, case = self._records, self._case
        names = records.names_on(case, self._sender)
        quotes = bool(case) and self._has_quotation()
        texts = records.sent_texts(case) if quotes else ()
        stored = records.stored_texts(case) if quotes else ()
        # Of a bare file at least its own subject is at hand.
        subjects = (self._subjects or {_REPLY.sub("", self._message.subject)}) if quotes else ()
        chosen = (self._message.sender_name, self._sender.partition("@")[0])
        signed = (*names, *agreeing(chosen, names))
        to = [display_name(each) for each in self._message.all("To")]
        people = (*signed, *to, *(records.names_in(case) if quotes else ()))
        return read_answer(
            self._own,
            self._page,
            Circle(
                role=role,
                said_on=said_on,
                writer=Writer(
                    names=signed,
                    offices=() if role is Role.FAMILY else names,
                    addresses=(self._sender, *records.postal_on(case, self._sender)),
                    readers=records.our_names(case),
                    is_family=role is Role.FAMILY,
                ),
                providers=records.providers(),
                shipped=shipped,
                office=KnownLines.of(records.known_lines(self._sender)),
                known=known_of(
                    (*(texts or ()), *subjects),
                    stored,
                    ours=self._ours,
                    parties=records.addresses_on(case),
                    names=records.our_names(case),
                    people=people,
                ),
                has_records=texts is not None,
            ),
        )

    @cached_property
    def _subjects(self) -> frozenset[str] | None:
        """Return the subjects that we sent in the case; None where they are not at hand."""
        return self._records.subjects_of(self._case)

    @property
    def is_unchecked(self) -> bool:
        """Return whether the message quotes, and what was sent in the case is not at hand."""
        return bool(self._own.quoted.strip()) and self._subjects is None

    def _has_quotation(self) -> bool:
        """Return whether anything was cut, or may repeat our letter without a mark."""
        own = self._own.text.count("\n")
        return len(self._own.lines) > own + 1 or own > 2  # noqa: PLR2004 - three lines are a run

    def may_be_new(self, answer: Answer, *, is_party: bool) -> bool:
        """Return whether a message may be a new family's, or a relative's who names a case.

        Erring on the side of showing: all that came along is searched for words of our trade.
        """
        ours = without_tag(self._sender) in self._ours
        if self._match.suggestions:
            return self._standing.sender is Sender.UNKNOWN and not (is_party or ours)
        files = " ".join(one.name for one in self._message.attachments)
        words = f"{self._message.subject}\n{files}\n{answer.text}\n{self.quoted}"[:_SEARCHED]
        return bool(find_references(words) or _OUR_TRADE.search(words))

    @property
    def says_nothing_else(self) -> bool:
        """Return whether nothing but its own words can say anything: subject, files, damage."""
        has_subject = bool(self._message.subject.strip()) and not self._is_reply_to_ours()
        return not (has_subject or self._of_the_message() or self._has_files())

    def _has_files(self) -> bool:
        return any(not self._is_footer_picture(one) for one in self._message.attachments)

    def kept(self, reading: Reading, machine: Machine, role: Role | None) -> list[str]:
        """Say why a form waits, beside what its own words tell."""
        if reading.evidence is not Evidence.FORM:
            return self._of_the_sender()
        words = [*self._of_the_message(), *self._of_the_role(reading, role)]
        self.about_the_words = set(words)
        is_marked = machine.by_mark or self._message.header("Precedence").lower() in _IN_BULK
        marked = ["it is marked as automatic"] if is_marked else []
        return [*words, *marked, *self._of_the_sender(), *self._of_the_case(reading)]

    def _of_the_message(self) -> list[str]:
        """Say what is not whole: damage, repairs, files."""
        message = self._message
        kept = [f"repaired: {one}" for one in message.repairs]
        if message.is_damaged or message.is_cut_off:
            kept.append("the message is damaged")
        return kept

    def _of_the_role(self, reading: Reading, role: Role | None) -> list[str]:
        # Only the block names a case: it is the adviser's form, and the adviser's only one.
        is_block = bool(reading.case)
        if role is not None and (
            is_block is not (role is Role.ADVISER) or not may_say(reading.reading, role)
        ):
            return ["another role's form"]
        if reading.case and self._case and reading.case != self._case:
            return ["the block names another case"]
        return []

    def _of_the_sender(self) -> list[str]:
        kept = list(self._match.doubts)
        if self._standing.sender is not Sender.OK:
            kept.append(f"the sender: {self._standing.sender.value}")
        elif self._match.reference is None or self._standing.role is None:
            kept.append("the case or the sender's role is not certain")
        return kept

    def _of_the_case(self, reading: Reading) -> list[str]:
        """Say what only the records can: subject, files, place, an open question."""
        records, case, role = self._records, self._case, self._standing.role
        kept = []
        if not self._is_reply_to_ours():
            kept.append("the subject is no reply to ours")
        if self._has_files():
            kept.append("a file is attached")
        if reading.place and not records.has_place(case, reading.place):
            kept.append(f"the place is not known: {reading.place}")
        if role is Role.ICB and not records.is_health_only(case):
            kept.append("the ICB answers only in a health-only case")
        answered = (*self._message.in_reply_to, *self._message.references)
        if role is Role.ADVISER and not records.has_open_question(case, answered):
            kept.append("the block acts once, as the reply to our open Outcome wanted")
        return kept

    def _is_footer_picture(self, attachment: Attachment) -> bool:
        """Return whether a file is a small picture that the HTML shows, as a footer's logo is."""
        is_picture = attachment.content_type in _PICTURES and self._message.page is not None
        return is_picture and attachment.is_shown and attachment.size <= _FOOTER_PICTURE

    def _is_reply_to_ours(self) -> bool:
        subject = " ".join(alike(self._message.subject).split())
        bare = _REPLY.sub("", subject)
        if bare.strip(" []().").upper() == self._case:
            return True
        if self._subjects is not None:
            ours = (" ".join(alike(one).split()) for one in self._subjects)
            return bare in {_REPLY.sub("", one) for one in ours}
        # A bare file: a reply whose subject ends with our reference, begins with it and has no
        # mark of a ticket, or has none.
        reference = self._case.lower()
        is_plain = bare.startswith(reference) and not re.search(r"[\[\](){}#]", bare)
        ends = bare.endswith(f"[{reference}]") or not find_references(bare)
        return bare != subject and (is_plain or ends) and not has_doubt(bare)
