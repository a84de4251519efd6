"""Settings: one typed object, read once from config/worker.toml and the environment."""

import os
import tomllib
from collections.abc import Mapping
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from worker.case.terms import Body
from worker.errors import Stop

PREFIX: Final = "MEDIATION_"
ROOT: Final = Path(__file__).resolve().parent.parent
DEFAULT_CONFIG: Final = ROOT / "config" / "worker.toml"
_DAY_30: Final = 30


class Mode(StrEnum):
    """Rehearsal sends everything to one address; live sends to those it is for."""

    REHEARSAL = "rehearsal"
    LIVE = "live"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class OAuthSettings(_Section):
    """Sign-in at Microsoft 365 with client credentials; empty tenant: not used."""

    tenant: str = ""
    client_id: str = ""
    secret: SecretStr = SecretStr("")
    certificate_file: str = ""
    secret_expires: str = ""  # ISO date; warned thirty days before


class Folders(_Section):
    """Where messages go when their bytes and outcome are stored."""

    inbox: str = "INBOX"
    done: str = "Mediation/Done"
    waiting: str = "Mediation/Waiting"
    machine: str = "Mediation/Machine"
    set_aside: str = "Mediation/Set aside"


class BodySettings(_Section):
    """The mailbox and the sending account of one of the two bodies."""

    mailbox_url: str = ""  # imap://, imaps:// or maildir:; empty: no mailbox is read
    mailbox_password: SecretStr = SecretStr("")
    smtp_url: str  # smtp://, smtps:// or maildir:
    smtp_password: SecretStr = SecretStr("")
    from_address: str
    from_name: str
    authserv_id: str = ""  # of our own mail server; empty: no mail acts by itself
    is_microsoft_365: bool = False
    received_by: tuple[str, ...] = ()  # host names of our own mail servers
    ca_file: str = ""
    folders: Folders = Folders()
    oauth: OAuthSettings = OAuthSettings()


class Letters(_Section):
    """How letters become PDF."""

    converters: Annotated[int, Field(ge=1, le=16)] = 1
    time_limit_seconds: Annotated[int, Field(ge=5, le=600)] = 60
    recycle_after: Annotated[int, Field(ge=1)] = 2000


class PostSettings(_Section):
    """The way to the printer, for letters on paper."""

    route: Literal["folder", "notify"] = "folder"
    closes: time = time(17, 30)
    postage: Literal["first", "second"] = "first"
    notify_url: str = "https://api.notifications.service.gov.uk"
    notify_key: SecretStr = SecretStr("")


class Limits(_Section):
    """Bounds that keep one sender or one message from stopping the others."""

    message_megabytes: Annotated[int, Field(ge=1, le=200)] = 50
    per_sender_a_day: Annotated[int, Field(ge=1)] = 20
    automatic_mail_an_hour: Annotated[int, Field(ge=1)] = 200
    keep_not_ours_days: Annotated[int, Field(ge=0)] = 0


class Targets(_Section):
    """Local choices about when; never a statutory period."""

    chase_days: tuple[int, ...] = (20, 30, 33)
    day_starts: time = time(9, 0)
    acknowledge_within: Annotated[int, Field(ge=1, le=20)] = 2
    inform_within: Annotated[int, Field(ge=1, le=20)] = 2
    ask_adviser_after: Annotated[int, Field(ge=1, le=40)] = 10
    other_format_within: Annotated[int, Field(ge=1, le=40)] = 5
    reminders: tuple[int, ...] = (14, 7)
    information_by: str = "adviser"

    @field_validator("chase_days")
    @classmethod
    def _day_30_stays(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if _DAY_30 not in days:
            raise ValueError("day 30 can be neither removed nor moved: put 30 back")
        if any(not 1 <= day <= 90 for day in days):  # noqa: PLR2004 - days of a chase
            raise ValueError("a chase day lies between 1 and 90")
        return tuple(sorted(set(days)))

    @field_validator("information_by")
    @classmethod
    def _known_reading(cls, value: str) -> str:
        if value not in ("adviser", "email"):
            raise ValueError('"adviser" or "email"')
        return value


class Settings(_Section):
    """Everything an installation chooses."""

    mode: Mode = Mode.REHEARSAL
    rehearsal_to: str = "rehearsal@localhost"
    place: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "LEI"
    database_url: str = "sqlite:///var/mediation.sqlite"
    queue_url: str = "memory:"
    hold_minutes: Annotated[int, Field(ge=0, le=24 * 60)] = 10
    print_folder: str = "var/print"
    signing_key: SecretStr = SecretStr("")
    document_key: SecretStr = SecretStr("")
    organisations: str = "organisations.toml"
    known_lines: str = "known_lines.toml"
    holidays: str = "holidays.toml"
    templates: str = "../templates"
    log_level: str = "INFO"
    authority: BodySettings
    adviser: BodySettings
    letters: Letters = Letters()
    post: PostSettings = PostSettings()
    limits: Limits = Limits()
    targets: Targets = Targets()
    config_folder: Path = Path()  # set by `load`

    def of(self, body: Body) -> BodySettings:
        """Give the accounts of one body."""
        return self.authority if body is Body.AUTHORITY else self.adviser

    def beside(self, name: str) -> Path:
        """Resolve a file name that the config gives relative to its own folder."""
        return (self.config_folder / name).resolve()

    def key_for_signing(self) -> bytes:
        """Give the key of reply addresses and certificate codes."""
        return self.signing_key.get_secret_value().encode()

    def key_for_documents(self) -> bytes | None:
        """Give the 32-byte key that seals documents, or None."""
        text = self.document_key.get_secret_value()
        return bytes.fromhex(text) if text else None


def _sections() -> dict[str, type[BaseModel]]:
    return {
        name: info.annotation
        for name, info in Settings.model_fields.items()
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel)
    }


