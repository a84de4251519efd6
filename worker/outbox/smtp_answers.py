"""What a mail server's answers, and its silence, mean for the message in hand."""

import re
import ssl
from dataclasses import dataclass
from typing import Final

from aiosmtplib import SMTPAuthenticationError, SMTPException

from worker.outbox.transport import AccountRefused, Refusal, RefusedForGood, RefusedForNow, Unknown
from worker.status_codes import Cause, cause_by_code

GOING_AWAY: Final = 421  # said by a server that closes the connection
_REFUSED_NOW, _REFUSED = range(400, 500), range(500, 600)
_LONGEST_ANSWER: Final = 300
_LOGIN_WANTED: Final = 530  # RFC 4954: authentication required
_ENHANCED: Final = re.compile(r"^\s*(\d\.\d{1,3}\.\d{1,3})\b")
# Said with a code that says less, such as 5.7.1.
_OF_OUR_ACCOUNT: Final = re.compile(
    r"\brelay(?:ing)? (?:access )?(?:is )?(?:denied|not (?:permitted|allowed))|\bunable to relay\b|"
    r"\bnot authenticated\b|\bauthentication (?:is )?required\b|\bsendasdenied\b|"
    r"\b(?:daily|hourly) (?:user )?sending (?:limit|quota)\b",
    re.IGNORECASE,
)
# RFC 5321 4.2.3 on RCPT: no such mailbox, moved, name not allowed.
_NO_MAILBOX: Final = frozenset({550, 551, 553})
_ADDRESS = re.compile(r"[^\s<>@:;,]+@[^\s<>@:;,]+")

Refused = RefusedForNow | RefusedForGood


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Turns answers of one server into outcomes, in words for the person who has to act."""

    server: str  # such as "the mail server smtp.example.org:587"
    user: str

    def refusal(self, step: str, code: int, words: str) -> Refused:
        """Say what the server's answer to a step means: for the message, or for our account."""
        cause = cause_of_answer(step, code, words)
        refusal = Refusal(step=step, code=code, cause=cause)
        message = f"{self.server} refused at {step}: {code} {plain(words)}"
        if code not in _REFUSED:
            return RefusedForNow(message, refusal)
        if step == "login" or cause is Cause.ACCOUNT:
            # A limit, a block, not allowed to send as: every letter waits until that is over.
            return AccountRefused(message, refusal)
        # Before MAIL a refusal is about us and not about the message.
        return (RefusedForNow if step == "connect" else RefusedForGood)(message, refusal)

    def login_refused(self, problem: SMTPAuthenticationError) -> RefusedForNow:
        """Say what a refused login means: the message waits, and someone mends the account."""
        refusal = Refusal(step="login", code=problem.code)
        kind = RefusedForNow if problem.code in _REFUSED_NOW else AccountRefused
        return kind(
            f"{self.server} refused the login of {self.user}: {problem.code} "
            f"{plain(problem.message)}. Check user and password, or the app registration",
            refusal,
        )

    def lost(self, step: str, problem: BaseException) -> RefusedForNow:
        """Say what a broken line means before the message was on its way."""
        cause = problem if isinstance(problem, ssl.SSLError) else problem.__cause__
        if isinstance(cause, ssl.SSLCertVerificationError):
            return AccountRefused(
                f"the certificate of {self.server} cannot be trusted: {cause.verify_message}. "
                "Check the server's name, or name its authority's certificate as ca_file",
                Refusal(step="connect"),
            )
        if isinstance(cause, ssl.SSLError):
            return AccountRefused(
                f"{self.server} does not speak TLS as expected: {cause.reason or cause}. Check the "
                "port: smtps:// is TLS from the first byte (465), smtp:// is STARTTLS (587)",
                Refusal(step="connect"),
            )
        # The library's plain error: the server offers no way to log in.
        if step == "login" and type(problem) is SMTPException:
            return AccountRefused(
                f"{self.server} cannot be logged in to: {plain(str(problem))}", Refusal(step=step)
            )
        if step == "connect":
            return RefusedForNow(
                f"{self.server} cannot be reached: {plain(str(problem))}. Check address and "
                "network",
                Refusal(step=step),
            )
        return RefusedForNow(
            f"the line to {self.server} broke at {step}: {plain(str(problem))}", Refusal(step=step)
        )

    def unknown(self, words: str) -> Unknown:
        """Say that the message was sent and nobody knows what became of it."""
        return Unknown(
            f"{self.server} gave no clear answer after the message had been sent: it may have "
            f"been accepted ({plain(words)})"
        )

    def no_encryption(self) -> AccountRefused:
        """Say that nothing leaves in clear text."""
        return AccountRefused(
            f"{self.server} offers no encryption (STARTTLS), and mail never leaves in clear text: "
            "use the server's encrypted port, or smtps://",
            Refusal(step="connect"),
        )


def cause_of_answer(step: str, code: int, words: str) -> Cause:
    """Return whose matter a refusal is: by its enhanced code, else by step and clear words."""
    found = _ENHANCED.search(words)
    cause = cause_by_code(found[1]) if found else Cause.UNKNOWN
    if cause is not Cause.UNKNOWN:
        return cause
    if code == _LOGIN_WANTED or _OF_OUR_ACCOUNT.search(words):
        return Cause.ACCOUNT
    is_of_the_address = step == "RCPT" and code in _NO_MAILBOX and not found
    return Cause.RECIPIENT if is_of_the_address else Cause.UNKNOWN


def plain(words: str) -> str:
    """Make a server's words fit for a log: one line, no address, no odd characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return _ADDRESS.sub("<address>", line)[:_LONGEST_ANSWER]
