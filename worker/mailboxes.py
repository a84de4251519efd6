"""Open the mailbox of a body as the settings describe it."""

from datetime import date
from pathlib import Path
from typing import Final

from worker.case.terms import Body
from worker.errors import Stop
from worker.flow.world import World
from worker.inbox.mailbox.fetching import TakeLimits
from worker.inbox.mailbox.oauth import MicrosoftTokens, OAuth, read_certificate
from worker.inbox.mailbox.sources import open_source
from worker.inbox.mailbox.take import Mailbox
from worker.settings import BodySettings
from worker.store.incoming import Outcome
from worker.store.ledger import Ledger

_MEGABYTE: Final = 1024 * 1024


def oauth_of(account: BodySettings) -> OAuth | None:
    """Give the sign-in at Microsoft 365, or None where it is not used.

    Raises Stop when a date or a file is wrong.
    """
    chosen = account.oauth
    if not chosen.tenant:
        return None
    try:
        expires = date.fromisoformat(chosen.secret_expires) if chosen.secret_expires else None
    except ValueError as error:
        raise Stop("oauth.secret_expires is no date: write 2027-01-31") from error
    certificate = chosen.certificate_file
    return OAuth(
        tenant=chosen.tenant,
        client_id=chosen.client_id,
        secret=chosen.secret.get_secret_value(),
        certificate=read_certificate(Path(certificate)) if certificate else "",
        secret_expires=expires,
    )


def tokens_of(account: BodySettings) -> MicrosoftTokens | None:
    """Give the source of access tokens for mailbox and sending, or None."""
    oauth = oauth_of(account)
    return MicrosoftTokens(oauth) if oauth else None


def mailbox_of(world: World, body: Body) -> Mailbox | None:
    """Open the mailbox of a body, not connected yet; None when none is set."""
    account = world.settings.of(body)
    if not account.mailbox_url:
        return None
    folders = account.folders
    return Mailbox(
        source=open_source(
            account.mailbox_url,
            password=account.mailbox_password.get_secret_value(),
            tokens=tokens_of(account),
            ca_file=account.ca_file,
            folder=folders.inbox,
        ),
        ledger=Ledger(world.database, world.documents, body=body),
        folders={
            Outcome.RECORDED: folders.done,
            Outcome.DUPLICATE: folders.done,
            Outcome.WAITING: folders.waiting,
            Outcome.AUTO_REPLY: folders.machine,
            Outcome.BOUNCE: folders.machine,
            Outcome.SET_ASIDE: folders.set_aside,
        },
        trusted_hosts=account.received_by,
        limits=TakeLimits(message_bytes=world.settings.limits.message_megabytes * _MEGABYTE),
    )
