"""Sending to real SMTP servers: what is accepted, refused and not known, at every step."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from tests.servers.certificates import Certificate, make_certificate
from tests.servers.smtp import (
    PASSWORD,
    USER,
    Drop,
    Hang,
    Reply,
    SmtpServer,
    Step,
    Think,
    running_smtp,
)
from worker.errors import BadInput, TellSomeone, TryAgain
from worker.outbox.accounts import transport_for
from worker.outbox.smtp import SmtpTransport
from worker.outbox.transport import (
    Accepted,
    AccountRefused,
    Limits,
    RefusedForGood,
    RefusedForNow,
    Unknown,
    read_smtp_url,
)

FROM = "sendiass+LEI-26-00042-K.9f3c2a71d04e5b68@sendiass.example"
TO = "jo@mail.example"
MESSAGE = b"Subject: Your choice\r\n\r\nDear Jo,\r\n.a line that begins with a dot\r\n.\r\nEnd\r\n"
QUICK = Limits(connect=0.5, answer=0.5, body=0.5)


@dataclass
class Handover:
    """Counts how often the message was about to go out."""

    times: int = 0
    then: Callable[[], None] | None = None

    def __call__(self) -> None:
        self.times += 1
        if self.then:
            self.then()


@dataclass(kw_only=True)
class Clock:
    """A monotonic clock that stands still until it is moved."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass(kw_only=True)
class Account:
    """A transport to a running server, with the clock it goes by."""

    server: SmtpServer
    transport: SmtpTransport
    clock: Clock = field(default_factory=Clock)

    def send(self, *, to: str = TO, data: bytes = MESSAGE, on: Handover | None = None) -> Accepted:
        return self.transport.send(
            envelope_from=FROM, to=to, data=data, on_handover=on or Handover()
        )


@pytest.fixture
def account(smtp_server: SmtpServer, certificate_file: Path) -> Iterator[Account]:
    with opened(smtp_server, certificate_file) as transport:
        yield Account(server=smtp_server, transport=transport)


def opened(server: SmtpServer, ca_file: Path, limits: Limits = QUICK) -> SmtpTransport:
    return SmtpTransport(read_smtp_url(server.url(), ca_file=str(ca_file)), limits=limits)


def test_a_message_arrives_byte_for_byte_over_tls_with_its_envelope(account: Account) -> None:
    accepted = account.send()
    (received,) = account.server.received
    assert received.raw == MESSAGE
    assert (received.mail_from, received.rcpt_tos) == (FROM, (TO,))
    assert received.over_tls
    assert received.user == USER
    assert accepted.response == "250 2.0.0 Ok: queued as 000001"
    assert accepted.tls.startswith("TLSv1.")


def test_the_connection_is_reused_for_a_batch(account: Account) -> None:
    for _ in range(5):
        account.send()
    assert len(account.server.received) == 5
    assert account.server.connections == 1


def test_smtps_speaks_tls_from_the_first_byte(
    certificate: Certificate, certificate_file: Path
) -> None:
    with running_smtp(certificate, tls="direct") as server:
        url = server.url("smtps")
        with transport_for(url, ca_file=str(certificate_file), limits=QUICK) as transport:
            accepted = transport.send(
                envelope_from=FROM, to=TO, data=MESSAGE, on_handover=Handover()
            )
        assert accepted.tls.startswith("TLSv1.")
        assert server.received[0].over_tls


@pytest.mark.parametrize("fault", [Drop(), Hang(), Reply("554 5.3.2 Not today")], ids=str)
def test_smtps_that_never_greets_is_refused_for_now(
    certificate: Certificate, certificate_file: Path, fault: Drop | Hang | Reply
) -> None:
    with running_smtp(certificate, tls="direct") as server:
        server.fail(Step.CONNECT, fault)
        with (
            transport_for(
                server.url("smtps"), ca_file=str(certificate_file), limits=QUICK
            ) as transport,
            pytest.raises(RefusedForNow),
        ):
            transport.send(envelope_from=FROM, to=TO, data=MESSAGE, on_handover=Handover())
        assert server.received == []


