"""What a letter must not say: words, why, and the words around them that make them right."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Ban:
    """Words that contradict the law, and why."""

    wording: re.Pattern[str]
    why: str
    holds: bool = False  # certainly wrong: no letter goes out with it
    # Words that make it right: before it in its part of the sentence, anywhere in the sentence.
    turned_by: re.Pattern[str]
    excused_by: re.Pattern[str]
    # Told all the same where it is excused, as advice.
    is_told_excused: bool = False
    # A field may print it: only words that were typed into the template are looked at.
    may_be_filled_in: bool = False
    is_advice: bool = False

    def is_turned(self, said: re.Match[str]) -> bool:
        """Tell whether the words around it make it right."""
        before = _PARTS.split(said.string[: said.start()])[-1]
        whole = (
            _SENTENCES.split(said.string[: said.start()])[-1]
            + said[0]
            + _SENTENCES.split(said.string[said.end() :])[0]
        )
        return bool(self.turned_by.search(before + said[0]) or self.excused_by.search(whole))


_SENTENCES = re.compile(r"[.;?!](?:\s|$)")
_PARTS = re.compile(r"[.,:;?!](?:\s|$)")
_NEVER = r"(?!)"
# "Nothing stops the clock", "nobody says you must try mediation".
NO = r"\b(?:never|nothing|nobody|no[ -]one|neither|none|does not mean)\b"
# Whatever could stand around words that hold a letter, and make them right.
DOUBT = (
    rf"{NO}|\b(?:not|no|nor|cannot|wrong|untrue|false|myth|think\w*|believe\w*|assum\w*|mistake\w*|say|says|said|"
    r"whether|if|rather than|instead of)\b|n't\b"
)

# In one sentence, and not past a "not": "from the date of issue, not from the day you get it".
AMID = r"(?:(?!\b(?:not|never|whenever|whatever|even if|no matter|regardless)\b)[^.;?!])"


def forbid(
    wording: str,
    why: str,
    *,
    holds: bool = False,
    turned_by: str = _NEVER,
    excused_by: str = _NEVER,
    is_told_excused: bool = False,
    may_be_filled_in: bool = False,
) -> Ban:
    """Forbid a wording; each is a regular expression, of any case, over the text of a paragraph."""
    wanted, turned, excused = (
        re.compile(each, re.IGNORECASE) for each in (wording, turned_by, excused_by)
    )
    return Ban(
        wording=wanted,
        why=why,
        holds=holds,
        turned_by=turned,
        excused_by=excused,
        is_told_excused=is_told_excused,
        may_be_filled_in=may_be_filled_in,
    )
