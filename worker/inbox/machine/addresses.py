"""Finds email addresses in the words of a report, whole or not at all."""

import re
from collections.abc import Iterator

# What ends an address as our own entries take it; all else may stand in front of the @.
_BETWEEN = re.compile(r'[\s<>(),;:"\[\]\\]+')
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_LONGEST_LOCAL_PART = 64  # RFC 5321 section 4.5.3.1.1


def addresses_in(text: str) -> Iterator[str]:
    """Yield the email addresses in a text, as they stand there."""
    for word in _BETWEEN.split(text):
        local, at, domain = word.partition("@")
        host = _HOST.match(domain)
        if not at or not host or "@" in domain:
            continue
        # Quotes and stars around an address; one that only stands in front is part of it.
        after = domain[host.end() :]
        while local[:1] in {"'", "*", "`"} and after[:1] == local[:1]:
            local, after = local[1:], after[1:]
        if 0 < len(local) <= _LONGEST_LOCAL_PART:
            yield f"{local}@{host[0]}"


def address_in(text: str) -> str:
    """Return the first email address in a text, or ""."""
    return next(addresses_in(text), "")
