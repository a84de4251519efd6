"""The organisations of a place, each with the dates between which it is in force."""

import tomllib
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from worker.case.actions import Office
from worker.errors import BadInput, Stop, TellSomeone
from worker.outbox.facts import Contact
from worker.outbox.logo import Logo, read_logo


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Desk(_Row):
    """A person or team that reads mail for an organisation."""

    person: str
    email: str
    phone: str = ""


class Organisation(_Row):
    """An authority, adviser, provider or ICB."""

    name: str
    from_: date = Field(alias="from")
    to: date | None = None  # last day in force; absent: still in force
    example: bool = False  # contact details as shipped: live mode refuses to start with them
    address: tuple[str, ...] = ()
    hours: str = ""
    website: str = ""
    privacy_notice: str = ""  # web address; each body has its own
    complaints: str = ""  # how to complain, as a sentence
    signatory: str = ""  # of certificates, where the case names no adviser of its own
    independence: str = ""  # s.56(3): why the adviser is independent
    logo: str = ""  # a picture beside organisations.toml, for the letterhead
    desks: dict[str, Desk]
    staff: tuple[Desk, ...] = ()  # who else may write for it

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.to and self.to < self.from_:
            raise ValueError(f"{self.name}: `to` lies before `from`")
        return self

    def is_in_force(self, day: date) -> bool:
        """Tell whether it is in force on the day."""
        return self.from_ <= day and (self.to is None or day <= self.to)

    def people(self) -> tuple[Desk, ...]:
        """Give everyone who may write for it."""
        return (*self.desks.values(), *self.staff)

    def contact(self, desk: str) -> Contact:
        """Give it as it stands in a letter."""
        found = self.desks[desk]
        return Contact(
            name=self.name,
            person=found.person,
            email=found.email,
            phone=found.phone,
            hours=self.hours,
            address=self.address,
            website=self.website,
        )


class Organisations(_Row):
    """All of them, with their dates."""

    authority: tuple[Organisation, ...]
    adviser: tuple[Organisation, ...]
    provider: tuple[Organisation, ...]
    icb: tuple[Organisation, ...] = ()
    # Texts of a template that are no person's, though somebody may have the same name.
    may_be_named: tuple[str, ...] = ()

    def authority_on(self, day: date) -> Organisation:
        """Give the authority in force; Stop when there is none."""
        return _one(self.authority, "authority", day)

    def adviser_on(self, day: date) -> Organisation:
        """Give the mediation adviser in force (domain 3, row 1); Stop when none is."""
        return _one(self.adviser, "adviser", day)

    def icb_on(self, day: date) -> Organisation:
        """Give the integrated care board in force; Stop when there is none."""
        return _one(self.icb, "icb", day)

    def providers_on(self, day: date) -> tuple[Organisation, ...]:
        """Give the mediation providers that a family can choose from."""
        return tuple(p for p in self.provider if p.is_in_force(day))

    def provider_named(self, text: str, day: date) -> Organisation | None:
        """Find the provider in force that the text begins with or names."""
        wanted = text.casefold()
        return next(
            (p for p in self.providers_on(day) if wanted and p.name.casefold() in wanted), None
        )

    def desk(self, office: str, day: date) -> tuple[Organisation, Desk]:
        """Find who reads the letters of an office (worker.case.actions.Office)."""
        kind, _, name = office.partition(":")
        if kind == "provider":
            provider = self.provider_named(name, day)
            if provider is None:
                raise TellSomeone(f"no provider called {name!r} is in force on {day.isoformat()}")
            return provider, provider.desks["bookings"]
        place = {
            "authority": self.authority_on,
            "icb": self.icb_on,
            "adviser": self.adviser_on,
        }[kind](day)
        desk = place.desks.get("cases" if office == Office.ADVISER else name)
        if desk is None:
            raise Stop(f"organisations.toml has no desk {name!r} for {place.name}")
        return place, desk

    def examples(self) -> tuple[str, ...]:
        """Name the organisations whose contact details are still the shipped examples."""
        every = (*self.authority, *self.adviser, *self.provider, *self.icb)
        return tuple(o.name for o in every if o.example)


def _one(rows: Iterable[Organisation], kind: str, day: date) -> Organisation:
    found = [row for row in rows if row.is_in_force(day)]
    if len(found) == 1:
        return found[0]
    how_many = "no" if not found else "more than one"
    raise Stop(
        f"organisations.toml has {how_many} {kind} in force on {day.isoformat()}: mend its "
        "from and to dates"
    )


_DESKS = {
    "authority": ("assessment", "referral", "escalation"),
    "adviser": ("cases",),
    "provider": ("bookings",),
    "icb": ("referral",),
}


def load_organisations(path: Path) -> Organisations:
    """Read config/organisations.toml; Stop names the file, the entry and what to do."""
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
        organisations = Organisations.model_validate(tree)
    except OSError as error:
        raise Stop(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Stop(f"{path} is not TOML: {error}") from error
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(x) for x in f['loc'])}: {f['msg']}" for f in error.errors()
        )
        raise Stop(f"{path}: {faults}") from error
    for kind, needed in _DESKS.items():
        for row in getattr(organisations, kind):
            lacking = [desk for desk in needed if desk not in row.desks]
            if lacking:
                raise Stop(f"{path}: {kind} {row.name} has no desk {', '.join(lacking)}")
    return organisations


def load_logos(organisations: Organisations, *, beside: Path) -> Callable[[str, date], Logo | None]:
    """Read the logos that stand beside organisations.toml; Stop names the one to mend.

    Gives what finds the logo of the organisation of a name on a day.
    """
    for row in (*organisations.provider, *organisations.icb):
        if row.logo:
            raise Stop(
                f"{beside}: {row.name} has a logo, but only an authority or an adviser writes"
            )
    try:
        found = [
            (row, read_logo(beside.parent / row.logo, name=row.name))
            for row in (*organisations.authority, *organisations.adviser)
            if row.logo
        ]
    except BadInput as problem:
        raise Stop(f"{beside}: {problem}") from problem

    def logo_of(name: str, day: date) -> Logo | None:
        return next((o for row, o in found if row.name == name and row.is_in_force(day)), None)

    return logo_of
