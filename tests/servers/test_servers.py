"""The test servers do what the other tests rely on."""

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import psycopg
import pytest
import redis
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from tests.servers.certificates import Certificate, make_certificate
from tests.servers.dovecot import Account, DovecotServer, running_dovecot
from tests.servers.postgres_server import PostgresServer
from tests.servers.processes import MissingProgram, ServerFailed, ServerProcess, program
from tests.servers.proxy import running_proxy
from tests.servers.redis_server import running_redis
from tests.servers.smtp import PASSWORD, USER, Drop, Hang, Reply, SmtpServer, Step, running_smtp
from tests.servers.tokens import running_token_endpoint

LINE_BROKE = (smtplib.SMTPServerDisconnected, ConnectionError, ssl.SSLEOFError)


def letter(subject: str = "Mediation") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = USER, "family@example.org"
    message["Subject"] = subject
    message.set_content("Your choice.\n.\n..and two dots\n")
    return message


def send(server: SmtpServer, *, port: int | None = None) -> None:
    with smtplib.SMTP("localhost", port or server.port, timeout=5) as client:
        client.starttls(context=server.certificate.client_context())
        client.login(USER, PASSWORD)
        client.send_message(letter())


def token_login(token: str) -> Callable[..., str]:
    def words(_challenge: bytes | None = None) -> str:
        return f"user={USER}\x01auth=Bearer {token}\x01\x01"

    return words


def open_mailbox(account: Account, *, port: int | None = None) -> IMAPClient:
    context = account.certificate.client_context()
    client = IMAPClient("localhost", port=port or account.tls_port, ssl_context=context, timeout=5)
    client.login(account.user, account.password)
    client.select_folder("INBOX")
    return client


def test_a_missing_program_says_what_installs_it() -> None:
    with pytest.raises(MissingProgram, match="`make test` installs it"):
        program("no-such-server", package="no-such-package")


def test_a_server_that_ends_at_once_gives_its_last_words(tmp_path: Path) -> None:
    log = tmp_path / "log"
    process = ServerProcess(["sh", "-c", "echo port is taken; exit 3"], log=log, cwd=tmp_path)

    with pytest.raises(ServerFailed, match="port is taken"):
        process.start(lambda: False)


def test_a_silent_server_is_ended_with_its_children(tmp_path: Path) -> None:
    log = tmp_path / "log"
    process = ServerProcess(["sh", "-c", "sleep 60 & wait"], log=log, cwd=tmp_path)

    with pytest.raises(ServerFailed, match=r"did not answer within 0\.1 s"):
        process.start(lambda: False, seconds=0.1)


