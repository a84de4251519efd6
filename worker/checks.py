"""Everything that would fail later, found now: settings, templates, calendar, servers."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import redis

from worker.calendar_file import compare_with_govuk, load_calendar
from worker.case.terms import Body
from worker.deadlines.london import london_date
from worker.errors import MediationError
from worker.flow.world import World
from worker.inbox.mailbox.oauth import expiry_warning
from worker.mailboxes import mailbox_of, oauth_of
from worker.organisations import Organisation
from worker.outbox.email_samples import EMAIL_SAMPLES
from worker.outbox.lint.emails import lint_emails
from worker.outbox.lint.finding import Finding as LetterFinding
from worker.outbox.lint.letters import lint_folder, lint_template, template_files
from worker.outbox.lint.trial import try_letter
from worker.outbox.office import TESTED, find_office, is_tested
from worker.settings import Mode


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that a check found."""

    check: str
    problem: str
    is_warning: bool = False  # works today; should be mended


Check = Callable[[World], Iterator[Finding]]

# What letters should say of their sender (domain 2.2), and leave out where it is not known.
_LEFT_OUT: Final = {
    "hours": "when it can be called",
    "privacy_notice": "how it uses what it knows about people",
    "complaints": "how to complain",
}
_DESKS_IN_LETTERS: Final = ("assessment", "referral", "cases")


def _organisations(world: World) -> Iterator[Finding]:
    today = london_date(world.clock())
    for find in (world.organisations.authority_on, world.organisations.adviser_on):
        try:
            find(today)
        except MediationError as problem:
            yield Finding(check="organisations", problem=str(problem))
    for row in (*world.organisations.authority, *world.organisations.adviser):
        if row.is_in_force(today):
            yield from _not_said(row)
    for adviser in (a for a in world.organisations.adviser if a.is_in_force(today)):
        if not adviser.signatory:
            yield Finding(
                check="organisations",
                problem=f"{adviser.name} has no `signatory`: a certificate must name a mediation "
                "adviser, and that of a case without one of its own names only the organisation. "
                "Write the name of an adviser into organisations.toml",
                is_warning=world.settings.mode is not Mode.LIVE,
            )
    if len(world.organisations.providers_on(today)) != 2:  # noqa: PLR2004 - the page offers two
        yield Finding(
            check="organisations",
            problem="the family has a choice of two mediation providers: organisations.toml has "
            f"{len(world.organisations.providers_on(today))} in force",
            is_warning=True,
        )
    if world.settings.mode is not Mode.LIVE and world.organisations.examples():
        yield Finding(
            check="organisations",
            problem="contact details are still the shipped examples; live mode will refuse them",
            is_warning=True,
        )


def _not_said(row: Organisation) -> Iterator[Finding]:
    """Find what the letters of an organisation leave out, or print as a gap."""
    for field, effect in _LEFT_OUT.items():
        if not getattr(row, field):
            yield Finding(
                check="organisations",
                problem=f"{row.name} has no `{field}`: its letters do not say {effect}. "
                "Write it into organisations.toml",
                is_warning=True,
            )
    gaps = ["`address`"] if not row.address else []
    gaps += [
        f"`phone` of desk {name}"
        for name, desk in row.desks.items()
        if name in _DESKS_IN_LETTERS and not desk.phone
    ]
    for gap in gaps:
        yield Finding(
            check="organisations",
            problem=f"{row.name} has no {gap}: its letters have a gap there. Write it into "
            "organisations.toml",
        )


def _calendar(world: World) -> Iterator[Finding]:
    settings = world.settings
    calendar = load_calendar(settings.beside(settings.holidays))
    compared = compare_with_govuk(calendar.days, today=london_date(world.clock()))
    for problem in compared.differences:
        yield Finding(check="calendar", problem=problem)
    for problem in compared.warnings:
        yield Finding(check="calendar", problem=problem, is_warning=True)


def _emails(world: World) -> Iterator[Finding]:
    for finding in lint_emails(world.emails, EMAIL_SAMPLES):
        yield Finding(check="emails", problem=str(finding))


