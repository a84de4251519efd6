"""Run a command as a person does, in this process."""

import sys
from collections.abc import Mapping

import structlog
from click.testing import CliRunner, Result

from worker.cli import main


def run(*arguments: str, environment: Mapping[str, str], answers: str = "") -> Result:
    """Run `mediation …` with these settings and nothing of the caller's own; `answers` is typed."""
    try:
        done = CliRunner().invoke(main, list(arguments), env=dict(environment), input=answers)
    finally:
        # The command's own log goes with the output that was caught.
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(file=sys.stderr))
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done
