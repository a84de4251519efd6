"""Put an installation together from its settings; the one clock is here."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from worker.addressing import Source
from worker.calendar_file import load_working_days
from worker.case.policy import Policy
from worker.case.terms import Body
from worker.deadlines.readings import InformationBy
from worker.errors import BadInput, Stop
from worker.flow.world import World
from worker.inbox.answers.known_lines import load_known_lines
from worker.mailboxes import tokens_of
from worker.organisations import Organisations, load_logos, load_organisations
from worker.outbox.accounts import transport_for
from worker.outbox.email_text import EmailTemplates
from worker.outbox.letters import LetterTemplates
from worker.outbox.notify import NotifyAccount, NotifyPost
from worker.outbox.pdf import OfficePool
from worker.outbox.post import PostRoute, PrintFolder
from worker.outbox.transport import Transport
from worker.outbox.words import read_words
from worker.settings import BodySettings, Mode, Settings
from worker.store.database import Database
from worker.store.documents import Documents
from worker.store.passwords import Passwords

_EXAMPLE_KEY = "example-signing-key"


def utc_now() -> datetime:
    """Give the present instant."""
    return datetime.now(UTC)


def policy_of(settings: Settings) -> Policy:
    """Make the choices of an installation into a policy."""
    targets = settings.targets
    return Policy(
        days=load_working_days(settings.beside(settings.holidays)),
        chase_days=targets.chase_days,
        day_starts=targets.day_starts,
        acknowledge_within=targets.acknowledge_within,
        inform_within=targets.inform_within,
        ask_adviser_after=targets.ask_adviser_after,
        reminders=targets.reminders,
        post_closes=settings.post.closes,
        other_format_within=targets.other_format_within,
        information_by=InformationBy(targets.information_by),
    )


def refuse_examples_in_live_mode(settings: Settings, organisations: Organisations) -> None:
    """Stop a live installation that still has what ships for trying out."""
    if settings.mode is not Mode.LIVE:
        return
    examples = organisations.examples()
    if examples:
        raise Stop(
            "live mode does not start with the contact details that ship as examples: mend "
            f"{settings.beside(settings.organisations)} and take `example = true` away from "
            f"{', '.join(examples)}"
        )
    if settings.signing_key.get_secret_value().startswith(_EXAMPLE_KEY):
        raise Stop(
            "live mode does not start with the signing key that ships: set MEDIATION_SIGNING_KEY "
            "or MEDIATION_SIGNING_KEY_FILE (openssl rand -hex 32)"
        )


def _transport(account: BodySettings) -> Transport:
    tokens = tokens_of(account)
    return transport_for(
        account.smtp_url,
        password=account.smtp_password.get_secret_value(),
        token=tokens.token if tokens else None,
        ca_file=account.ca_file,
    )


def post_route(settings: Settings) -> PostRoute:
    """Give the way to the printer; in rehearsal no letter is posted to anybody."""
    folder = Path(settings.print_folder)
    if settings.mode is not Mode.LIVE:
        return PrintFolder(folder / "rehearsal")
    if settings.post.route == "folder":
        return PrintFolder(folder)
    try:
        account = NotifyAccount(
            url=settings.post.notify_url, key=settings.post.notify_key.get_secret_value()
        )
    except BadInput as error:
        raise Stop(f"post.notify_key: {error}") from error
    return NotifyPost(account, postage=settings.post.postage)


def build(settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> World:
    """Build the installation; nothing is connected or started before it is used.

    Raises Stop naming the file and the key that must be mended.
    """
    organisations = load_organisations(settings.beside(settings.organisations))
    logo_of = load_logos(organisations, beside=settings.beside(settings.organisations))
    refuse_examples_in_live_mode(settings, organisations)
    policy = policy_of(settings)
    templates = settings.beside(settings.templates)
    words = read_words(templates / "words.toml")

    @cache
    def transport(body: Body) -> Transport:
        try:
            return _transport(settings.of(body))
        except BadInput as error:
            raise Stop(f"{body.value}.smtp_url: {error}") from error

    for body in Body:  # an address that cannot be used stops the start
        transport(body)
    return World(
        settings=settings,
        database=Database(settings.database_url),
        documents=Documents(settings.key_for_documents()),
        passwords=Passwords(settings.key_for_documents() or settings.key_for_signing()),
        organisations=organisations,
        known_lines=load_known_lines(settings.beside(settings.known_lines)),
        policy=policy,
        source=Source(
            organisations=organisations,
            policy=policy,
        ),
        letters=LetterTemplates(templates / "letters", words, logo_of=logo_of),
        emails=EmailTemplates(templates / "emails", words),
        converter=OfficePool(
            size=settings.letters.converters,
            time_limit=settings.letters.time_limit_seconds,
            recycle_after=settings.letters.recycle_after,
        ),
        transport=transport,
        post=post_route(settings),
        clock=clock,
    )
