"""Names as they are compared, so that a letter that names a stranger is found before it leaves."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# No batch: SQLite would make the tables anew, and other tables point to their rows.


# As names were compared when this was written; what `worker.case.names` says now may differ.
_TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sir", "lady"}
_MOST_WORDS = 6
_SAME = str.maketrans({"\u2019": "'", "\u2018": "'", "\u2010": "-", "\u2011": "-"})
_OWNING = re.compile(r"'s?$")


def _name_key(name: str) -> str:
    words = [key for word in name.split() if (key := _key_of(word))]
    while len(words) > 1 and words[0] in _TITLES:
        del words[0]
    return " ".join(words[:_MOST_WORDS])


def _key_of(word: str) -> str:
    same = unicodedata.normalize("NFKC", word).casefold().translate(_SAME).strip(".,;:()")
    return _OWNING.sub("", same)


def upgrade() -> None:
    """Bring the tables up."""
    for table in ("person", "child"):
        op.add_column(table, sa.Column("name_key", sa.Text()))
        _fill(table)
        op.create_index(op.f(f"ix_{table}_name_key"), table, ["name_key"])


def _fill(table: str) -> None:
    rows = sa.table(table, sa.column("id"), sa.column("name"), sa.column("name_key"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(rows).where(rows.c.name.is_not(None))).all():
        filled = sa.update(rows).where(rows.c.id == row.id).values(name_key=_name_key(row.name))
        connection.execute(filled)


def downgrade() -> None:
    """Take the changes back."""
    for table in ("person", "child"):
        op.drop_index(op.f(f"ix_{table}_name_key"), table)
        op.drop_column(table, "name_key")