def test_a_password_given_apart_beats_the_one_in_the_address(
    smtp_server: SmtpServer, certificate_file: Path
) -> None:
    url = smtp_server.url().replace("open%20sesame%2F2", "wrong")
    assert "wrong" in url
    with transport_for(
        url, password=PASSWORD, ca_file=str(certificate_file), limits=QUICK
    ) as transport:
        assert transport.check_connection().startswith("TLSv1.")


def test_xoauth2_logs_in_with_a_fresh_token(
    smtp_server: SmtpServer, certificate_file: Path
) -> None:
    smtp_server.tokens.add("second-token")
    tokens = iter(["first-token", "second-token"])
    url = f"smtp://{USER.replace('@', '%40')}@localhost:{smtp_server.port}"
    with transport_for(
        url, token=lambda: next(tokens), ca_file=str(certificate_file), limits=QUICK
    ) as transport:
        with pytest.raises(AccountRefused, match="refused the login"):
            transport.send(envelope_from=FROM, to=TO, data=MESSAGE, on_handover=Handover())
        transport.send(envelope_from=FROM, to=TO, data=MESSAGE, on_handover=Handover())
    assert smtp_server.received[0].user == USER


# What a refusal at each step means

BEFORE_THE_MESSAGE = (Step.MAIL, Step.RCPT, Step.DATA)


@pytest.mark.parametrize("step", [*BEFORE_THE_MESSAGE, Step.BODY])
def test_a_4xx_is_refused_for_now(account: Account, step: Step) -> None:
    account.server.fail(step, Reply("451 4.3.0 Try again later"))
    with pytest.raises(RefusedForNow, match=r"451 4\.3\.0 Try again later") as refused:
        account.send()
    assert isinstance(refused.value, TryAgain)
    assert (refused.value.refusal.step, refused.value.refusal.code) == (name_of(step), 451)
    assert account.server.received == [] or step is Step.BODY


@pytest.mark.parametrize("step", [*BEFORE_THE_MESSAGE, Step.BODY])
def test_a_5xx_is_refused_for_good(account: Account, step: Step) -> None:
    account.server.fail(step, Reply("550 5.1.1 No such person"))
    with pytest.raises(RefusedForGood, match=r"550 5\.1\.1 No such person") as refused:
        account.send()
    assert isinstance(refused.value, TellSomeone)
    assert (refused.value.refusal.step, refused.value.refusal.code) == (name_of(step), 550)


@pytest.mark.parametrize("step", [Step.CONNECT, Step.EHLO, Step.STARTTLS, *BEFORE_THE_MESSAGE])
@pytest.mark.parametrize("fault", [Drop(), Hang()])
def test_what_breaks_before_the_message_was_certainly_not_accepted(
    account: Account, step: Step, fault: Drop | Hang
) -> None:
    account.server.fail(step, fault, fault)
    handover = Handover()
    with pytest.raises(RefusedForNow) as refused:
        account.send(on=handover)
    assert not isinstance(refused.value, AccountRefused)
    assert handover.times == 0
    assert account.server.received == []


def test_who_waits_for_the_connection_is_asked_again_and_again(
    smtp_server: SmtpServer, certificate_file: Path
) -> None:
    # Whoever has claimed the message renews the claim then: waiting is no part of a lease.
    smtp_server.fail(Step.BODY, Think(1), None)
    waited: list[float] = []
    patient = Limits(turn=0.05)
    with opened(smtp_server, certificate_file, patient) as transport, ThreadPoolExecutor() as pool:
        begun = threading.Event()
        first = pool.submit(
            transport.send, envelope_from=FROM, to=TO, data=MESSAGE, on_handover=begun.set
        )
        begun.wait(10)
        second = pool.submit(
            transport.send,
            envelope_from=FROM,
            to=TO,
            data=MESSAGE,
            on_handover=Handover(),
            on_wait=lambda: waited.append(time.monotonic()),
        )
        first.result(20)
        second.result(20)

    assert len(waited) > 2
    assert len(smtp_server.received) == 2


