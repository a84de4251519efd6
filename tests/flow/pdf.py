"""What a person reads in a PDF."""

import io

import pypdfium2


def pdf_text(content: bytes) -> str:
    """Give the words of all pages, with single spaces."""
    document = pypdfium2.PdfDocument(io.BytesIO(content))  # type: ignore[no-untyped-call]
    try:
        pages = (document[n].get_textpage().get_text_range() for n in range(len(document)))
        return " ".join(" ".join(page.split()) for page in pages)
    finally:
        document.close()  # type: ignore[no-untyped-call]
