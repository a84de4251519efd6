"""`mediation deadline`: a date, and how it was worked out; or a whole file of them."""

import csv
import json
import sys
from pathlib import Path
from typing import Any

import click

from worker.calendar_file import default_path, load_working_days
from worker.commands.csv_file import Row, read_table
from worker.commands.dates import parse_date
from worker.commands.failures import failures
from worker.deadlines.appeal import appeal_deadline
from worker.deadlines.deadline import Deadline
from worker.deadlines.rule import Rule
from worker.deadlines.rules import TABLE, due, versions_of
from worker.deadlines.wording import FIVE_PM, in_words
from worker.deadlines.working_days import WorkingDays
from worker.errors import BadInput

_APPEAL = "appeal_deadline"
_BETWEEN = "|"


@click.command("deadline")
@click.argument("rule", required=False)
@click.argument("dates", metavar="[DATE [DATE2]]", nargs=-1)
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    metavar="FILE.csv",
    help="Work out every row of a file with the columns rule and trigger_date; - is the input.",
)
@click.option("--list", "listing", is_flag=True, help="List every rule with its source.")
@click.option("--explain", is_flag=True, help="Show day by day how the date was reached.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, nothing else.")
@click.option(
    "--holidays",
    type=click.Path(path_type=Path),
    help="Another holidays.toml than the one in use.",
)
def deadline(
    *,
    rule: str | None,
    dates: tuple[str, ...],
    source: str | None,
    listing: bool,
    explain: bool,
    as_json: bool,
    holidays: Path | None,
) -> None:
    """Work out a date by RULE from DATE, and say how.

    DATE is what starts the period, written as 2026-06-15. For appeal_deadline it is the day on
    which the decision was sent, and DATE2 the issue date of the certificate; leave DATE2 out for
    an appeal about placement only.
    """
    with failures():
        if listing:
            _print_rules(as_json=as_json)
            return
        days = load_working_days(holidays or default_path())
        if source is not None:
            if rule or as_json or explain:
                raise BadInput("--from goes alone: it writes CSV, without --json or --explain")
            _work_out_file(source, days)
            return
        if rule is None:
            raise BadInput("name a rule and a date, or use --from or --list; --help says more")
        found = work_out(rule, dates, days)
        if as_json:
            click.echo(json.dumps(as_document(found), ensure_ascii=False))
        else:
            _print(found, explain=explain)


def work_out(rule_id: str, dates: tuple[str, ...], days: WorkingDays) -> Deadline:
    """Work out one date from what was typed; raises BadInput saying what is wrong with it.

    An appeal's two dates may come as `sent|issued`, where the second may be empty.
    """
    versions_of(rule_id)
    given = [part for text in dates for part in text.split(_BETWEEN)]
    if rule_id == _APPEAL:
        return _appeal(given, days)
    if len(given) != 1:
        raise BadInput(f"{rule_id} takes one date, not {len(given)}: only {_APPEAL} takes two")
    return due(rule_id, parse_date(given[0]), days=days)


def _appeal(given: list[str], days: WorkingDays) -> Deadline:
    if len(given) not in {1, 2}:
        raise BadInput(
            f"{_APPEAL} takes the date the decision was sent and, if there is one, the issue "
            f"date of the certificate; there are {len(given)} dates"
        )
    sent = parse_date(given[0])
    issued = parse_date(given[1]) if given[1:] and given[1].strip() else None
    if issued is not None and issued < sent:
        raise BadInput(
            f"the certificate of {issued} is dated before the decision was sent on {sent}: "
            "the decision's date comes first"
        )
    return appeal_deadline(sent, issued, days=days)


def as_document(found: Deadline) -> dict[str, Any]:
    """Give a deadline as the JSON document of `deadline --json`; its keys are stable."""
    return {
        "rule": found.rule,
        "trigger": found.trigger.isoformat(),
        "due": found.due.isoformat(),
        "aim_by": found.aim_by.isoformat(),
        "source": found.source,
        "steps": list(found.steps),
    }


def _print(found: Deadline, *, explain: bool) -> None:
    until = ", 5pm" if found.end_of_day == FIVE_PM else ""
    click.echo(f"{found.due}  {in_words(found.due)}{until}")
    click.echo(f"aim by  {in_words(found.aim_by)}")
    click.echo(f"source  {found.source}")
    if not found.certain:
        click.echo("not certain: it lies beyond the published bank holidays")
    if explain:
        click.echo()
        for step in found.steps:
            click.echo(f"  {step}")


def _work_out_file(source: str, days: WorkingDays) -> None:
    name = "standard input" if source == "-" else source
    with click.open_file(source, "rb") as file:
        table = read_table(file.read(), name=name, needs=("rule", "trigger_date"))
    results = [_result(row, days) for row in table.rows]
    bad = sum(bool(result["error"]) for result in results)
    added = ("due_date", "error") if bad else ("due_date",)
    columns = [*table.columns, *(name for name in added if name not in table.columns)]
    writer = csv.DictWriter(sys.stdout, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({**row.cells, **found} for row, found in zip(table.rows, results, strict=True))
    if bad:
        raise BadInput(
            f"{name}: {bad} of {len(results)} rows could not be worked out: the column "
            "error says why"
        )


def _result(row: Row, days: WorkingDays) -> dict[str, str]:
    try:
        found = _work_out_row(row, days)
    except BadInput as error:
        return {"due_date": "", "error": f"line {row.line}: {error}"}
    return {"due_date": found.due.isoformat(), "error": ""}


def _work_out_row(row: Row, days: WorkingDays) -> Deadline:
    if row.fault:
        raise BadInput(row.fault)
    rule_id = row.cells["rule"].strip()
    if not rule_id:
        raise BadInput("the rule is empty: write its id, as cert_3wd")
    return work_out(rule_id, (row.cells["trigger_date"],), days)


def _print_rules(*, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_row(rule) for rule in TABLE], ensure_ascii=False))
        return
    for rule in TABLE:
        click.echo(f"{rule.id}\n    {rule.period} from: {rule.trigger}")
        click.echo(f"    duty of: {rule.duty_of}; {rule.confidence}; {rule.cited}")


def _row(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "duty_of": rule.duty_of,
        "trigger": rule.trigger,
        "counts_trigger_day": rule.counts_trigger_day,
        "length": rule.length,
        "unit": rule.unit,
        "backwards": rule.backwards,
        "end_of_day": rule.end_of_day.isoformat(),
        "at_end": rule.at_end,
        "source": rule.source,
        "mark": rule.mark,
        "confidence": rule.confidence,
        "note": rule.note,
        "in_force_from": rule.in_force_from.isoformat(),
        "in_force_to": rule.in_force_to and rule.in_force_to.isoformat(),
    }
