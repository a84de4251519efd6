"""A process that is killed while the mail server is about to answer."""

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tests.commands.run import run
from tests.flow.installed import Installed
from tests.servers.certificates import Certificate
from tests.servers.smtp import Hang, SmtpServer, Step
from worker.case.terms import Purpose
from worker.settings import ROOT
from worker.store.outgoing import State

Installer = Callable[..., Installed]


def test_sigkill_after_data_brings_the_same_certificate_once_more(
    installer: Installer, smtp_server: SmtpServer, certificate: Certificate
) -> None:
    settings = {
        "mode": "rehearsal",
        "adviser_smtp_url": smtp_server.url(),
        "adviser_ca_file": str(certificate.certificate),
    }
    installed = installer(**settings)
    installed.clock.now = datetime.now(UTC)
    reference = installed.open()
    installed.send_all()
    installed.say(reference, "MediationDeclined")
    row = installed.row(reference, Purpose.CERTIFICATE)
    environment = {
        "PYTHONPATH": str(ROOT),
        "PATH": "/usr/bin:/bin",
        "MEDIATION_CONFIG": str(installed.folder / "worker.toml"),
        **{f"MEDIATION_{name.upper()}": value for name, value in settings.items()},
    }
    smtp_server.fail(Step.BODY, Hang())

    process = subprocess.Popen([sys.executable, "-m", "worker", "timers"], env=environment)
    try:
        give_up = time.monotonic() + 60
        while installed.row(reference, Purpose.CERTIFICATE).state is not State.HANDED:
            assert process.poll() is None, "it ended before it could be killed"
            assert time.monotonic() < give_up
            time.sleep(0.05)
    finally:
        process.kill()
        process.wait()

    handed = installed.row(reference, Purpose.CERTIFICATE)
    with installed.world.database.transaction() as connection:
        kept = installed.world.documents.get(connection, handed.mime)
    later = (datetime.now(UTC) + timedelta(minutes=21)).isoformat()
    done = run("timers", "--at", later, environment=environment)
    assert done.exit_code == 0, done.stderr

    arrived = [r for r in smtp_server.received if r.message["Message-ID"] == row.message_id]
    assert [r.raw for r in arrived] == [kept]
    ended = installed.row(reference, Purpose.CERTIFICATE)
    assert (ended.state, ended.doubts) == (State.SENT, 2)
    assert ended.dated == handed.dated
