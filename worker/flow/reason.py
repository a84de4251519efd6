"""The reason that is kept with a letter and told in a notice: short, and it names nobody."""

import re
from typing import Final

from worker.errors import MediationError
from worker.outbox.smtp_answers import plain

_MOST: Final = 200  # characters, as the column holds
# The folders of a file, not those of a web address.
_FOLDERS: Final = re.compile(r"(?<![:/\w])/(?:[^\s/:]+/)+(?=[^\s/])")


def reason_of(problem: MediationError) -> str:
    """Give what may be kept of a problem: no folder, no address, whole words."""
    text = plain(_FOLDERS.sub("", problem.public or str(problem)))
    if len(text) <= _MOST:
        return text
    return f"{text[: _MOST - 1].rsplit(' ', 1)[0].rstrip(' ,;:')}…"
