"""The queue: dramatiq carries ids only and says 'look now'; the rows are the truth."""

import time
from collections.abc import Callable
from typing import Final

import dramatiq
import redis
import structlog
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import AgeLimit, CurrentMessage, Retries, ShutdownNotifications, TimeLimit
from redis.backoff import ExponentialWithJitterBackoff
from redis.retry import Retry

from worker.errors import MediationError, Stop, TryAgain
from worker.flow.desk import send_notice
from worker.flow.read import read_all
from worker.flow.send import send
from worker.flow.wait import fall
from worker.flow.world import World

log = structlog.get_logger()

_TIME_LIMIT: Final = 10 * 60 * 1000  # ms; every step inside has a shorter limit of its own
# ms; a letter may wait for its turn, for a server's answer of ten minutes, and then for a database
# that is away: whoever ended the job then would lose the server's yes.
_LETTER_LIMIT: Final = 24 * 60 * 60 * 1000
LETTERS: Final = "letters"  # the queue whose jobs may wait for a slow mail server
_MAX_AGE: Final = 5 * 60 * 1000  # ms; an older message says 'look now' about rows long looked at
# How long before the same id is told again, in seconds: the rows' leases do the real work.
_TELL_AGAIN: Final = 15.0


def make_broker(url: str) -> dramatiq.Broker:
    """Make the broker of a queue address: `memory:` or `redis://…`."""
    middleware = [
        AgeLimit(max_age=_MAX_AGE),
        TimeLimit(time_limit=_TIME_LIMIT),
        ShutdownNotifications(notify_shutdown=True),
        CurrentMessage(),
        Retries(max_retries=0),
    ]
    if url == "memory:":
        return StubBroker(middleware=middleware)
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise Stop('queue_url must be "memory:" or redis://HOST:PORT/NUMBER')
    client = redis.Redis.from_url(
        url,
        retry=Retry(ExponentialWithJitterBackoff(base=0.05, cap=2), 12),
        health_check_interval=30,
        socket_timeout=5,
        socket_connect_timeout=5,
    )
    # A quiet service gets its dead workers' messages back only if maintenance always runs.
    return RedisBroker(  # type: ignore[no-untyped-call]
        client=client, middleware=middleware, namespace="mediation", maintenance_chance=1_000_000
    )


def _quietly(step: Callable[[], object], name: str, row: int) -> None:
    """Do a step whose outcome stands in rows: an error here is told, and the row is ripe again."""
    try:
        step()
    except TryAgain as problem:
        log.warning("job put off", job=name, row=row, problem=str(problem))
    except MediationError as problem:
        # Neither message nor traceback: both could hold personal data.
        log.error("job needs a person", job=name, row=row, problem=type(problem).__name__)  # noqa: TRY400
    except Exception as problem:  # noqa: BLE001 - a dead letter in memory would help nobody
        log.error("job failed", job=name, row=row, problem=type(problem).__name__)  # noqa: TRY400


class Jobs:
    """The four jobs, declared on one broker; a body is one call and may run twice."""

    def __init__(self, broker: dramatiq.Broker, world: World) -> None:
        self.broker = broker
        self._told: dict[tuple[str, int], float] = {}

        def send_letter(outgoing_id: int) -> None:
            _quietly(lambda: send(world, outgoing_id, now=world.clock()), "send", outgoing_id)

        def read_messages(_page: int) -> None:
            _quietly(lambda: read_all(world, now=world.clock), "read", 0)

        def let_fall(timer_id: int) -> None:
            _quietly(lambda: fall(world, timer_id, now=world.clock()), "fall", timer_id)

        def send_desk_notice(notice_id: int) -> None:
            _quietly(lambda: send_notice(world, notice_id, now=world.clock()), "notice", notice_id)

        def declare(
            step: Callable[[int], None], queue: str, *, time_limit: int = _TIME_LIMIT
        ) -> dramatiq.Actor[[int], None]:
            declared = dramatiq.actor(
                actor_name=step.__name__,
                queue_name=queue,
                broker=broker,
                max_retries=0,
                time_limit=time_limit,
            )
            return declared(step)

        self._actors = {
            "send": declare(send_letter, LETTERS, time_limit=_LETTER_LIMIT),
            "read": declare(read_messages, "mail"),
            "fall": declare(let_fall, "timers"),
            "notice": declare(send_desk_notice, "letters"),
        }

    def tell(self, job: str, row: int) -> bool:
        """Say 'look now' about a row; not again while the last word is fresh."""
        now = time.monotonic()
        key = (job, row)
        if now - self._told.get(key, -_TELL_AGAIN) < _TELL_AGAIN:
            return False
        self._told[key] = now
        if len(self._told) > 10_000:  # noqa: PLR2004 - keeps the memory of what was told small
            self._told = {k: t for k, t in self._told.items() if now - t < _TELL_AGAIN}
        try:
            self._actors[job].send(row)
        except (redis.RedisError, dramatiq.BrokerConnectionError) as error:
            self._told.pop(key, None)
            raise TryAgain("the queue cannot be reached; the rows wait") from error
        return True

    def forget(self, job: str, row: int) -> None:
        """Allow a row to be told again at once."""
        self._told.pop((job, row), None)
