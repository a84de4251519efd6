"""The lines that may stand beside a form: matched whole, by closed lists of words.

A line counts only if all of it is known, so that nothing a person could set a limit with is ever
among them. There are no exceptions to add; what is missing here waits for a person, which costs
one click.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from worker.inbox.answers.form import alike


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LONGEST: Final = 160
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_ONLY_WORDS: Final = re.compile(r"[\w\s'.,!&()/|:;-]+\Z")
_TITLE: Final = re.compile(r"\b(mr|mrs|ms|miss|mx|dr)\b\.?", re.IGNORECASE)
_PIECE: Final = re.compile(r"[,;!]|(?<!\b\w)\.(?=\s|\Z)")
_GREETING: Final = re.compile(
    r"(?:hi|hello|hiya|hey|dear|morning|afternoon|evening|good (?:morning|afternoon|evening|day)|"
    r"greetings|bore da|prynhawn da|annwyl|salaam|assalamu alaikum|namaste)(?=\s|\Z)"
)
_WHOM: Final = re.compile(
    r"(?: (?:all|both|there|again|team|everyone|colleagues?|sirs?|madam|sir or madam|sir/madam|"
    r"good (?:morning|afternoon|evening)|advisers?))*\Z"
)
_TO_WHOM: Final = "to whom it may concern"
# Whoever a title stands before is a person; "miss" is a verb too.
_TITLED: Final = re.compile(r"\b(?:mr|mrs|ms|mx|dr) (?-i:[^\W\d_a-z])[\w'\u2019-]*", re.IGNORECASE)
_MOST_NAMES: Final = 3
_OF_HELP: Final = (
    r"(?:all )?(?:of )?(?:your |the |this |their )?(?:(?:kind|prompt|quick|continued) )?"
    r"(?:help|support|assistance|time|kindness|email|letter|message|information|advice|"
    r"guidance|reply|response|explanation|this|everything|helping(?: me| us)?|"
    r"explaining(?: this| it| everything)?)(?: with (?:this|everything))?"
)
_CLOSING_WORDS: Final = (
    r"(?:(?:with )?(?:(?:very |my )?(?:kind|kindest|best|warm|warmest|many|good) )?"
    r"(?:regards|wishes)|yours(?: (?:sincerely|faithfully|truly))?|sincerely|kr|rgds|best|"
    r"all the best|take care|love|cofion(?: gorau)?|"
    r"have a (?:good|nice|lovely|great) (?:day|evening|afternoon|weekend|week)|"
    r"i?\s?hope (?:you are|you're|all is|this finds you) (?:well|keeping well|all well))"
)
_THANKS: Final = (
    r"(?:with )?(?:(?:very |so )?many |kind )?(?:thanks|thank you|thankyou|thx|ta|cheers|diolch)"
    r"(?: (?:so much|very much|indeed|again|kindly|a lot|all|yn fawr))*"
    rf"(?:(?: for {_OF_HELP}(?: and {_OF_HELP})?)?(?: again)?| in advance(?: for your help)?)"
)
_SAID: Final = re.compile(rf"(?:{_THANKS}(?: and {_CLOSING_WORDS})?|{_CLOSING_WORDS})\Z")
# An office's title, a team, a department: written with capitals, one of the nouns among them.
_OFFICE_NOUN: Final = _set(
    "service services team officer manager lead leader head director directorate coordinator "
    "adviser advisor administrator assistant caseworker mediator council department office "
    "authority board sendiass"
)
_OFFICE: Final = _OFFICE_NOUN | _set(
    "send sen ehc ehcp education health care social children childrens children's young people "
    "inclusion statutory assessment mediation disputes resolution case casework deputy senior "
    "principal business support accredited learning family families city county borough district "
    "metropolitan local nhs integrated of and"
)
_NEEDS: Final = re.compile(
    r"\b(?:special )?(?:educational|additional) needs(?: (?:and|&) disabilit(?:y|ies))?\b",
    re.IGNORECASE,
)
_LONGEST_TITLE: Final = 6  # words
_SMALL: Final = frozenset({"of", "and"})
_PRONOUNS: Final = re.compile(r"[(\s]*(?:he/him|she/her|they/them)(?:/\w+)?[)\s]*\Z")
# A number as telephones have it: a day or two times of day are none.
_PHONE: Final = re.compile(
    r"(?:(?:tel|telephone|phone|mobile|mob|direct(?: line| dial)?|office|bookings|switchboard|"
    r"helpline|fax|ddi|t|m|p|d|home|work|my)(?: no| number)?\W{0,3})?"
    r"(?:(?:\+|00)\d{1,3}[ .-]?(?:\(0\) ?)?|\(?0)\d{2,12}\)?(?:[ .-]?\d{2,8}){0,4}"
    r"(?:\s?(?:ext|x|extension)\.? ?\d{1,6})?\W{0,2}\Z"
)
_FEWEST_DIGITS: Final = 10  # of a telephone number
_LABEL: Final = re.compile(r"^(?:e|e-?mail|w|web|website|address)\s*[:.]\s*")
_RULE: Final = re.compile(r"[\s_=*~#-]{2,}\Z")
_KISSES: Final = re.compile(r"(?:^|[\s,.]+)x{1,5}\W*\Z")


@dataclass(frozen=True, kw_only=True)
class Writer:
    """How the writer may sign: what the records and the From header say of them."""

    names: Collection[str] = ()  # the display name, the name on record, the part before the @
    addresses: Collection[str] = ()  # email address; lines of the postal address on record
    offices: Collection[str] = ()  # names of organisations and teams on record
    readers: Collection[str] = ()  # to whom the writer may write: our advisers
    is_family: bool = False  # a family signs with no office


def agreeing(chosen: Iterable[str], on_record: Collection[str]) -> tuple[str, ...]:
    """Return what of the names that a sender chose agrees with the names on record, word by word.

    A display name can hold anything ("Pat (only after Monday)"). Where no name is on record, as of
    a bare file, it counts whole.
    """
    if not on_record:
        return tuple(chosen)
    known = {word for word in _known_words(on_record) if len(word) > 1}
    return tuple(word for name in chosen for word in _words(name) if _is_short_for(word, known))


def _is_short_for(word: str, known: Collection[str]) -> bool:
    """Return whether a word is one of the names or, as Jo is for Joanna, the beginning of one."""
    return len(word) > 1 and any(name.startswith(word) for name in known)


def is_courtesy(line: str, writer: Writer, *, is_above: bool = True) -> bool:
    """Return whether a line says nothing but courtesy, who the writer is and how to reach them.

    A greeting counts only above the answer: below it, "Afternoon" is a wish.
    """
    if len(line) > _LONGEST:
        return False
    plain = " ".join(alike(line).split())
    if not plain or _RULE.match(plain):
        return True
    if _is_phone(plain) or _is_address(plain, writer):
        return True
    if not _ONLY_WORDS.match(plain):
        return False
    return _is_said(line, writer, is_above=is_above) or (
        not writer.is_family and _is_office(line, writer)
    )


def _is_said(line: str, writer: Writer, *, is_above: bool) -> bool:
    """Return whether each piece of a line is a greeting, thanks, a closing or the writer's name."""
    pieces = [" ".join(one.split()) for one in _PIECE.split(_TITLE.sub(r"\1", line))]
    said = [piece for piece in pieces if piece]
    greets = bool(said) and is_above and _is_greeting(said[0], writer)
    if greets and len(said) > 1 and _is_of(_words(said[1]), writer.readers):
        said = said[1:]  # Hello, Nadia
    return bool(said) and all(
        _is_thanks_or_closing(piece, writer) or is_name(piece, writer)
        for piece in said[1 if greets else 0 :]
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(alike(text))


def _known_words(names: Iterable[str]) -> set[str]:
    return {word for name in names for word in _words(name)}


def is_name(line: str, writer: Writer) -> bool:
    """Return whether a line is the writer's own name, or a part of it."""
    plain = _KISSES.sub("", " ".join(alike(line).split()))
    if re.search(r"\d", plain) or not _ONLY_WORDS.match(plain or " "):
        return False
    typed = _words(_TITLE.sub("", plain))
    return len(typed) <= _MOST_NAMES + 1 and _is_of(typed, writer.names)


def _is_of(typed: list[str], names: Iterable[str]) -> bool:
    """Return whether words are names or, beside one that is, initials of names."""
    known = _known_words(names)
    initials = {name[:1] for name in known}
    return any(word in known and len(word) > 1 for word in typed) and all(
        word in known or word in initials for word in typed
    )


def _is_greeting(piece: str, writer: Writer) -> bool:
    plain = alike(piece)
    found = _GREETING.match(plain)
    if found is None:
        return plain == _TO_WHOM
    rest = piece[found.end() :]
    if _WHOM.match(alike(rest)):
        return True
    # Any other word with a capital may be a wish ("Hi Please Disregard"): a name is on record.
    known = _known_words((*writer.offices, *writer.readers)) | {"the", "team", "and"}
    return set(_words(_TITLE.sub("", _TITLED.sub("", rest, count=1)))) <= known


def _is_thanks_or_closing(piece: str, writer: Writer) -> bool:
    words = _words(piece)
    if re.search(r"\d", piece):
        return False
    for end in range(len(words), 0, -1):
        if _SAID.match(" ".join(words[:end])):
            signed = words[end:]
            to_reader = set(signed) <= _known_words(writer.readers)
            return to_reader or (len(signed) <= _MOST_NAMES and _is_of(signed, writer.names))
    return False


def _is_office(line: str, writer: Writer) -> bool:
    if _PRONOUNS.match(line.lower()):
        return True
    named = _known_words((*writer.offices, *writer.names))
    words = _WORD.findall(_NEEDS.sub("SEND", line))
    lower = [alike(word) for word in words]
    return (
        bool(words)
        and not re.search(r"\d", line)
        and all(word[:1].isupper() or word in _SMALL for word in words)
        and (set(lower) <= named | _SMALL or _is_title(lower, named))
    )


def _is_title(words: list[str], named: set[str]) -> bool:
    """Return whether words are a title such as Head of SEND or SEND Team: its noun at an end."""
    ends = words[0] in _OFFICE_NOUN or words[-1] in _OFFICE_NOUN | named
    has_noun = not _OFFICE_NOUN.isdisjoint(words)
    return len(words) <= _LONGEST_TITLE and has_noun and ends and set(words) <= _OFFICE | named


def _is_phone(plain: str) -> bool:
    digits = sum(char.isdigit() for char in plain)
    return digits >= _FEWEST_DIGITS and bool(_PHONE.match(plain))


def _is_address(plain: str, writer: Writer) -> bool:
    left = _LABEL.sub("", plain).strip(" <>.,")
    return left in {alike(one).strip(" .,") for one in writer.addresses}
