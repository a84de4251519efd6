"""What a message's headers alone say about whether a machine wrote it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from worker.inbox.machine import phrases
from worker.inbox.message.headers import addresses

# Exchange marks its delivery reports with the first; Exim and its kin with the second.
_REPORT_HEADERS = ("x-ms-exchange-message-is-ndr", "x-ms-embedded-report", "x-failed-recipients")
_DISCUSSION_HEADERS = (
    "list-post",
    "x-beenthere",
    "x-mailman-version",
    "mailing-list",
    "x-mailing-list",
)
# How list programs name themselves as the sender who passes a post on.
_LIST_SENDER = phrases.pattern(
    r"(?:^|<|\s)(?:owner-[^@\s]+|[^@\s<]+-(?:owner|bounces|admin|request))@"
)
_RESPONDER_MAILER = phrases.pattern(r"\bvacation\b|\bauto-?(?:reply|responder|response)\b")
_SAYS_NO = frozenset({"", "no", "none", "false", "0", "off"})
_PRECEDENCE_AUTO = frozenset({"auto_reply", "auto-reply", "autoreply", "auto"})
_PRECEDENCE_BULK = frozenset({"bulk", "junk"})
_NULL_PATHS = frozenset({"<>", "<<>>", "< >", "<mailer-daemon>", "mailer-daemon"})
_COMMENT = phrases.pattern(r"\([^()]*\)")
# No honest value of the headers that are looked at here is longer.
_LONGEST = 2_000


@dataclass(frozen=True, kw_only=True)
class MachineHeaders:
    """The headers of one message, read once for the question who wrote it."""

    sender: str
    sender_name: str
    subject: str
    content_type: str
    # Lower-cased names; values as they stand, cut to a length that no honest one has.
    fields: dict[str, list[str]] = field(repr=False)

    def first(self, name: str) -> str:
        """Return the first value of a header, without its comments and outer space, or ""."""
        values = self.fields.get(name)
        return str(_COMMENT.sub("", values[0])).strip() if values else ""

    @property
    def is_from_daemon(self) -> bool:
        """Whether the sender is one that no person writes from."""
        return (self.sender in {"", "<>", "@"} and "from" in self.fields) or bool(
            phrases.DAEMON_ADDRESS.match(self.sender)
        )

    @property
    def is_program_alone(self) -> bool:
        """Whether the sender is a program whatever it says; a postmaster may be a person."""
        return (
            self.is_from_daemon
            and not self.denies_machine
            and (self.has_null_path or "post" not in self.sender)
        )

    @property
    def is_from_likely_daemon(self) -> bool:
        """Whether the sender is one that programs use, though people may as well."""
        return (
            self.is_from_daemon
            # A list server that refuses a message writes as the list's administrator.
            or "x-mlserver" in self.fields
            or bool(phrases.LIKELY_DAEMON_ADDRESS.match(self.sender))
            or bool(phrases.DAEMON_NAME.search(self.sender_name))
        )

    @property
    def has_null_path(self) -> bool:
        """Whether the envelope's sender was empty, as RFC 5321 asks of reports and replies."""
        return any(
            value.strip().lower() in _NULL_PATHS
            or value.strip().lower().startswith("<mailer-daemon@")
            for name in ("return-path", "envelope-from", "x-envelope-from")
            for value in self.fields.get(name, ())
        )

    @property
    def denies_machine(self) -> bool:
        """Whether the message says of itself, by RFC 3834, that a person sent it."""
        return self.first("auto-submitted").lower() == "no"

    @property
    def auto_submitted(self) -> str:
        """The keyword of RFC 3834, lower case; empty if there is none or it is "no"."""
        word = self.first("auto-submitted").split(";")[0].strip().lower()
        return "" if word in _SAYS_NO else word

    @property
    def precedence(self) -> str:
        """The value of Precedence, under whichever name it stands, in lower case."""
        for name in ("precedence", "x-precedence", "preference"):
            if name in self.fields:
                return self.first(name).lower()
        return ""

    @property
    def is_answering(self) -> bool:
        """Whether the subject is that of a reply or a forwarded message."""
        return bool(phrases.ANSWERING_SUBJECT.match(self.subject))

    @property
    def is_in_thread(self) -> bool:
        """Whether the message refers to another one."""
        return "in-reply-to" in self.fields or "references" in self.fields

    @property
    def is_discussion_post(self) -> bool:
        """Whether the message came through a list that people write to.

        A shared mailbox may itself be such a group: what comes through it is a person's mail.
        """
        if any(name in self.fields for name in _DISCUSSION_HEADERS):
            return True
        if _LIST_SENDER.search(self.first("sender")):
            return True
        return "list-id" in self.fields and (self.precedence == "list" or self.is_in_thread)

    @property
    def responder_sign(self) -> str:
        """Name the header by which a responder gives itself away, or ""."""
        if self.auto_submitted:
            return f"Auto-Submitted: {self.auto_submitted}"
        for name in phrases.RESPONDER_HEADERS:
            if name in self.fields and self.first(name).lower() not in _SAYS_NO:
                return name
        if self.precedence in _PRECEDENCE_AUTO:
            return f"Precedence: {self.precedence}"
        if self.first("delivered-to").lower().startswith(("autoresponder", "auto-responder")):
            return "Delivered-To: autoresponder"
        if _RESPONDER_MAILER.search(f"{self.first('x-mailer')} {self.first('user-agent')}"):
            return "X-Mailer of a responder"
        return ""

    @property
    def bulk_sign(self) -> str:
        """Name the header that shows mail sent in bulk, or "".

        Forwarding services put "Precedence: bulk" on people's mail too, and a person who answers
        us is no newsletter: in a thread these headers alone say nothing.
        """
        if self.is_discussion_post or self.is_in_thread or self.is_answering:
            return ""
        if self.precedence in _PRECEDENCE_BULK:
            return f"Precedence: {self.precedence}"
        return next((name for name in phrases.BULK_HEADERS if name in self.fields), "")

    @property
    def has_low_precedence(self) -> bool:
        """Whether the message asks not to be answered by machines, as vacation(1) does."""
        return self.precedence in _PRECEDENCE_BULK and not self.is_discussion_post

    @property
    def report_sign(self) -> str:
        """Name the header that only delivery reports carry, or ""."""
        return next((name for name in _REPORT_HEADERS if name in self.fields), "")


def read_machine_headers(headers: Iterable[tuple[str, str]]) -> MachineHeaders:
    """Index the headers of a message (decoded, in order) for the questions above."""
    fields: dict[str, list[str]] = {}
    for name, value in headers:
        fields.setdefault(name.lower(), []).append(value[:_LONGEST])
    sender_name, sender = _sender((fields.get("from") or [""])[0])
    return MachineHeaders(
        sender=sender,
        sender_name=sender_name,
        subject=" ".join((fields.get("subject") or [""])[0].split()),
        content_type=(fields.get("content-type") or [""])[0].split(";")[0].strip().lower(),
        fields=fields,
    )


def _sender(value: str) -> tuple[str, str]:
    """Return name and address of From; a mail program's may be no address at all."""
    found = addresses(value)
    address = found[0] if found else value.rsplit("<", maxsplit=1)[-1].strip(' <>"').lower()
    return value.split("<", maxsplit=1)[0].strip(' "'), address
