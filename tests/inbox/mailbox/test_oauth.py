"""Signing in at Microsoft 365: a small token service, and a real IMAP server that asks about tokens."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from tests.inbox.mailbox.mailboxes import QUICK, letter
from tests.inbox.mailbox.token_service import (
    BUSY,
    CLIENT,
    EXPIRED_SECRET,
    NO_CONSENT,
    TENANT,
    Refusal,
    TokenService,
    running_token_service,
)
from tests.servers.certificates import Certificate
from tests.servers.dovecot import DovecotServer, running_dovecot
from tests.servers.tokens import TokenEndpoint, running_token_endpoint
from worker.errors import Stop, TryAgain
from worker.inbox.mailbox.oauth import MicrosoftTokens, OAuth, expiry_warning
from worker.inbox.mailbox.source import Source
from worker.inbox.mailbox.sources import open_source

MAILBOX = "sendiass@example.org"


@pytest.fixture
def service(certificate: Certificate) -> Iterator[TokenService]:
    with running_token_service(certificate) as running:
        yield running


@pytest.fixture(scope="module")
def tokens_that_open() -> Iterator[TokenEndpoint]:
    with running_token_endpoint() as running:
        yield running


@pytest.fixture(scope="module")
def exchange(tokens_that_open: TokenEndpoint) -> Iterator[DovecotServer]:
    with running_dovecot(token_port=tokens_that_open.port) as running:
        yield running


def oauth_of(service: TokenService) -> OAuth:
    return OAuth(tenant=TENANT, client_id=CLIENT, secret=service.secret, authority=service.url)


def tokens_of(service: TokenService, oauth: OAuth | None = None) -> MicrosoftTokens:
    return MicrosoftTokens(oauth or oauth_of(service), http_client=service.session())


def application_certificate(*, days: int = 90) -> tuple[str, x509.Certificate]:
    """Make a key and certificate as an administrator uploads it; the text is what a file holds."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mediation worker")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return (private + signed.public_bytes(serialization.Encoding.PEM)).decode(), signed


def test_a_token_is_asked_for_once_and_kept(service: TokenService) -> None:
    tokens = tokens_of(service)

    assert [tokens.token() for _ in range(3)] == ["token-1"] * 3
    assert service.issued == ["token-1"]


def test_a_token_is_renewed_before_it_ends(service: TokenService) -> None:
    service.lifetime = 240  # less than the five minutes that a token must still have
    tokens = tokens_of(service)

    assert [tokens.token() for _ in range(2)] == ["token-1", "token-2"]


def test_a_token_that_was_refused_can_be_renewed_at_once(service: TokenService) -> None:
    tokens = tokens_of(service)

    assert [tokens.token(), tokens.renew(), tokens.token()] == ["token-1", "token-2", "token-2"]


def test_a_certificate_takes_the_place_of_a_secret(service: TokenService) -> None:
    pem, service.application_certificate = application_certificate()
    oauth = replace(oauth_of(service), secret="", certificate=pem)

    assert tokens_of(service, oauth).token() == "token-1"


def test_another_certificate_is_refused(service: TokenService) -> None:
    pem, _ = application_certificate()
    _, service.application_certificate = application_certificate()
    oauth = replace(oauth_of(service), secret="", certificate=pem)

    with pytest.raises(Stop, match="certificate is not the one of the app registration"):
        tokens_of(service, oauth).token()


@pytest.mark.parametrize(
    ("refusal", "what_to_do"),
    [
        (EXPIRED_SECRET, r"client secret has run out: make a new one.*AADSTS7000222"),
        (NO_CONSENT, r"nobody has consented: an administrator grants.*AADSTS65001"),
        ((50034, "invalid_grant", 400), r"Check tenant, client_id.*consented"),
    ],
)
def test_a_refusal_says_what_to_do(
    service: TokenService, refusal: Refusal, what_to_do: str
) -> None:
    service.refusal = refusal
    with pytest.raises(Stop, match=what_to_do):
        tokens_of(service).token()


def test_a_wrong_secret_is_not_repeated_in_the_message(service: TokenService) -> None:
    oauth = replace(oauth_of(service), secret="the-wrong-secret")
    with pytest.raises(Stop, match="client secret is wrong") as said:
        tokens_of(service, oauth).token()
    assert "the-wrong-secret" not in str(said.value)


def test_an_unknown_application_is_said_so(service: TokenService) -> None:
    with pytest.raises(Stop, match="application is not known"):
        tokens_of(service, replace(oauth_of(service), client_id="another")).token()