@pytest.mark.parametrize("fault", [Drop(kept=True), Drop(kept=False), Hang()])
def test_what_breaks_after_the_message_is_unknown(account: Account, fault: Drop | Hang) -> None:
    account.server.fail(Step.BODY, fault)
    handover = Handover()
    with pytest.raises(Unknown, match="may have been accepted"):
        account.send(on=handover)
    assert handover.times == 1


@pytest.mark.parametrize("answer", ["354 Go on", "what?", "199 Hm"])
def test_an_answer_that_says_nothing_is_unknown(account: Account, answer: str) -> None:
    account.server.fail(Step.BODY, Reply(answer))
    with pytest.raises(Unknown, match="may have been accepted"):
        account.send()


def test_handover_is_told_after_the_server_said_go_and_before_the_message(
    account: Account,
) -> None:
    seen: list[int] = []
    account.send(on=Handover(then=lambda: seen.append(len(account.server.received))))
    assert seen == [0]
    account.server.fail(Step.DATA, Reply("451 4.3.0 Later"))
    handover = Handover()
    with pytest.raises(RefusedForNow):
        account.send(on=handover)
    assert handover.times == 0


def test_what_handover_raises_stops_the_message(account: Account) -> None:
    class DatabaseGoneError(Exception):
        pass

    def fail() -> None:
        raise DatabaseGoneError

    with pytest.raises(DatabaseGoneError):
        account.send(on=Handover(then=fail))
    account.send()
    assert len(account.server.received) == 1


@pytest.mark.parametrize(
    "fault", [Reply("451 4.3.0 Later"), Reply("550 5.1.1 No"), Drop(), Hang()], ids=str
)
@pytest.mark.parametrize("step", [*BEFORE_THE_MESSAGE, Step.BODY])
def test_after_any_failure_the_next_message_goes_out_on_a_new_connection(
    account: Account, step: Step, fault: Reply | Drop | Hang
) -> None:
    account.server.fail(step, fault)
    with pytest.raises((RefusedForNow, RefusedForGood, Unknown)):
        account.send()
    before = len(account.server.received)
    account.send(to="second@mail.example")
    assert account.server.received[-1].rcpt_tos == ("second@mail.example",)
    assert len(account.server.received) == before + 1
    assert account.server.connections == 2


# A connection that has stood idle


def test_a_server_that_went_away_between_two_messages_is_connected_to_again(
    account: Account,
) -> None:
    account.send()
    account.server.fail(Step.MAIL, Drop())
    account.send()
    assert len(account.server.received) == 2
    assert account.server.connections == 2


def test_a_server_that_says_goodbye_between_two_messages_is_connected_to_again(
    account: Account,
) -> None:
    account.send()
    account.server.fail(Step.MAIL, Reply("421 4.7.0 Too many messages on this line"))
    account.send()
    assert len(account.server.received) == 2
    assert account.server.connections == 2


def test_goodbye_to_the_first_message_of_a_connection_is_refused_for_now(
    account: Account,
) -> None:
    account.server.fail(Step.MAIL, Reply("421 4.3.2 Closing"), Reply("421 4.3.2 Closing"))
    with pytest.raises(RefusedForNow, match=r"421 4\.3\.2"):
        account.send()
    assert account.server.connections == 1


def test_an_old_connection_is_replaced_and_an_idle_one_is_asked_first(
    smtp_server: SmtpServer, certificate_file: Path
) -> None:
    clock = Clock()
    settings = read_smtp_url(smtp_server.url(), ca_file=str(certificate_file))
    limits = replace(QUICK, idle=15, age=300)
    with SmtpTransport(settings, limits=limits, monotonic=clock) as transport:
        account = Account(server=smtp_server, transport=transport, clock=clock)
        account.send()
        clock.now = 100
        account.send()
        assert smtp_server.connections == 1
        clock.now = 401
        account.send()
        assert smtp_server.connections == 2
    assert len(smtp_server.received) == 3


# Never in clear text, never to a stranger


