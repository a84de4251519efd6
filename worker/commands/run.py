"""`mediation run`: the service."""

import signal
from types import FrameType

import click
import structlog

from worker.case.terms import Body
from worker.commands.failures import failures
from worker.commands.installation import installation
from worker.deadlines.london import london_date
from worker.errors import BadInput
from worker.flow.world import World
from worker.inbox.mailbox.oauth import expiry_warning
from worker.jobs import make_broker
from worker.mailboxes import mailbox_of, oauth_of
from worker.service import PARTS, Service

log = structlog.get_logger()


def _parts(only: str | None, queue_url: str) -> tuple[str, ...]:
    if only is None:
        return PARTS
    parts = tuple(part.strip() for part in only.split(",") if part.strip() != "web")
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        raise BadInput(f"--only: no part {', '.join(unknown)}; the parts are {', '.join(PARTS)}")
    if queue_url == "memory:" and set(parts) != set(PARTS):
        raise BadInput(
            "--only needs a queue that processes share: set queue_url to redis://HOST:PORT/0"
        )
    return parts


def _warn_of_expiry(world: World) -> None:
    """Say days before that the sign-in at Microsoft 365 will run out."""
    today = london_date(world.clock())
    for body in Body:
        oauth = oauth_of(world.settings.of(body))
        if oauth and (warning := expiry_warning(oauth, today=today)):
            log.warning("sign-in runs out", body=body.value, warning=warning)


@click.command("run")
@click.option("--only", metavar="PARTS", help="Some parts of: mailbox,timers,jobs (with Redis).")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64))
def run(*, only: str | None, threads: int) -> None:
    """Run the service until it is interrupted; what is under way is finished first."""
    with failures(), installation(quiet=False) as world:
        _warn_of_expiry(world)
        queue_url = world.settings.queue_url
        service = Service(
            world,
            make_broker(queue_url),
            lambda body: mailbox_of(world, body),
            parts=_parts(only, queue_url),
            threads=threads,
        )

        def stop(_signal: int, _frame: FrameType | None) -> None:
            service.stop.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        service.run()