def known_variables() -> dict[str, tuple[str, ...]]:
    """List every environment variable with the place of its setting."""
    sections = _sections()
    known: dict[str, tuple[str, ...]] = {}
    for name in Settings.model_fields:
        if name not in sections and name != "config_folder":
            known[f"{PREFIX}{name.upper()}"] = (name,)
    for section, model in sections.items():
        for name, info in model.model_fields.items():
            if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
                for inner in info.annotation.model_fields:
                    key = f"{PREFIX}{section}_{name}_{inner}".upper()
                    known[key] = (section, name, inner)
            else:
                known[f"{PREFIX}{section}_{name}".upper()] = (section, name)
    return known


def _from_file(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\n")
    except OSError as error:
        raise Stop(f"{name} names {path}, which cannot be read: {error.strerror}") from error


def _overlay(tree: dict[str, Any], environment: Mapping[str, str]) -> None:
    known = known_variables()
    for name, value in environment.items():
        if not name.startswith(PREFIX) or name == f"{PREFIX}CONFIG":
            continue
        plain = name.removesuffix("_FILE") if name not in known else name
        if plain not in known:
            raise Stop(f"environment variable {name} is no setting: see config/worker.toml")
        text = value if plain == name else _from_file(name, value)
        *path, last = known[plain]
        place = tree
        for step in path:
            place = place.setdefault(step, {})
        lists = ("chase_days", "reminders", "received_by")
        place[last] = text.replace(",", " ").split() if last in lists else text


def _explain(error: ValidationError, where: Path) -> str:
    lines = [f"{where}: settings that cannot be used:"]
    for fault in error.errors():
        key = ".".join(str(part) for part in fault["loc"])
        kind = fault["type"]
        message = "no such key (misspelt?)" if kind == "extra_forbidden" else fault["msg"]
        lines.append(f"  {key}: {message}")
    return "\n".join(lines)


def _check(settings: Settings) -> None:
    if len(settings.key_for_signing()) < 32:  # noqa: PLR2004 - 256 bits as text
        raise Stop(
            "signing_key is missing or shorter than 32 characters: set MEDIATION_SIGNING_KEY or "
            "MEDIATION_SIGNING_KEY_FILE (openssl rand -hex 32)"
        )
    try:
        key = settings.key_for_documents()
    except ValueError as error:
        raise Stop("document_key is not hexadecimal: openssl rand -hex 32 makes one") from error
    if key is not None and len(key) != 32:  # noqa: PLR2004 - AES-256
        raise Stop("document_key must be 64 hexadecimal digits: openssl rand -hex 32 makes one")


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Raises Stop naming the file, the key and what to do.
    """
    environment = os.environ if environment is None else environment
    path = Path(environment.get(f"{PREFIX}CONFIG") or DEFAULT_CONFIG)
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Stop(f"settings file {path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Stop(f"settings file {path} is not TOML: {error}") from error
    _overlay(tree, environment)
    tree["config_folder"] = path.resolve().parent
    try:
        settings = Settings.model_validate(tree)
    except ValidationError as error:
        raise Stop(_explain(error, path)) from error
    _check(settings)
    return settings
