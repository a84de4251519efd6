"""Standing lines of organisations' mail, and who else writes for them."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_IN_FORCE = sa.text("revoked_at IS NULL")
_KEYS = {"known_line": "key", "contact": "address"}


def upgrade() -> None:
    """Bring the tables up."""
    instant = sa.DateTime(timezone=True)
    for table, columns in {
        "known_line": (
            sa.Column("text", sa.Text(), nullable=False),
            sa.Column("key", sa.Text(), nullable=False),
        ),
        "contact": (
            sa.Column("role", sa.String(20), nullable=False),
            sa.Column("name", sa.Text(), nullable=False),
            sa.Column("address", sa.Text(), nullable=False),
        ),
    }.items():
        op.create_table(
            table,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("organisation", sa.Text(), nullable=False),
            *columns,
            sa.Column("added_at", instant, nullable=False),
            sa.Column("revoked_at", instant),
            sa.Column("from_message", sa.Integer(), nullable=False),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        )
        op.create_index(
            _index(table),
            table,
            ["organisation", _KEYS[table]],
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        )


def _index(table: str) -> str:
    return f"uq_{table}_organisation_{_KEYS[table]}"


def downgrade() -> None:
    """Take the changes back."""
    for table in _KEYS:
        op.drop_index(_index(table), table)
        op.drop_table(table)
