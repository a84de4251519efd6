"""Whether a message is its sender's own, so that the daily cap counts no forged mail."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# No batch: SQLite would make the tables anew, and other tables point to their rows.


def upgrade() -> None:
    """Bring the tables up."""
    op.add_column(
        "incoming",
        sa.Column("authenticated", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    """Take the changes back."""
    op.drop_column("incoming", "authenticated")