def _letters(world: World) -> Iterator[Finding]:
    folder, words = world.letters.folder, world.letters.words
    found = lint_folder(folder, words)
    yield from map(_of_letter, found)
    wrong = {finding.template for finding in found if not finding.is_advice}
    sound = [file for file in template_files(folder) if file.name not in wrong]
    yield from _tried(world, sound, name=None)


def _of_letter(finding: LetterFinding) -> Finding:
    until = ". A file with this is not used until it is mended" if finding.holds else ""
    return Finding(check="letters", problem=f"{finding}{until}", is_warning=finding.is_advice)


def _tried(world: World, files: Iterable[Path], *, name: str | None) -> Iterator[Finding]:
    """Make the samples of sound files into PDFs; without LibreOffice that is what is found."""
    try:
        for file in files:
            for finding in try_letter(
                name or file.stem,
                file.read_bytes(),
                words=world.letters.words,
                converter=world.converter,
                shown_as=file.name,
            ):
                yield _of_letter(finding)
    except MediationError as problem:
        yield Finding(check="letters", problem=f"no sample could be made into a PDF: {problem}")


def check_letter_files(
    world: World, files: Iterable[Path], name: str | None
) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    """Check Word files that are not in use yet, as the letter of this name or of their own."""
    for file in files:
        found = lint_template(file, words=world.letters.words, name=name or "")
        is_sound = all(finding.is_advice for finding in found)
        tried = _tried(world, [file] if is_sound else [], name=name)
        yield str(file), (*map(_of_letter, found), *tried)


def _office(world: World) -> Iterator[Finding]:
    find_office()
    version = world.converter.version
    if not is_tested(version):
        yield Finding(
            check="LibreOffice",
            problem=f"this is {version}, and letters are tested with {' and '.join(TESTED)}: look "
            "at `mediation preview` of every letter before one is sent",
            is_warning=True,
        )


def _database(world: World) -> Iterator[Finding]:
    world.database.migrate()
    yield from ()


def _queue(world: World) -> Iterator[Finding]:
    url = world.settings.queue_url
    if url == "memory:":
        return
    try:
        redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5).ping()
    except (redis.RedisError, ValueError) as error:
        yield Finding(
            check="queue",
            problem=f"queue_url: Redis does not answer ({type(error).__name__}): is it running, "
            "and are host, port and password right?",
        )


def _sending(world: World) -> Iterator[Finding]:
    for body in Body:
        try:
            world.transport(body).check_connection()
        except MediationError as problem:
            yield Finding(check=f"{body.value} smtp_url", problem=str(problem))


def _mailboxes(world: World) -> Iterator[Finding]:
    for body in Body:
        oauth = oauth_of(world.settings.of(body))
        if oauth and (warning := expiry_warning(oauth, today=_today(world))):
            yield Finding(check=f"{body.value} oauth", problem=warning, is_warning=True)
        try:
            mailbox = mailbox_of(world, body)
            if mailbox:
                with closing(mailbox.source):
                    mailbox.connect()
        except MediationError as problem:
            yield Finding(check=f"{body.value} mailbox_url", problem=str(problem))


def _today(world: World) -> date:
    return london_date(world.clock())


def _post(world: World) -> Iterator[Finding]:
    try:
        world.post.check()
    except MediationError as problem:
        yield Finding(check="post", problem=str(problem))


CHECKS: Final[dict[str, Check]] = {
    "organisations": _organisations,
    "calendar": _calendar,
    "emails": _emails,
    "letters": _letters,
    "LibreOffice": _office,
    "database": _database,
    "queue": _queue,
    "sending": _sending,
    "mailboxes": _mailboxes,
    "post": _post,
}


def check_all(world: World) -> Iterator[tuple[str, tuple[Finding, ...]]]:
    """Do every check; a check that cannot be done is itself a finding."""
    for name, check in CHECKS.items():
        try:
            yield name, tuple(check(world))
        except MediationError as problem:
            yield name, (Finding(check=name, problem=str(problem)),)