def test_a_server_without_starttls_gets_no_mail(
    certificate: Certificate, certificate_file: Path
) -> None:
    with running_smtp(certificate, tls="none") as server:
        with (
            opened(server, certificate_file) as transport,
            pytest.raises(AccountRefused, match="offers no encryption"),
        ):
            transport.send(envelope_from=FROM, to=TO, data=MESSAGE, on_handover=Handover())
        assert server.received == []


def test_starttls_refused_does_not_fall_back_to_clear_text(account: Account) -> None:
    account.server.fail(Step.STARTTLS, Reply("454 4.7.0 TLS not available"))
    with pytest.raises(RefusedForNow):
        account.send()
    assert account.server.received == []


def test_an_unknown_certificate_is_refused(smtp_server: SmtpServer, tmp_path: Path) -> None:
    stranger = make_certificate(tmp_path)
    with (
        opened(smtp_server, stranger.certificate) as transport,
        pytest.raises(AccountRefused, match=r"certificate of .* cannot be trusted.*ca_file"),
    ):
        transport.check_connection()


def test_a_certificate_for_another_name_is_refused(tmp_path: Path) -> None:
    other = make_certificate(tmp_path, names=("mail.example",))
    with (
        running_smtp(other) as server,
        opened(server, other.certificate) as transport,
        pytest.raises(AccountRefused, match="Hostname mismatch"),
    ):
        transport.check_connection()


def test_an_expired_certificate_is_refused(tmp_path: Path) -> None:
    expired = make_certificate(tmp_path, days=-1)
    with (
        running_smtp(expired) as server,
        opened(server, expired.certificate) as transport,
        pytest.raises(AccountRefused, match="expired"),
    ):
        transport.check_connection()


def test_a_port_that_speaks_no_tls_is_named(
    smtp_server: SmtpServer, certificate_file: Path
) -> None:
    with (
        transport_for(
            smtp_server.url("smtps"), ca_file=str(certificate_file), limits=QUICK
        ) as transport,
        pytest.raises(AccountRefused, match="does not speak TLS as expected"),
    ):
        transport.check_connection()


def test_plain_smtp_is_for_this_machine_alone() -> None:
    assert not read_smtp_url("smtp://127.0.0.1:25").needs_tls
    assert not read_smtp_url("smtp://[::1]:25").needs_tls
    assert not read_smtp_url("smtp://localhost:25").needs_tls
    assert read_smtp_url("smtp://localhost.example.org").needs_tls
    assert read_smtp_url("smtp://127.example.org").needs_tls
    assert read_smtp_url("smtp://mail.council.example").needs_tls


def test_this_machine_may_take_mail_in_clear_text(certificate: Certificate) -> None:
    with running_smtp(certificate, tls="none") as server:
        with transport_for(f"smtp://localhost:{server.port}", limits=QUICK) as transport:
            assert transport.check_connection() == "no TLS (this machine)"
            accepted = transport.send(
                envelope_from=FROM, to=TO, data=MESSAGE, on_handover=Handover()
            )
        assert accepted.tls == ""
        assert len(server.received) == 1


# What `check` says


def test_check_says_how_the_connection_is_protected(account: Account) -> None:
    assert account.transport.check_connection().startswith("TLSv1.")
    assert account.server.received == []


def test_check_names_a_wrong_password_and_never_shows_it(
    smtp_server: SmtpServer, certificate_file: Path
) -> None:
    with (
        transport_for(
            smtp_server.url(), password="hunter2", ca_file=str(certificate_file), limits=QUICK
        ) as transport,
        pytest.raises(AccountRefused, match=r"refused the login of worker@.*Check user") as refused,
    ):
        transport.check_connection()
    assert "hunter2" not in str(refused.value)
    assert refused.value.refusal.step == "login"


def test_a_login_that_is_refused_for_now_is_no_fault_of_the_account(account: Account) -> None:
    account.server.fail(Step.AUTH, *[Reply("454 4.7.0 Try again later")] * 3)
    with pytest.raises(RefusedForNow) as refused:
        account.send()
    assert not isinstance(refused.value, AccountRefused)


