"""Whether a letter can be posted to a person, said to whoever enters the address."""

from worker.outbox.address_window import postal_problems
from worker.outbox.notify_spec import line_called


def unpostable(name: str, address: tuple[str, ...]) -> str:
    """Say why no letter can be posted to an address as it is written; empty where one can."""
    faults = postal_problems(name, address)
    is_of_the_name = all(fault.startswith(line_called(0)) for fault in faults)
    key = "family_name" if is_of_the_name else "family_address"
    return f"{key}: no letter can be posted: {'; '.join(faults)}" if faults else ""


def only_by_email(name: str, email: str, address: tuple[str, ...]) -> str:
    """Warn that a letter whose email fails could not be posted instead; empty where it could."""
    problem = unpostable(name, address) if email and address else ""
    return f"should an email to this person fail, {problem}" if problem else ""
