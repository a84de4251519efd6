"""The demo's own installation: settings and organisations of an invented place, in one folder."""

import secrets
from pathlib import Path
from typing import Final

from worker.case.terms import Body
from worker.settings import PREFIX, ROOT, Settings, load

MAILBOX: Final = "sendiass@sendiass.example"
OUR_SERVER: Final = "mx.sendiass.example"
INSTALLATION: Final = "installation"

# Live, because a rehearsal marks every message; nothing can leave, because the transports are
# folders. Nothing of a real installation's settings is read.
_SETTINGS: Final = """\
# The demo's installation. Look into it with:  MEDIATION_CONFIG={config} mediation cases
mode = "live"
database_url = "sqlite:///{folder}/mediation.sqlite"
print_folder = "{folder}/print"
signing_key = "{key}"
holidays = "{shipped}/config/holidays.toml"
templates = "{shipped}/templates"
known_lines = "{shipped}/config/known_lines.toml"

[authority]
smtp_url = "maildir:{folder}/post/authority"
from_address = "ehcteam@citycouncil.example"
from_name = "EHC assessment team"
authserv_id = "mx.citycouncil.example"
received_by = ["mx.citycouncil.example"]

[adviser]
mailbox_url = "maildir:{folder}/mailbox"
smtp_url = "maildir:{folder}/post/adviser"
from_address = "{mailbox}"
from_name = "SENDIASS Leicester"
authserv_id = "{server}"
received_by = ["{server}"]
"""

_ORGANISATIONS: Final = """\
# Everybody here is invented.
[[authority]]
name = "City Council"
from = 2014-09-01
address = ["City Hall", "115 Example Street", "Leicester", "LE1 1FZ"]
hours = "Monday to Friday, 9am to 5pm"
website = "https://www.citycouncil.example/local-offer"
desks.assessment = { person = "EHC assessment team", email = "ehcteam@citycouncil.example", phone = "0116 496 0100" }
desks.referral = { person = "SEND Mediation Team", email = "send.mediation@citycouncil.example", phone = "0116 496 0101" }
desks.escalation = { person = "Head of the SEND Service", email = "head.of.service@citycouncil.example", phone = "0116 496 0102" }
staff = [{ person = "Helen Marlowby", email = "helen.marlowby@citycouncil.example" }]

[[adviser]]
name = "SENDIASS Leicester"
from = 2014-09-01
address = ["SENDIASS Leicester", "1 Example Street", "Leicester", "LE1 1AA"]
hours = "Monday to Friday, 9:30am to 4:30pm"
website = "https://www.sendiass.example"
signatory = "Nadia Fordham-Ose"
independence = "Managed by a charity; nobody here is employed by a council, an ICB or NHS England."
desks.cases = { person = "Mediation advisers", email = "advisers@sendiass.example", phone = "0116 496 0200" }
staff = [{ person = "Nadia Fordham-Ose", email = "nadia@sendiass.example" }]

[[provider]]
name = "Midlands Mediation"
from = 2014-09-01
address = ["2 Example Road", "Birmingham", "B1 1AA"]
website = "https://www.midlands-mediation.example"
desks.bookings = { person = "Ruth Ellinghurst", email = "ruth@midlands-mediation.example", phone = "0121 496 0188" }

[[provider]]
name = "Accord East"
from = 2014-09-01
address = ["3 Example Lane", "Peterborough", "PE1 1AA"]
website = "https://www.accord-east.example"
desks.bookings = { person = "Callum Draycote", email = "callum@accord-east.example", phone = "01733 496 018" }

[[icb]]
name = "Integrated Care Board"
from = 2022-07-01
address = ["4 Example Square", "Leicester", "LE2 1AA"]
desks.referral = { person = "SEND team", email = "send@icb.example", phone = "0116 496 0300" }
"""  # noqa: E501 - a desk a line


def prepare(folder: Path) -> Settings:
    """Write an installation into a folder, which must be new, and read its settings."""
    place = folder.resolve() / INSTALLATION
    place.mkdir(parents=True)
    config = place / "worker.toml"
    config.write_text(
        _SETTINGS.format(
            config=config,
            folder=place,
            shipped=ROOT,
            key=secrets.token_hex(32),
            mailbox=MAILBOX,
            server=OUR_SERVER,
        ),
        encoding="utf-8",
    )
    (place / "organisations.toml").write_text(_ORGANISATIONS, encoding="utf-8")
    return load({f"{PREFIX}CONFIG": str(config)})


def post_folders(folder: Path) -> tuple[Path, ...]:
    """Give the Maildirs into which each body's mail leaves."""
    return tuple(folder / INSTALLATION / "post" / body.value for body in Body)


def mailbox_folder(folder: Path) -> Path:
    """Give the Maildir of the shared mailbox."""
    return folder / INSTALLATION / "mailbox"