def test_check_names_a_server_that_is_not_there(certificate: Certificate) -> None:
    with running_smtp(certificate) as server:
        port = server.port
    with (
        transport_for(f"smtp://localhost:{port}", limits=QUICK) as transport,
        pytest.raises(RefusedForNow, match=rf"localhost:{port} cannot be reached.*Check address"),
    ):
        transport.check_connection()


def test_check_names_a_file_of_certificates_that_is_not_there(smtp_server: SmtpServer) -> None:
    with (
        transport_for(smtp_server.url(), ca_file="/nowhere/ca.pem", limits=QUICK) as transport,
        pytest.raises(AccountRefused, match=r"/nowhere/ca\.pem cannot be read"),
    ):
        transport.check_connection()


def test_an_answer_with_an_address_is_kept_without_it(account: Account) -> None:
    account.server.fail(Step.RCPT, Reply(f"550 5.1.1 <{TO}>: no such mailbox here"))
    with pytest.raises(RefusedForGood) as refused:
        account.send()
    assert TO not in str(refused.value)
    assert "no such mailbox" in str(refused.value)


# What is not taken at all


@pytest.mark.parametrize(
    "to",
    [
        "",
        "two@mail.example,three@mail.example",
        "two@mail.example> RCPT TO:<three@mail.example",
        "a@mail.example\r\nRCPT TO:<b@mail.example>",
        "no-address",
        "zoë@mail.example",
        "two words@mail.example",
    ],
)
def test_anything_but_one_plain_recipient_is_refused(account: Account, to: str) -> None:
    with pytest.raises(BadInput, match=r"to: .*not exactly one email address"):
        account.send(to=to)
    assert account.server.connections == 0


@pytest.mark.parametrize(
    "data", [b"", b"Subject: x\n\nbody\n", b"Subject: x\r\n\r\nbody\rmore\r\n"]
)
def test_a_message_with_other_line_ends_is_refused(account: Account, data: bytes) -> None:
    with pytest.raises(BadInput, match="CRLF"):
        account.send(data=data)


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example",
        "smtp://",
        "mail.example",
        "smtp://user:secret@mail.example/path",
        "smtp://user:secret@mail.example:port",
    ],
)
def test_an_address_of_another_kind_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(BadInput) as refused:
        transport_for(url)
    assert "secret" not in str(refused.value)


def test_a_password_never_shows_in_a_repr(smtp_server: SmtpServer) -> None:
    settings = read_smtp_url(smtp_server.url())
    assert settings.password == PASSWORD
    assert PASSWORD not in repr(settings)


# Many at once


def test_threads_share_a_connection_and_wait_for_each_other(account: Account) -> None:
    failures: list[BaseException] = []

    def send_three(number: int) -> None:
        try:
            for each in range(3):
                account.send(to=f"person{number}-{each}@mail.example")
        except BaseException as problem:  # noqa: BLE001 - shown by the assertion below
            failures.append(problem)

    threads = [threading.Thread(target=send_three, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len({message.rcpt_tos for message in account.server.received}) == 12
    assert account.server.connections == 1


def test_a_large_message_arrives_whole(smtp_server: SmtpServer, certificate_file: Path) -> None:
    line = b"0123456789abcdef" * 4 + b"\r\n"
    data = b"Subject: large\r\n\r\n" + line * 60_000
    generous = Limits(connect=10, answer=10, body=30)
    with opened(smtp_server, certificate_file, limits=generous) as transport:
        transport.send(envelope_from=FROM, to=TO, data=data, on_handover=Handover())
    assert smtp_server.received[0].raw == data


def test_a_message_larger_than_the_server_takes_is_refused_for_good(account: Account) -> None:
    data = b"Subject: too large\r\n\r\n" + (b"0123456789" * 7 + b"\r\n") * 500_000
    with pytest.raises(RefusedForGood, match="552"):
        account.send(data=data)


def test_tls_is_new_enough(account: Account) -> None:
    account.send()
    assert account.transport._tls_context().minimum_version is ssl.TLSVersion.TLSv1_2


def name_of(step: Step) -> str:
    return step.value.upper() if step is not Step.BODY else "body"
