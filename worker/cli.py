"""The commands of `mediation`: --help tells of all of them, and only the one called is imported."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

# Each command with its line of --help, which is the first sentence of its own help.
COMMANDS: Mapping[str, str] = {
    "demo": "Run forty virtual days of invented cases through the real worker.",
    "run": "Run the service until it is interrupted; what is under way is finished first.",
    "acknowledge": "Acknowledge every request in FILE (CSV or JSON), each once.",
    "record": "Record EVENT in CASE, a reference, or `new` to open a case.",
    "stop": "Stop the certificate of CASE while it still waits; its limit goes on running.",
    "mailbox": "Read the mailboxes, and see what became of their messages.",
    "triage": "Say how each message would be read, by whom it is and what it may cause.",
    "cases": "List the cases, those with the nearest open duty first.",
    "case": "Show one case with its timeline, its letters by their ID, and what became of each.",
    "due": "List what is due, late first.",
    "deadline": "Work out a date by RULE from DATE, and say how.",
    "timers": "Let every timer fall whose moment has come, and send what is then due.",
    "preview": "Write the letter NAME as PDF, Word (.docx) or a picture a page (.png).",
    "reprint": "Write the PDF of letter ID as it was sent, byte for byte.",
    "retry": "Send failed letters again, by their ID or all of them; says what became of each.",
    "verify": "Say whether the certificate NUMBER with CODE is ours.",
    "proof": "Write what was due in CASE and how each date was worked out, what left, "
    "what was said.",
    "password": "Show the password that opens a person's locked letters.",
    "post": "Follow the letters that go on paper.",
    "check": "Check settings, templates, calendar, organisations and servers.",
    "migrate": "Bring the database's tables to this version.",
}
# A command stands in the module of worker.commands that has its name, and these in another's.
_ELSEWHERE = {"case": "cases", "due": "cases"}


class LazyCommand(click.Command):
    """A command that is known by its name and its line, and imported when it is called."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Read what was typed behind the name, as the command itself does."""
        return load(self.name or "").make_context(info_name, args, parent, **extra)


def load(name: str) -> click.Command:
    """Import a command."""
    module = import_module(f"worker.commands.{_ELSEWHERE.get(name, name)}")
    return next(
        each
        for each in vars(module).values()
        if isinstance(each, click.Command) and each.name == name
    )


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    commands=[LazyCommand(name, short_help=line) for name, line in COMMANDS.items()],
)
@click.version_option(package_name="mediation-worker")
def main() -> None:
    """Run SEND mediation: letters, referrals, chases and certificates, on time and once."""
