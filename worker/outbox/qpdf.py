"""Open a PDF with pikepdf (QPDF) to look into its parts or to change them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf


@contextmanager
def taken_apart(pdf: bytes) -> Iterator[pikepdf.Pdf]:
    """Open a PDF from memory; raises pikepdf.PdfError if it cannot be read.

    QPDF reads a file three times as fast as a Python stream, so it is given one without a disk.
    """
    memory = os.memfd_create("letter.pdf")
    try:
        with os.fdopen(os.dup(memory), "wb") as file:
            file.write(pdf)
        with pikepdf.open(f"/proc/self/fd/{memory}") as document:
            yield document
    finally:
        os.close(memory)
