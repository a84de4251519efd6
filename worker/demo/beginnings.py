"""How a case of the demo begins: a decision, a call to the adviser, information given."""

from datetime import date

from worker.case.terms import DecisionType
from worker.demo.script import Entered


def family(
    name: str,
    email: str,
    child: str,
    born: str,
    *,
    capacity: str = "parent",
    address: str = "",
) -> dict[str, str]:
    """Give the particulars with which an adviser opens a case."""
    particulars = {
        "family_name": name,
        "family_email": email,
        "family_phone": "07700 900123",
        "family_address": address,
        "capacity": capacity,
        "child_name": child,
        "child_date_of_birth": born,
        "adviser": "Nadia Fordham-Ose",
    }
    return {key: value for key, value in particulars.items() if value}


def call(
    at: str, particulars: dict[str, str], decision: DecisionType, *, sent: date
) -> tuple[Entered, ...]:
    """Write down a first call: the decision it is about, the contact, the information given."""
    return (
        Entered(
            at=at,
            event="DecisionNotified",
            values={**particulars, "type": decision.value},
            on=sent,
            shown=f"call to the adviser about a decision of {sent:%-d %b}",
        ),
        contact(at),
        informed(at),
    )


def contact(at: str, person: str = "1") -> Entered:
    """Write down that a party contacted the adviser."""
    return Entered(at=at, event="AdviserContacted", values={"person": person}, shown="")


def informed(at: str, person: str = "1") -> Entered:
    """Write down that the adviser has explained the six points."""
    return Entered(
        at=at, event="InformationGiven", values={"person": person}, shown="information given"
    )


def issues(at: str, text: str, person: str = "1") -> Entered:
    """Write down what the family wants to talk about, as the adviser asked them."""
    return Entered(
        at=at,
        event="IssuesGiven",
        values={"issues": text, "person": person},
        shown="the adviser has asked for the issues",
    )