def test_an_unknown_tenant_is_said_so(service: TokenService) -> None:
    with pytest.raises(Stop, match="tenant is not known"):
        tokens_of(service, replace(oauth_of(service), tenant="nobody.example")).token()


def test_neither_secret_nor_certificate_is_said_so(service: TokenService) -> None:
    with pytest.raises(Stop, match="neither secret nor certificate_file"):
        tokens_of(service, replace(oauth_of(service), secret="")).token()


def test_a_certificate_that_is_none_is_said_so(service: TokenService) -> None:
    with pytest.raises(Stop, match="holds no certificate"):
        tokens_of(service, replace(oauth_of(service), certificate="nonsense")).token()


def test_a_busy_service_is_asked_again_later(service: TokenService) -> None:
    service.refusal = BUSY
    with pytest.raises(TryAgain):
        tokens_of(service).token()


def test_a_service_that_is_away_is_asked_again_later(service: TokenService) -> None:
    oauth = replace(oauth_of(service), authority="https://localhost:1")
    tokens = tokens_of(service, oauth)
    with pytest.raises(TryAgain, match="cannot be reached"):
        tokens.token()


def test_a_gateway_that_opens_tls_is_said_so(service: TokenService) -> None:
    with requests.Session() as session:
        session.trust_env = False
        with pytest.raises(Stop, match=r"cannot be trusted.*REQUESTS_CA_BUNDLE"):
            MicrosoftTokens(oauth_of(service), http_client=session).token()


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 3, 1), None),
        (date(2026, 4, 1), "ends in 30 days, on 2026-05-01"),
        (date(2026, 4, 30), "ends in 1 days, on 2026-05-01"),
        (date(2026, 5, 1), "ends on 2026-05-01"),
        (date(2026, 5, 2), "ended on 2026-05-01"),
    ],
)
def test_the_end_of_a_secret_is_told_days_before(today: date, said: str | None) -> None:
    oauth = OAuth(tenant="t", client_id="c", secret="s", secret_expires=date(2026, 5, 1))
    warning = expiry_warning(oauth, today=today)
    assert (warning is None) if said is None else (warning and said in warning)


def test_the_end_of_a_certificate_is_read_from_it() -> None:
    pem, _ = application_certificate(days=20)
    oauth = OAuth(tenant="t", client_id="c", certificate=pem)
    warning = expiry_warning(oauth, today=datetime.now(UTC).date())
    assert warning
    assert "certificate for Microsoft 365 ends in 20 days" in warning


def test_without_a_date_there_is_no_warning() -> None:
    assert expiry_warning(OAuth(tenant="t", client_id="c", secret="s"), today=date.max) is None


def source_with(tokens: MicrosoftTokens, exchange: DovecotServer) -> Source:
    account = exchange.account(MAILBOX)
    return open_source(
        account.url(), tokens=tokens, ca_file=str(account.certificate.certificate), limits=QUICK
    )


def test_a_mailbox_is_opened_with_a_token(
    service: TokenService, exchange: DovecotServer, tokens_that_open: TokenEndpoint
) -> None:
    exchange.account(MAILBOX).maildir.deliver(letter(1))
    tokens_that_open.allow("token-1", mailbox=MAILBOX)
    source = source_with(tokens_of(service), exchange)
    source.connect()

    assert source.uids() == ["1"]
    source.close()


def test_a_token_that_was_revoked_is_renewed_once(
    service: TokenService, exchange: DovecotServer, tokens_that_open: TokenEndpoint
) -> None:
    tokens_that_open.revoke("token-1")
    tokens_that_open.allow("token-2", mailbox=MAILBOX)
    source = source_with(tokens_of(service), exchange)
    source.connect()
    source.close()

    assert service.issued == ["token-1", "token-2"]


def test_a_right_that_is_missing_is_said_so(
    service: TokenService, exchange: DovecotServer, tokens_that_open: TokenEndpoint
) -> None:
    tokens_that_open.mailboxes.clear()
    source = source_with(tokens_of(service), exchange)
    with pytest.raises(Stop, match=r"IMAP\.AccessAsApp.*New-ServicePrincipal.*FullAccess") as said:
        source.connect()
    source.close()
    assert "token-2" not in str(said.value)
    assert len(service.issued) == 2, "it is not asked for ever"


def test_no_password_is_sent_where_tokens_are_used(
    service: TokenService, exchange: DovecotServer
) -> None:
    service.refusal = EXPIRED_SECRET
    source = source_with(tokens_of(service), exchange)
    with pytest.raises(Stop, match="run out"):
        source.connect()
    source.close()
