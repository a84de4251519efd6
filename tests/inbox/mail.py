"""Messages for tests, written the way a mail server hands them over."""

from dataclasses import dataclass, replace

OURS = "sendiass+LEI-26-00042-K.9f3c2a71d04e5b68@sendiass.example"
RECEIVED = (
    "Received: from out.mail.example (unknown [192.0.2.1]) by mx.sendiass.example (Postfix)\n"
    " with ESMTPS id 1 for <sendiass@sendiass.example>; Wed, 18 Nov 2026 10:00:00 +0000"
)
FAMILY = "jo.rafferton@mail.example"


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A message by its parts; what a test leaves out is in order."""

    text: str = "NO MEDIATION\n"
    html: str = ""
    sender: str = f"Joanna Rafferton <{FAMILY}>"
    to: str = f"SENDIASS Leicester <{OURS}>"
    subject: str = "Re: Your choice about mediation [LEI-26-00042-K]"
    results: str = "mx.sendiass.example; dmarc=pass header.from=mail.example"
    above: str = ""  # header lines above those of our server
    below: str = ""  # header lines below
    encoding: str = "8bit"
    charset: str = "utf-8"

    def but(self, **changes: str) -> "Mail":
        """Give this message with changes."""
        return replace(self, **changes)

    def raw(self) -> bytes:
        """Write the bytes."""
        top = [
            self.above,
            "Delivered-To: sendiass@sendiass.example",
            f"Authentication-Results: {self.results}" if self.results else "",
            RECEIVED,
            self.below,
            f"From: {self.sender}" if self.sender else "",
            f"To: {self.to}",
            f"Subject: {self.subject}",
            "Date: Wed, 18 Nov 2026 09:59:58 +0000",
            "Message-ID: <a1@mail.example>",
            "MIME-Version: 1.0",
        ]
        head = "\n".join(line for line in top if line)
        return f"{head}\n{self._body()}".encode(self.charset).replace(b"\n", b"\r\n")

    def _body(self) -> str:
        plain = (
            f"Content-Type: text/plain; charset={self.charset}\n"
            f"Content-Transfer-Encoding: {self.encoding}\n\n{self.text}"
        )
        if not self.html:
            return plain
        page = f"Content-Type: text/html; charset={self.charset}\n\n{self.html}"
        if not self.text:
            return page
        return (
            f"Content-Type: multipart/alternative; boundary=B\n\n--B\n{plain}\n--B\n{page}\n--B--\n"
        )
