"""Switch each rule of the mailbox reader off, one at a time, and count the tests that notice.

Run from the root: python -m tools.ablate_reading [PART OF A NAME]. A rule that no test notices
exits with 1. Each rule is run in a process of its own, two at a time.
"""

import contextlib
import io
import re
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import time
from typing import Any, Final

import pytest

from worker.inbox import reading
from worker.inbox.answers import (
    accounted,
    answer,
    courtesy,
    dates,
    form,
    known_lines,
    on_record,
    own_words,
    suggestions,
)
from worker.inbox.answers.known_lines import KnownLines
from worker.inbox.answers.on_record import Known
from worker.inbox.answers.own_words import Kind, OwnWords
from worker.inbox.terms import Evidence, Says

TESTS: Final = (
    "tests/inbox/answers",
    "tests/inbox/test_reading.py",
    "tests/inbox/test_sender.py",
    "tests/inbox/test_contacts.py",
    "tests/inbox/test_match.py",
)
NEVER: Final = re.compile(r"(?!)")
_READER: Final = reading._Reader  # noqa: SLF001 - what is switched off is inside


def _off(owner: object, name: str, other: object) -> Callable[[], None]:
    return lambda: setattr(owner, name, other)


def _always(value: object) -> Callable[..., object]:
    return lambda *_, **__: value


def _without(owner: object, name: str, part: str) -> Callable[[], None]:
    """Leave out the reasons that have these words, of a method that returns reasons."""
    made = getattr(owner, name)

    def fewer(*given: Any, **more: Any) -> list[str]:
        return [why for why in made(*given, **more) if part not in why]

    return _off(owner, name, fewer)


def _changed(owner: object, name: str, change: Callable[..., Any]) -> Callable[[], None]:
    """Call the function with other arguments."""
    made = getattr(owner, name)
    return _off(owner, name, lambda *given, **more: change(made, *given, **more))


def _first_form(made: Any, forms: Any, *rest: Any) -> Any:
    return forms[0].reading if forms else made(forms, *rest)


def _rest_as_quoted(made: Any, lines: Any, known: Known) -> Any:
    quoted = [replace(x, kind=Kind.QUOTED if x.kind is Kind.REST else x.kind) for x in lines]
    return made(quoted, known)


def _tail_passes(made: Any, line: Any) -> Any:
    found = made(line)
    row = line.row
    return form._reading(line, Evidence.FORM) if not row.needs and not row.takes else found  # noqa: SLF001


class _NoWeekday(dict[str, int]):
    def __getitem__(self, key: str) -> Any:
        return None


def _gist_without(place: int) -> Callable[[], None]:
    made = answer._gist  # noqa: SLF001
    return _off(answer, "_gist", lambda one: made(one)[:place] + made(one)[place + 1 :])


