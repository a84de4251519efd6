"""`mediation verify`: is this certificate ours."""

import json
from pathlib import Path
from typing import Any

import click

from worker.commands.failures import failures
from worker.commands.installation import installation
from worker.errors import BadInput
from worker.flow.verify import Verified, verify


def _read(file: Path | None) -> bytes | None:
    try:
        return file.read_bytes() if file else None
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}") from error


def _described(found: Verified | None) -> dict[str, Any]:
    if found is None:
        return {"genuine": False}
    same = {None: None, True: "same", False: "other"}[found.is_same_file]
    return {
        "genuine": True,
        "number": found.number,
        "issued_on": found.issued_on.isoformat(),
        "ground": found.ground,
        "initials": found.initials,
        "withdrawn": found.is_withdrawn,
        "file": same,
    }


@click.command("verify")
@click.argument("number")
@click.argument("code")
@click.option("--file", type=click.Path(path_type=Path), help="Compare this PDF with the one sent.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, nothing else.")
def verify_certificate(*, number: str, code: str, file: Path | None, as_json: bool) -> None:
    """Say whether the certificate NUMBER with CODE is ours. Exit status 1 if it is not.

    A wrong number and a wrong code give the same answer.
    """
    with failures(), installation() as world, world.database.transaction() as connection:
        found = verify(connection, world, number, code, pdf=_read(file))
    told = _described(found)
    if as_json:
        click.echo(json.dumps(told, indent=2))
    elif not told["genuine"]:
        click.echo("number and code do not belong to a certificate of ours")
    else:
        withdrawn = "; it was WITHDRAWN" if told["withdrawn"] else ""
        click.echo(
            f"{told['number']}: issued on {told['issued_on']}, ground {told['ground']}, "
            f"to {told['initials']}{withdrawn}"
        )
        if told["file"]:
            what = {
                "same": "the file is, byte for byte, the one that we sent",
                "other": "the file is NOT the one that we sent: it may have been saved anew",
            }
            click.echo(what[told["file"]])
    if found is None or found.is_withdrawn or found.is_same_file is False:
        raise SystemExit(1)
