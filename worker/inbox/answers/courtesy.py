"""The lines that may stand beside a form: matched whole, by closed lists of words.

Each list is closed: a line counts only if every word of it stands in the list, so that nothing a
person could set a limit with is ever among them. There are no exceptions to add; what is missing
here waits for a person, which costs one click.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from worker.inbox.answers.form import alike


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LONGEST: Final = 160
_WORD: Final = re.compile(r"[^\W\d_]+(?:['.-][^\W\d_]+)*\.?")
_ONLY_WORDS: Final = re.compile(r"[\w\s'.,!&()/|:;-]+\Z")
_GREETING: Final = re.compile(
    r"(?:hi|hello|hiya|hey|dear|morning|afternoon|evening|good (?:morning|afternoon|evening|day)|"
    r"greetings|bore da|prynhawn da|annwyl|salaam|assalamu alaikum|namaste|to)\b"
)
_WHOM: Final = _set(
    "all both there again sir madam or sirs team everyone colleague colleagues whom it may "
    "concern adviser advisers sendiass the and to mr mrs ms miss dr hi hello good morning "
    "afternoon"
)
_TITLES: Final = _set("mr mrs ms miss mx dr")
_MOST_NAMES: Final = 3
_THANKS: Final = _set(
    "thanks thank you thankyou thx ta cheers many kind kindly so very much a lot indeed for "
    "your all the this help helping time support email letter message information advice "
    "guidance patience kindness reply response explaining everything explanation again in "
    "advance with and really truly best wishes regards quick prompt assistance diolch yn fawr"
)
_THANK: Final = _set("thanks thank thankyou thx ta cheers diolch")
_CLOSING: Final = re.compile(
    r"(?:(?:with )?(?:(?:very |my )?(?:kind|kindest|best|warm|warmest|many|good) )?"
    r"(?:regards|wishes)|yours(?: (?:sincerely|faithfully|truly))?|sincerely|kr|rgds|best|"
    r"all the best|take care|love|cofion(?: gorau)?|"
    r"have a (?:good|nice|lovely|great) (?:day|evening|afternoon|weekend|week)|"
    r"i?\s?hope (?:you are|you're|all is|this finds you) (?:well|keeping well|all well))\Z"
)
# An office's title, a team, a department: written with capitals, one of the nouns among them.
_OFFICE_NOUN: Final = _set(
    "service services team officer manager lead leader head director directorate coordinator "
    "co-ordinator adviser advisor administrator assistant caseworker mediator council "
    "department office authority board sendiass"
)
_OFFICE: Final = _OFFICE_NOUN | _set(
    "send sen ehc ehcp education health care social children childrens children's young "
    "people inclusion special educational needs disability disabilities additional statutory "
    "assessment mediation disputes resolution case casework deputy senior principal business "
    "support accredited learning family families city county borough district metropolitan "
    "local nhs integrated"
)
_SMALL: Final = _set("of and")
_PRONOUNS: Final = re.compile(r"[(\s]*(?:he/him|she/her|they/them)(?:/\w+)?[)\s]*\Z")
_PHONE: Final = re.compile(
    r"(?:(?:tel|telephone|phone|mobile|mob|direct(?: line| dial)?|office|bookings|switchboard|"
    r"helpline|fax|ddi|dd|t|m|p|d|home|work)\W{0,3}){0,2}"
    r"(?P<number>[+(]?[\d][\d\s().-]{7,22})(?:\s*(?:ext|x|extension)\.?\s*\d{1,6})?\W{0,2}\Z"
)
_DIGITS_OF_A_PHONE: Final = range(9, 14)  # a day has eight, two days have sixteen
_LABEL: Final = re.compile(r"^(?:e|e-?mail|w|web|website|address)\s*[:.]\s*")
_RULE: Final = re.compile(r"[\s_=*~#.-]{2,}\Z")
_KISSES: Final = re.compile(r"[\s,.]+x{1,5}\W*\Z")


@dataclass(frozen=True, kw_only=True)
class Writer:
    """How the writer may sign: what the records and the From header say of them."""

    names: Collection[str] = ()  # the display name, the name on record, the part before the @
    addresses: Collection[str] = ()  # email address; lines of the postal address on record
    offices: Collection[str] = ()  # names of organisations and teams on record
    readers: Collection[str] = ()  # to whom the writer may write: our advisers
    is_family: bool = False  # a family signs with no office


def is_courtesy(line: str, writer: Writer) -> bool:
    """Return whether a line says nothing but courtesy, who the writer is and how to reach them."""
    if len(line) > _LONGEST:
        return False
    plain = " ".join(alike(line).split())
    if not plain or _RULE.match(plain):
        return True
    if _is_phone(plain) or _is_address(plain, writer):
        return True
    if not _ONLY_WORDS.match(plain):
        return False
    return (
        _is_greeting(line, plain, writer)
        or _is_thanks_or_closing(plain, writer)
        or is_name(line, writer)
        or (not writer.is_family and _is_office(line, writer))
    )


def _is_phone(plain: str) -> bool:
    found = _PHONE.match(plain)
    digits = sum(char.isdigit() for char in found["number"]) if found else 0
    return digits in _DIGITS_OF_A_PHONE


def _words(plain: str) -> list[str]:
    return [word.strip(".'-") for word in _WORD.findall(plain)]


def _known_words(names: Iterable[str]) -> set[str]:
    return {word for name in names for word in _words(alike(name))}


def is_name(line: str, writer: Writer) -> bool:
    """Return whether a line is the writer's own name, a part of it or its beginning (Jo)."""
    plain = _KISSES.sub("", " ".join(alike(line).split()))
    if re.search(r"\d", plain) or not _ONLY_WORDS.match(plain or " "):
        return False
    typed = [word for word in _words(plain) if word not in _TITLES]
    return bool(typed) and len(typed) <= _MOST_NAMES + 1 and _is_of(typed, writer)


