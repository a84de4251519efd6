"""Lock a PDF with its reader's password: AES-256, still open to screen readers."""

import io
from secrets import token_hex

import pikepdf

from worker.errors import TellSomeone
from worker.outbox.qpdf import taken_apart

# A reader with the password may do everything with their letter; `accessibility` is what a screen
# reader needs to be let in.
_PERMISSIONS = pikepdf.Permissions(accessibility=True, extract=True, print_highres=True)


def lock_pdf(pdf: bytes, *, password: str) -> bytes:
    """Give the PDF encrypted (ISO 32000-2, revision 6); raises TellSomeone if it cannot be read.

    The owner's password is thrown away: nobody needs more than the reader's.
    """
    locked = io.BytesIO()
    try:
        with taken_apart(pdf) as document:
            document.save(
                locked,
                encryption=pikepdf.Encryption(
                    user=password, owner=token_hex(32), R=6, allow=_PERMISSIONS
                ),
            )
    except pikepdf.PdfError as problem:
        raise TellSomeone(f"the PDF cannot be locked: {problem}") from problem
    return locked.getvalue()