RULES: Final[dict[str, Callable[[], None]]] = {
    # beside the form
    "courtesy: closed lists": _off(answer, "is_courtesy", _always(True)),
    "courtesy: passes": _off(answer, "is_courtesy", _always(False)),
    "courtesy: greeting only above": _changed(
        answer, "is_courtesy", lambda made, *given, **_: made(*given, is_above=True)
    ),
    "courtesy: thanks and closings whole": _off(
        courtesy, "_SAID", re.compile(r"(?:thank|best|kind)")
    ),
    "courtesy: greeting whole": _off(courtesy, "_WHOM", re.compile("")),
    "courtesy: no doubt for a name": _off(courtesy, "has_doubt", _always(False)),
    "courtesy: sign-off names": _off(courtesy, "is_name", _always(True)),
    "courtesy: whole names": _changed(
        courtesy,
        "_is_of",
        lambda made, typed, names: (
            made(typed, names)
            or any(
                name.startswith(word)
                for word in typed
                for name in courtesy._known_words(names)  # noqa: SLF001
            )
        ),
    ),
    "courtesy: offices are no family's": _changed(
        courtesy,
        "_is_said",
        lambda made, line, writer, **more: (
            made(line, writer, **more) or courtesy._is_office(line, writer)  # noqa: SLF001
        ),
    ),
    "courtesy: office's noun and capitals": _off(courtesy, "_is_office", _always(True)),
    "courtesy: telephone's shape": _off(courtesy, "_PHONE", re.compile(r".*\d[\d\s().-]{5,}.*")),
    "courtesy: telephone's digits": _off(courtesy, "_FEWEST_DIGITS", 1),
    "courtesy: address on record": _off(courtesy, "_is_address", lambda plain, _: "@" in plain),
    "courtesy: dots are no rule": _off(courtesy, "_RULE", re.compile(r"[\s_=*~#.-]{2,}\Z")),
    "known lines: whole": _off(KnownLines, "taken", _always(1)),
    "known lines: pass": _off(KnownLines, "taken", _always(0)),
    "known lines: signs are words": _off(known_lines, "_TOKEN", re.compile(r"[^\W_]+")),
    # the form
    "form: nothing else in its line": _changed(form, "_read", _tail_passes),
    "form: question mark": _off(form, "_OPEN", re.compile(r"…|\.\.")),
    "form: ellipsis": _off(form, "_OPEN", re.compile(r"\?")),
    "form: a hyphen, no dash": _off(
        form,
        "_WORDS",
        tuple(
            (row, re.compile(p.pattern.replace(r"(?:\s+|-)", r"[\s-]+")))
            for row, p in form._WORDS  # noqa: SLF001
        ),
    ),
    "form: provider in force": _off(
        form,
        "_READERS",
        {**form._READERS, Says.REQUESTED: lambda line: form._reading(line, Evidence.FORM)},  # noqa: SLF001
    ),
    "form: closed words of a place": _off(form, "_is_place", _always(True)),
    "form: plausible day ended": _off(form, "is_plausible", _always(True)),
    "form: plausible day to come": _off(form, "_doubts_of_coming", _always([])),
    "form: far-off day": _off(form, "_MOST_DAYS_AHEAD", 99_999),
    "form: time of day": _off(form, "_WORKING_DAY_STARTS", time(0)),
    "form: wrong weekday": _off(dates, "WEEKDAYS", _NoWeekday(dates.WEEKDAYS)),
    "form: by, before, week of": _off(dates, "_NOT_THE_DAY", NEVER),
    "form: two days": _off(dates, "_ANOTHER_DAY", NEVER),
    "form: two forms": _changed(answer, "_reading_of", _first_form),
    "form: not too long": _off(answer, "_LONGEST_ANSWER", 10**9),
    # what was cut away
    "cut: compared": _off(answer, "strange_lines", _always([])),
    "cut: first form line never quotation": _changed(
        answer,
        "unmarked_quotation",
        lambda made, *given, **_: made(*given, start=0, is_courtesy=lambda _: False),
    ),
    "cut: unmarked quotation known": _off(answer, "unmarked_quotation", _always(set())),
    "cut: run of three": _off(accounted, "_LEAST_RUN", 1),
    "cut: five words begin": _off(accounted, "_LEAST_WORDS", 1),
    "cut: overlap": _off(accounted, "_OVERLAP", 1),
    "cut: header names us": _off(Known, "names_us", _always(True)),
    "cut: header's closed vocabulary": _off(Known, "is_header", _always(True)),
    "cut: bare file, our address": _off(Known, "is_from_our_address", _always(True)),
    "cut: bare file, broken lines": _changed(
        answer, "strange_lines_of_a_bare_file", _rest_as_quoted
    ),
    "cut: bare file, anything": _off(answer, "strange_lines_of_a_bare_file", _always([])),
    "cut: whole addresses": _off(on_record, "_stands_in", lambda address, text: address in text),
    "cut: texts without end": _off(on_record, "_MOST_LETTERS", 10**9),
    "cut: separator of a header": _off(own_words, "_SEPARATOR", NEVER),
    "circumstance: hidden": _without(answer, "_circumstances", "hides words"),
    "circumstance: struck": _without(answer, "_circumstances", "crossed out"),
    "circumstance: between lines": _without(answer, "_circumstances", "between quoted"),
    "circumstance: forwarded": _without(answer, "_circumstances", "passed on"),
    "circumstance: interleaved at all": _off(OwnWords, "is_interleaved", property(_always(False))),
    "html: read beside the text": _changed(
        reading, "read_answer", lambda made, own, _, circle: made(own, None, circle)
    ),
    "html: same answer": _gist_without(0),
    "html: same day": _gist_without(1),
    "html: same time": _gist_without(2),
    "html: same provider": _gist_without(3),
    "html: same place": _gist_without(4),
    "html: same outcome": _gist_without(5),
    "html: same words beside": _gist_without(6),
    # the message, its sender, its case
    "message: repaired": _without(_READER, "_of_the_message", "repaired"),
    "message: damaged": _without(_READER, "_of_the_message", "damaged"),
    "message: subject": _without(_READER, "_of_the_case", "subject"),
    "message: subject of a bare file": _changed(
        _READER,
        "_is_reply_to_ours",
        lambda made, self: made(self) or self._subjects is None,
    ),
    "message: attachment": _off(_READER, "_is_footer_picture", _always(True)),
    "message: footer's picture": _off(_READER, "_is_footer_picture", _always(False)),
    "message: size of a picture": _off(reading, "_FOOTER_PICTURE", 10**9),
    "message: automatic mark": _changed(
        _READER, "kept", lambda made, *given: [w for w in made(*given) if "automatic" not in w]
    ),
    "message: a mark outranks nobody": _off(
        reading, "_kind", lambda machine, *_, **__: machine.kind
    ),
    "role: another's form": _off(reading, "may_say", _always(True)),
    "role: the adviser's block": _without(_READER, "_of_the_role", "another role"),
    "role: the block's case": _without(_READER, "_of_the_role", "another case"),
    "sender: on record": _without(_READER, "_of_the_sender", "the sender:"),
    "sender: one role": _without(_READER, "_of_the_sender", "not certain"),
    "case: two ways agree": _without(_READER, "_of_the_sender", "two cases"),
    "case: place": _without(_READER, "_of_the_case", "the place"),
    "case: ICB": _without(_READER, "_of_the_case", "ICB"),
    "case: open question": _without(_READER, "_of_the_case", "Outcome wanted"),
    "case: perhaps new": _off(reading, "_may_be_new", _always(False)),
    "case: not everything is new": _off(reading, "_may_be_new", _always(True)),
    # suggestions
    "suggestion: no doubt": _off(suggestions, "_is_doubtful", _always(False)),
    "suggestion: no negation": _off(suggestions, "_NEGATION", NEVER),
    "suggestion: no limit in the sentence": _off(suggestions, "_DOUBT_IN_SENTENCE", NEVER),
    "suggestion: a day": _changed(suggestions, "_with_day", lambda _, found, *__: found),
    "suggestion: not too long": _off(suggestions, "_LONGEST", 10**9),
}


def _silently(arguments: list[str]) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
        pytest.main(arguments)
    return out.getvalue()


def failing(rule: str) -> int:
    """Return how many tests fail without a rule."""
    RULES.get(rule, _always(None))()
    out = _silently(["-q", "-p", "no:cacheprovider", "--tb=no", "-p", "no:xdist", *TESTS])
    found = re.search(r"(\d+) failed", out)
    return int(found[1]) if found else 0


def main() -> int:
    """Print each rule with the number of tests that fail without it."""
    wanted = [rule for rule in RULES if not sys.argv[1:] or sys.argv[1] in rule]
    with ProcessPoolExecutor(max_workers=2, max_tasks_per_child=1) as pool:
        counts = dict(zip(wanted, pool.map(failing, wanted), strict=True))
        before = pool.submit(failing, "").result()
    counts = {rule: count - before for rule, count in counts.items()}
    print(f"{before:5}  fail with every rule in force; they are not counted below")
    for rule, count in counts.items():
        print(f"{count:5}  {rule}")
    return 0 if all(counts.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
