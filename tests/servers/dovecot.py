"""A Dovecot IMAP server over TLS, where each test asks for mailboxes of its own."""

import contextlib
import grp
import os
import pwd
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from tests.servers.certificates import Certificate, make_certificate
from tests.servers.maildir import Maildir
from tests.servers.processes import (
    ServerProcess,
    accepts_connections,
    free_port,
    program,
    wait_until_free,
)

PASSWORD = "open/sesame+1"  # an address must quote the slash

_CONFIGURATION = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
info_log_path = {folder}/log
instance_name = test-{port}
default_internal_user = {server_user}
default_internal_group = {server_group}
default_login_user = {server_user}
protocols = imap
listen = 127.0.0.1
mail_location = maildir:{folder}/mail/%u:LAYOUT=fs
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 0
first_valid_gid = 0
mailbox_list_index = no
auth_mechanisms = plain login
{authentication}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = no
# One wrong password must not slow the logins after it.
auth_failure_delay = 0 secs
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {tls_port}
    ssl = yes
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
"""

_PASSWORDS = """\
passdb {{
  driver = static
  args = password={password}
}}
"""

_TOKENS = """\
auth_mechanisms = xoauth2 oauthbearer
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {path}
}}
"""

_TOKEN_QUESTIONS = """\
tokeninfo_url = http://127.0.0.1:{port}/tokeninfo?access_token=
introspection_url = http://127.0.0.1:{port}/introspect
introspection_mode = auth
username_attribute = email
active_attribute = active
active_value = true
"""


@dataclass(frozen=True, kw_only=True)
class Account:
    """One mailbox on the server, with the folder behind it."""

    user: str
    password: str
    port: int  # clear text with STARTTLS
    tls_port: int  # TLS from the first byte
    certificate: Certificate
    maildir: Maildir

    def url(self, scheme: Literal["imap", "imaps"] = "imaps", *, port: int | None = None) -> str:
        """Return the address with user and password; `port` names a proxy before it."""
        own = self.tls_port if scheme == "imaps" else self.port
        login = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}"
        return f"{scheme}://{login}@localhost:{port or own}/INBOX"

    def folder(self, name: str) -> Maildir:
        """Return another folder of this mailbox."""
        return Maildir(path=self.maildir.path / name, owner=self.maildir.owner)


@dataclass(frozen=True, kw_only=True)
class DovecotServer:
    """A running Dovecot: any user name is a mailbox, all with one password."""

    port: int
    tls_port: int
    certificate: Certificate
    folder: Path
    owner: tuple[int, int]
    process: ServerProcess

    def account(self, address: str | None = None) -> Account:
        """Return the mailbox of `address`, or one that nobody has used yet."""
        user = address or f"box-{uuid.uuid4().hex[:10]}@example.org"
        return Account(
            user=user,
            password=PASSWORD,
            port=self.port,
            tls_port=self.tls_port,
            certificate=self.certificate,
            maildir=Maildir(path=self.folder / "mail" / user, owner=self.owner),
        )

    def start(self) -> None:
        """Start the server, first or again; mailboxes are kept."""
        self.process.start(lambda: accepts_connections(self.tls_port))

    def stop(self) -> None:
        """End it with the sessions that are open; mail that was delivered is kept."""
        # Asked to stop, Dovecot waits up to six seconds for helpers that have nothing to do.
        self.process.stop(patience=0.2)
        wait_until_free(self.tls_port)


@contextlib.contextmanager
def running_dovecot(*, token_port: int | None = None) -> Iterator[DovecotServer]:
    """Run a Dovecot; with `token_port` it takes access tokens and no passwords."""
    binary = program("dovecot", package="dovecot-imapd")
    with tempfile.TemporaryDirectory(prefix="dovecot-") as name:
        folder, port, tls_port = Path(name), free_port(), free_port()
        owner = _prepare(folder)
        certificate = make_certificate(folder)
        configuration = folder / "dovecot.conf"
        configuration.write_text(
            _CONFIGURATION.format(
                folder=folder,
                port=port,
                tls_port=tls_port,
                uid=owner[0],
                gid=owner[1],
                certificate=certificate.certificate,
                key=certificate.key,
                authentication=_authentication(folder, token_port),
                **_server_user(),
            )
        )
        server = DovecotServer(
            port=port,
            tls_port=tls_port,
            certificate=certificate,
            folder=folder,
            owner=owner,
            process=ServerProcess(
                [binary, "-F", "-c", configuration], log=folder / "output", cwd=folder
            ),
        )
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _prepare(folder: Path) -> tuple[int, int]:
    """Lay out the folder and return who owns the mail in it: root's mail is nobody's."""
    folder.chmod(0o755)
    for each in ("run", "state", "mail"):
        (folder / each).mkdir()
    mine = pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam("nobody")
    os.chown(folder / "mail", mine.pw_uid, mine.pw_gid)
    return mine.pw_uid, mine.pw_gid


def _server_user() -> dict[str, str]:
    """Return whom Dovecot's own processes run as: its user, or whoever runs the tests."""
    entry = pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam("dovecot")
    return {"server_user": entry.pw_name, "server_group": grp.getgrgid(entry.pw_gid).gr_name}


def _authentication(folder: Path, token_port: int | None) -> str:
    if token_port is None:
        return _PASSWORDS.format(password=PASSWORD)
    path = folder / "tokens.conf"
    path.write_text(_TOKEN_QUESTIONS.format(port=token_port))
    return _TOKENS.format(path=path)
