"""Many at once: threads that begin together, and whose faults are seen."""

import threading
from collections.abc import Callable


def at_once(count: int, work: Callable[[], None]) -> None:
    """Run the same work in so many threads; fail with what any of them raised."""
    start, faults = threading.Barrier(count), []

    def begin() -> None:
        start.wait()
        try:
            work()
        except BaseException as fault:  # noqa: BLE001 - shown below
            faults.append(fault)

    workers = [threading.Thread(target=begin) for _ in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert faults == []
