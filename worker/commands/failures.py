"""How a command fails: the sentence on standard error; status 2 for bad input, 1 for a failure."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from worker.errors import BadInput, MediationError


class Refused(click.ClickException):
    """What was given cannot be used."""

    exit_code = 2


@contextmanager
def failures() -> Iterator[None]:
    """Turn the worker's own errors into click's, which print to standard error and exit."""
    try:
        yield
    except BadInput as error:
        raise Refused(str(error)) from error
    except MediationError as error:
        raise click.ClickException(str(error)) from error