def test_redis_is_empty_for_each_test(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("left", "behind")


def test_redis_is_empty_for_the_next_test_too(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("left", "behind")


def test_a_durable_redis_keeps_its_keys_when_killed() -> None:
    with running_redis(durable=True) as server:
        with redis.Redis.from_url(server.url) as client:
            client.set("case", "42")
        server.kill()
        server.start()
        with redis.Redis.from_url(server.url) as client:
            assert client.get("case") == b"42"


def test_each_test_has_a_database_of_its_own(
    postgres_url: str, postgres_server: PostgresServer
) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE TABLE cases (id int)")
    other = postgres_server.create_database()
    url = postgres_server.url(other).replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT to_regclass('cases')").fetchone()
    postgres_server.drop_database(other)

    assert found == (None,)


def test_mail_goes_round_from_smtp_to_imap(dovecot: DovecotServer, smtp_server: SmtpServer) -> None:
    account = dovecot.account()
    smtp_server.deliver_to("Family@example.org", account.maildir)

    send(smtp_server)
    client = open_mailbox(account)
    (uid,) = client.search()
    raw = client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"]
    client.logout()

    (received,) = smtp_server.received
    assert received.rcpt_tos == ("family@example.org",)
    assert received.over_tls
    assert received.user == USER
    assert received.message.get_content().endswith("..and two dots\n")
    assert raw.endswith(received.raw)
    assert raw.startswith(b"Return-Path: <worker@example.org>\r\nDelivered-To: family@")


def test_mail_can_be_moved_to_a_folder_and_looked_at(dovecot: DovecotServer) -> None:
    account = dovecot.account()
    account.maildir.deliver(letter("to be moved").as_bytes())
    client = open_mailbox(account)
    client.create_folder("Stored")

    client.move(client.search(), "Stored")
    client.logout()

    assert account.maildir.messages() == []
    assert len(account.folder("Stored").messages()) == 1


def test_two_mailboxes_are_apart(dovecot: DovecotServer) -> None:
    mine, other = dovecot.account(), dovecot.account()
    mine.maildir.deliver(letter().as_bytes())
    client = open_mailbox(other)

    assert client.search() == []
    client.logout()


def test_idle_wakes_when_mail_arrives(dovecot: DovecotServer) -> None:
    account = dovecot.account()
    client = open_mailbox(account)
    client.idle()

    account.maildir.deliver(letter().as_bytes())
    answers = client.idle_check(timeout=5)
    client.idle_done()
    client.logout()

    assert (1, b"EXISTS") in answers


def test_a_wrong_password_and_a_foreign_certificate_are_refused(
    dovecot: DovecotServer, tmp_path: Path
) -> None:
    account = dovecot.account()
    trusting = account.certificate.client_context()
    client = IMAPClient("localhost", port=account.tls_port, ssl_context=trusting, timeout=5)
    with pytest.raises(LoginError):
        client.login(account.user, "wrong")
    client.shutdown()

    stranger = make_certificate(tmp_path).client_context()
    with pytest.raises(ssl.SSLCertVerificationError):
        IMAPClient("localhost", port=account.tls_port, ssl_context=stranger, timeout=5)


def test_dovecot_keeps_mail_over_a_restart() -> None:
    with running_dovecot() as server:
        account = server.account("casework@example.org")
        account.maildir.deliver(letter().as_bytes())
        server.stop()
        server.start()
        client = open_mailbox(account)

        assert client.search() == [1]
        client.logout()


def test_dovecot_takes_access_tokens() -> None:
    with running_token_endpoint() as tokens, running_dovecot(token_port=tokens.port) as server:
        account = server.account("casework@example.org")
        tokens.allow("good", mailbox=account.user)
        context = account.certificate.client_context()
        client = IMAPClient("localhost", port=account.tls_port, ssl_context=context, timeout=5)
        client.oauth2_login(account.user, "good")
        client.logout()

        tokens.revoke("good")
        client = IMAPClient("localhost", port=account.tls_port, ssl_context=context, timeout=5)
        with pytest.raises(LoginError):
            client.oauth2_login(account.user, "good")
        client.shutdown()


def test_a_cut_line_ends_a_session_and_lets_the_next_one_in(dovecot: DovecotServer) -> None:
    account = dovecot.account()
    with running_proxy(account.tls_port) as proxy:
        client = open_mailbox(account, port=proxy.port)
        proxy.cut()
        with pytest.raises((OSError, IMAPClient.AbortError)):
            client.noop()
        client.shutdown()

        open_mailbox(account, port=proxy.port).logout()


def test_a_frozen_line_times_out(dovecot: DovecotServer) -> None:
    account = dovecot.account()
    with running_proxy(account.tls_port) as proxy:
        client = open_mailbox(account, port=proxy.port)
        client.socket().settimeout(0.2)
        proxy.freeze()
        with pytest.raises(TimeoutError):
            client.noop()
        client.shutdown()


def test_a_refusing_proxy_hangs_up_until_it_admits(smtp_server: SmtpServer) -> None:
    with running_proxy(smtp_server.port) as proxy:
        proxy.refuse()
        with pytest.raises(LINE_BROKE):
            send(smtp_server, port=proxy.port)
        proxy.admit()
        send(smtp_server, port=proxy.port)

    assert len(smtp_server.received) == 1


@pytest.mark.parametrize(
    ("step", "tries"),
    [
        (Step.STARTTLS, 1),
        (Step.AUTH, 2),  # the client tries PLAIN, then LOGIN
        (Step.MAIL, 1),
        (Step.RCPT, 1),
        (Step.DATA, 1),
        (Step.BODY, 1),
    ],
)
def test_each_step_can_refuse_and_then_accept(
    smtp_server: SmtpServer, step: Step, tries: int
) -> None:
    smtp_server.fail(step, *[Reply("451 4.3.0 Try later")] * tries)

    with pytest.raises(smtplib.SMTPException, match="451"):
        send(smtp_server)
    assert smtp_server.received == []
    send(smtp_server)

    assert len(smtp_server.received) == 1


def test_without_ehlo_there_is_no_starttls(smtp_server: SmtpServer) -> None:
    smtp_server.fail(Step.EHLO, Reply("502 5.5.1 What?"))

    with pytest.raises(smtplib.SMTPException, match="STARTTLS"):
        send(smtp_server)


def test_a_busy_server_says_so_and_hangs_up(smtp_server: SmtpServer) -> None:
    smtp_server.fail(Step.CONNECT, Reply("421 4.3.2 Too many connections"))

    with pytest.raises(smtplib.SMTPConnectError, match="421"):
        send(smtp_server)


@pytest.mark.parametrize("step", list(Step))
def test_the_line_can_break_at_each_step(smtp_server: SmtpServer, step: Step) -> None:
    smtp_server.fail(step, Drop())

    with pytest.raises(LINE_BROKE):
        send(smtp_server)

    assert smtp_server.received == []


def test_a_message_can_be_kept_although_the_line_broke(smtp_server: SmtpServer) -> None:
    smtp_server.fail(Step.BODY, Drop(kept=True))

    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_server)

    assert len(smtp_server.received) == 1


def test_a_fault_may_wait_for_a_later_arrival(smtp_server: SmtpServer) -> None:
    smtp_server.fail(Step.MAIL, None, Reply("550 5.7.1 Not you"))

    send(smtp_server)
    with pytest.raises(smtplib.SMTPSenderRefused):
        send(smtp_server)

    assert len(smtp_server.received) == 1
    assert smtp_server.connections == 2


def test_a_server_can_fall_silent(smtp_server: SmtpServer) -> None:
    smtp_server.fail(Step.BODY, Hang())
    client = smtplib.SMTP("localhost", smtp_server.port, timeout=5)
    client.starttls(context=smtp_server.certificate.client_context())
    client.login(USER, PASSWORD)
    assert client.sock is not None
    client.sock.settimeout(0.2)

    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        client.send_message(letter())


def test_smtp_refuses_clear_text_and_wrong_passwords(smtp_server: SmtpServer) -> None:
    with (
        smtplib.SMTP("localhost", smtp_server.port, timeout=5) as client,
        pytest.raises(smtplib.SMTPSenderRefused, match="STARTTLS"),
    ):
        client.send_message(letter())
    with smtplib.SMTP("localhost", smtp_server.port, timeout=5) as client:
        client.starttls(context=smtp_server.certificate.client_context())
        with pytest.raises(smtplib.SMTPSenderRefused, match="Authentication required"):
            client.send_message(letter())
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login(USER, "wrong")


def test_smtp_takes_access_tokens(smtp_server: SmtpServer) -> None:
    smtp_server.tokens.add("good")
    with smtplib.SMTP("localhost", smtp_server.port, timeout=5) as client:
        client.starttls(context=smtp_server.certificate.client_context())
        client.ehlo()
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.auth("XOAUTH2", token_login("bad"))
        client.auth("XOAUTH2", token_login("good"))
        client.send_message(letter())

    assert smtp_server.received[0].user == USER


def test_smtp_speaks_tls_from_the_first_byte(certificate: Certificate) -> None:
    context = certificate.client_context()
    with (
        running_smtp(certificate, tls="direct") as server,
        smtplib.SMTP_SSL("localhost", server.port, timeout=5, context=context) as client,
    ):
        with pytest.raises(smtplib.SMTPSenderRefused, match="Authentication required"):
            client.send_message(letter())
        client.login(USER, PASSWORD)
        client.send_message(letter())

    assert server.received[0].over_tls


def test_smtp_speaks_clear_text_when_told_to(certificate: Certificate) -> None:
    with (
        running_smtp(certificate, tls="none") as server,
        smtplib.SMTP("localhost", server.port, timeout=5) as client,
    ):
        client.send_message(letter())

    assert not server.received[0].over_tls
    assert server.received[0].user is None


def test_addresses_quote_what_must_be_quoted(
    dovecot: DovecotServer, smtp_server: SmtpServer
) -> None:
    account = dovecot.account("casework@example.org")

    assert account.url(port=993) == (
        "imaps://casework%40example.org:open%2Fsesame%2B1@localhost:993/INBOX"
    )
    assert smtp_server.url(port=587) == (
        "smtp://worker%40example.org:open%20sesame%2F2@localhost:587"
    )
