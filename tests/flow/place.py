"""An installation of an invented place, as its administrator would write it down."""

from pathlib import Path
from typing import Final

from worker.settings import ROOT

OUR_SERVER: Final = "mx.sendiass.test"
MAILBOX: Final = "help@sendiass.test"
ASSESSMENT: Final = "assessment@council.test"
REFERRALS: Final = "mediation@council.test"
HEAD: Final = "head@council.test"
ADVISERS: Final = "advisers@sendiass.test"
MIDLANDS: Final = "ruth@midlands.test"
ACCORD: Final = "callum@accord.test"
ICB: Final = "send@icb.test"
KEY: Final = "0f" * 32

_SETTINGS: Final = f"""\
mode = "live"
rehearsal_to = "rehearsal@sendiass.test"
database_url = "sqlite:///{{folder}}/rows.sqlite"
print_folder = "{{folder}}/print"
signing_key = "{KEY}"
holidays = "{ROOT}/config/holidays.toml"
templates = "{ROOT}/templates"
known_lines = "{ROOT}/config/known_lines.toml"

[authority]
smtp_url = "maildir:{{folder}}/post"
from_address = "ehc@council.test"
from_name = "EHC team"

[adviser]
mailbox_url = "maildir:{{folder}}/mailbox"
smtp_url = "maildir:{{folder}}/post"
from_address = "{MAILBOX}"
from_name = "SENDIASS"
authserv_id = "{OUR_SERVER}"
received_by = ["{OUR_SERVER}"]
"""

_ORGANISATIONS: Final = f"""\
[[authority]]
name = "Test Council"
from = 2014-09-01
address = ["Town Hall", "1 High Street", "Leicester", "LE1 1ZZ"]
desks.assessment = {{ person = "Assessment team", email = "{ASSESSMENT}", phone = "0116 496 0100" }}
desks.referral = {{ person = "Mediation team", email = "{REFERRALS}", phone = "0116 496 0101" }}
desks.escalation = {{ person = "Head of service", email = "{HEAD}", phone = "0116 496 0102" }}

[[adviser]]
name = "SENDIASS Test"
from = 2014-09-01
address = ["2 High Street", "Leicester", "LE1 1ZZ"]
independence = "Managed by a charity."
signatory = "Ada Ray"
desks.cases = {{ person = "Advisers", email = "{ADVISERS}", phone = "0116 496 0200" }}
staff = [{{ person = "Nadia Ose", email = "nadia@sendiass.test" }}]

[[provider]]
name = "Midlands Mediation"
from = 2014-09-01
desks.bookings = {{ person = "Ruth Elling", email = "{MIDLANDS}", phone = "0121 496 0188" }}

[[provider]]
name = "Accord East"
from = 2014-09-01
desks.bookings = {{ person = "Callum Dray", email = "{ACCORD}", phone = "01733 496 018" }}

[[icb]]
name = "Care Board"
from = 2022-07-01
desks.referral = {{ person = "SEND team", email = "{ICB}", phone = "0116 496 0300" }}
"""


def write_installation(folder: Path) -> dict[str, str]:
    """Write settings and organisations into a folder; returns the environment that uses them."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "worker.toml"
    config.write_text(_SETTINGS.format(folder=folder), encoding="utf-8")
    (folder / "organisations.toml").write_text(_ORGANISATIONS, encoding="utf-8")
    return {"MEDIATION_CONFIG": str(config)}