def _is_of(typed: list[str], writer: Writer) -> bool:
    known = _known_words(writer.names)
    short = 2  # letters: Jo for Joanna
    begins = any(len(typed[0]) >= short and name.startswith(typed[0]) for name in known)
    return begins and all(
        word in known or (len(word) == 1 and any(name[:1] == word for name in known))
        for word in typed[1:]
    )


def _is_greeting(line: str, plain: str, writer: Writer) -> bool:
    found = _GREETING.match(plain)
    if found is None:
        return False
    names = _words(line[found.end() :])
    known = _WHOM | _known_words((*writer.offices, *writer.readers))
    strange = [word for word in names if word.lower() not in known]
    # A name in a greeting is nobody's to check: it is a name if it is written as one.
    return (
        not re.search(r"\d", line)
        and len(strange) <= _MOST_NAMES
        and all(word[:1].isupper() and not word.isupper() for word in strange)
        and (plain[: found.end()] != "to" or plain.strip(" ,.:") == "to whom it may concern")
    )


def _is_thanks_or_closing(plain: str, writer: Writer) -> bool:
    said, _, name = plain.partition(",")
    if name.strip(" .,!") and not (is_name(name, writer) or _is_thanks_or_closing(name, writer)):
        return False
    words = _words(said)
    if not words or re.search(r"\d", said):
        return False
    if _CLOSING.match(" ".join(words)):
        return True
    for end in range(len(words), 0, -1):
        signed = words[end:]
        begins = " ".join(words[:end])
        is_said = bool(_CLOSING.match(begins)) or (
            _THANKS.issuperset(words[:end]) and not _THANK.isdisjoint(words[:end])
        )
        if is_said:
            to_reader = set(signed) <= _known_words(writer.readers)
            return to_reader or (len(signed) <= _MOST_NAMES and _is_of(signed, writer))
    return False


def _is_office(line: str, writer: Writer) -> bool:
    if _PRONOUNS.match(line.lower()):
        return True
    named = _known_words((*writer.offices, *writer.names))
    words = _words(line)
    lower = [alike(word) for word in words]
    is_named = set(lower) <= named | _SMALL
    return (
        bool(words)
        and not re.search(r"\d", line)
        and all(word[:1].isupper() or word in _SMALL for word in words)
        and set(lower) <= _OFFICE | _SMALL | named
        and (is_named or not _OFFICE_NOUN.isdisjoint(lower))
    )


def _is_address(plain: str, writer: Writer) -> bool:
    left = _LABEL.sub("", plain).strip(" <>.,")
    return left in {alike(one).strip(" .,") for one in writer.addresses}
