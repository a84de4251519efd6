"""One thing to mend in a Word template: which file, which paragraph, what is wrong, what to do."""

import re
from dataclasses import dataclass
from typing import Final

# Where somebody's own words may stand: quotes, brackets, the target of a link.
_TYPED: Final = re.compile(r"(?<=links to ).*(?=: )|'[^']*'|\"[^\"]*\"|(?<= )\([^)]*\)")
_NAME: Final = re.compile(r"'(\| )?[a-z_0-9.]+'")  # of a field or a filter


@dataclass(frozen=True, kw_only=True)
class Found:
    """Something that one rule found in a file."""

    what: str  # what is wrong and what to do, as words that follow the file's name
    paragraph: str = ""  # the text of the paragraph where it stands; empty if it is the whole file
    # The letter is right and can be sent; it could be read more easily.
    is_advice: bool = False
    # The letter would be wrong, or could not be sent: a file with this is not used.
    holds: bool = False


@dataclass(frozen=True, kw_only=True)
class Finding(Found):
    """One thing to mend in a template."""

    template: str  # file name

    @classmethod
    def of(cls, template: str, found: Found) -> "Finding":
        """Say in which file it was found."""
        return cls(
            template=template,
            what=found.what,
            paragraph=found.paragraph,
            is_advice=found.is_advice,
            holds=found.holds,
        )

    def __str__(self) -> str:
        """Say which template, what, and where."""
        return f"{self.template}: {self.without_name()}"

    def without_name(self) -> str:
        """Say what, and where."""
        where = f', in the paragraph "{self.paragraph}"' if self.paragraph else ""
        return f"{self.what}{where}"

    def in_brief(self) -> str:
        """Say what, without a word that somebody typed into the letter."""
        return _TYPED.sub(lambda it: it[0] if _NAME.fullmatch(it[0]) else "…", self.what)
