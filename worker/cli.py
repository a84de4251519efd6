"""The commands of `mediation`; each stands in a module of its own under worker.commands."""

import click

from worker.commands.acknowledge import acknowledge_file
from worker.commands.cases import list_cases, show_case, show_due
from worker.commands.check import check
from worker.commands.deadline import deadline
from worker.commands.demo import demo
from worker.commands.mailbox import mailbox
from worker.commands.migrate import migrate
from worker.commands.password import show_password
from worker.commands.post import post
from worker.commands.preview import preview
from worker.commands.proof import proof_of
from worker.commands.record import record_event
from worker.commands.reprint import reprint_letter
from worker.commands.retry import retry_letters
from worker.commands.run import run
from worker.commands.stop import stop
from worker.commands.timers import run_timers
from worker.commands.triage import triage_files
from worker.commands.verify import verify_certificate


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mediation-worker")
def main() -> None:
    """Run SEND mediation: letters, referrals, chases and certificates, on time and once."""


for _command in (
    demo,
    run,
    acknowledge_file,
    record_event,
    stop,
    mailbox,
    triage_files,
    list_cases,
    show_case,
    show_due,
    deadline,
    run_timers,
    preview,
    reprint_letter,
    retry_letters,
    verify_certificate,
    proof_of,
    show_password,
    post,
    check,
    migrate,
):
    main.add_command(_command)
