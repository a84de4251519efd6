"""Which transport an address in the settings names."""

from collections.abc import Callable

from worker.outbox.maildir_out import MaildirTransport
from worker.outbox.notify_email import NotifyEmail, read_notify_url
from worker.outbox.smtp import SmtpTransport
from worker.outbox.transport import Limits, Transport, read_maildir_url, read_smtp_url


def transport_for(
    url: str,
    *,
    password: str = "",
    token: Callable[[], str] | None = None,
    ca_file: str = "",
    limits: Limits | None = None,
) -> Transport:
    """Give the transport of smtp://, smtps://, notify:// or maildir:; BadInput for any other."""
    if url.startswith("maildir:"):
        return MaildirTransport(read_maildir_url(url))
    if url.startswith("notify:"):
        return NotifyEmail(*read_notify_url(url, key=password))
    account = read_smtp_url(url, password=password, token=token, ca_file=ca_file)
    return SmtpTransport(account, limits=limits)
