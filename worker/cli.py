"""The commands of `mediation`; each stands in a module of its own under worker.commands."""

import click

from worker.commands.acknowledge import acknowledge_file
from worker.commands.cases import list_cases, show_case, show_due
from worker.commands.deadline import deadline
from worker.commands.record import record_event


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mediation-worker")
def main() -> None:
    """Run SEND mediation: letters, referrals, chases and certificates, on time and once."""


for _command in (
    acknowledge_file,
    record_event,
    list_cases,
    show_case,
    show_due,
    deadline,
):
    main.add_command(_command)
