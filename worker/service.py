"""The service: mailbox, timers and jobs as threads of one process, or each in its own."""

import threading
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final

import dramatiq
import structlog

from worker.case.terms import Body
from worker.errors import Stop, TryAgain
from worker.flow.posted import poll
from worker.flow.world import World
from worker.inbox.mailbox.take import Mailbox
from worker.inbox.mailbox.watch import Pauses, Watch
from worker.jobs import LETTERS, Jobs
from worker.timers import scan, tidy

log = structlog.get_logger()

PARTS: Final = ("mailbox", "timers", "jobs")
_SCAN_EVERY: Final = 0.5  # seconds
_TIDY_EVERY: Final = timedelta(minutes=5)
_ASK_PRINTER_EVERY: Final = 600.0  # seconds; a letter's status changes a few times in two days
_LISTEN_FOR: Final = 5.0  # seconds of IDLE before outcomes are filed away
_WAITS: Final = (1.0, 2.0, 5.0, 15.0, 30.0, 60.0)  # seconds after faults in a row


class Service:
    """Runs the parts until it is told to stop; a fault in one pass never ends the part."""

    def __init__(
        self,
        world: World,
        broker: dramatiq.Broker,
        mailboxes: Callable[[Body], Mailbox | None],
        *,
        parts: Iterable[str] = PARTS,
        threads: int = 4,
    ) -> None:
        self.world = world
        self.broker = broker
        self.jobs = Jobs(broker, world)
        self.stop = threading.Event()
        self._mailboxes = mailboxes
        self._parts = tuple(parts)
        self._threads = threads

    def run(self) -> None:
        """Run until `stop` is set; what is under way is finished."""
        workers = self._workers() if "jobs" in self._parts else ()
        loops = list(self._loops())
        for loop in loops:
            loop.start()
        log.info("service started", parts=list(self._parts))
        self.stop.wait()
        for loop in loops:
            loop.join(timeout=30)
        for worker in workers:
            worker.stop(timeout=60_000)
        log.info("service stopped")

    def _workers(self) -> tuple[dramatiq.Worker, ...]:
        """Start threads for the letters and others for the rest: a slow server stops no reading."""
        # TimeLimit's watcher starts on this signal, which only dramatiq's own command gives.
        self.broker.emit_after("process_boot")
        rest = self.broker.get_declared_queues() - {LETTERS}
        workers = tuple(
            dramatiq.Worker(
                self.broker, queues=queues, worker_threads=self._threads, worker_timeout=100
            )
            for queues in ({LETTERS}, rest)
        )
        for worker in workers:
            worker.start()
        return workers

    def _loops(self) -> Iterable[threading.Thread]:
        if "timers" in self._parts:
            yield threading.Thread(target=self._timers, name="timers")
            if not self.world.post.has_batches:
                yield threading.Thread(target=self._printer, name="printer")
        if "mailbox" in self._parts:
            for body in Body:
                mailbox = self._mailboxes(body)
                if mailbox:
                    yield threading.Thread(
                        target=self._mailbox, args=(mailbox,), name=f"mailbox-{body.value}"
                    )

    def _timers(self) -> None:
        tidied = self.world.clock()

        def one_pass() -> None:
            nonlocal tidied
            now = self.world.clock()
            scan(self.world, self.jobs, now=now)
            if now - tidied >= _TIDY_EVERY:
                tidy(self.world, now=now)
                tidied = now
            self.stop.wait(_SCAN_EVERY)

        self._keep_doing(one_pass, "timers")

    def _printer(self) -> None:
        def one_pass() -> None:
            poll(self.world, now=self.world.clock())
            self.stop.wait(_ASK_PRINTER_EVERY)

        self._keep_doing(one_pass, "printer")

    def _mailbox(self, mailbox: Mailbox) -> None:
        watch = Watch(
            mailbox,
            now=self.world.clock,
            stored=lambda _: self._look_now(),
            troubled=lambda problem: log.error("mailbox needs mending", problem=str(problem)),
            pauses=Pauses(poll=_LISTEN_FOR),
        )
        watch.run(self.stop)

    def _look_now(self) -> None:
        self.jobs.forget("read", 0)
        scan(self.world, self.jobs, now=self.world.clock())

    def _keep_doing(self, one_pass: Callable[[], None], part: str) -> None:
        faults = 0
        while not self.stop.is_set():
            try:
                one_pass()
                faults = 0
            except TryAgain as problem:
                log.warning("part waits", part=part, problem=str(problem), faults=faults + 1)
            except Stop as problem:
                log.error("part needs mending", part=part, problem=str(problem))  # noqa: TRY400
            except Exception as problem:  # noqa: BLE001 - a part never dies; its faults are told
                log.error("part failed", part=part, problem=type(problem).__name__)  # noqa: TRY400
            else:
                continue
            faults += 1
            self.stop.wait(_WAITS[min(faults, len(_WAITS)) - 1])
