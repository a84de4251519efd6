"""Open the installation for one command, and close what it started."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from worker.flow.world import World
from worker.settings import load
from worker.wiring import build


def set_up_logs(level: str) -> None:
    """Write logs as JSON lines on standard error: event names and ids only."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
        ),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )


@contextmanager
def installation(*, quiet: bool = True) -> Iterator[World]:
    """Give the installation that settings describe, its tables up to date."""
    settings = load()
    set_up_logs("WARNING" if quiet else settings.log_level)
    world = build(settings)
    try:
        world.database.migrate()
        yield world
    finally:
        world.close()
