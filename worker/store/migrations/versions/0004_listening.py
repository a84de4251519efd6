"""When each mailbox was last read whole, when a hold ends, and by when waiting mail is read."""

import sqlalchemy as sa
from alembic import op

from worker.store.instant import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# No batch: SQLite would make the tables anew, and other tables point to their rows.


def upgrade() -> None:
    """Bring the tables up."""
    op.create_table(
        "mailbox_pass",
        sa.Column("body", sa.String(20), nullable=False),
        sa.Column("began_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("body", name=op.f("pk_mailbox_pass")),
    )
    op.create_table(
        "desk_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(20), nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("messages", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("not_before", Instant(timezone=True), nullable=False),
        sa.Column("lease", sa.String(32)),
        sa.Column("lease_until", Instant(timezone=True)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(200), nullable=False),
        sa.Column("sent_at", Instant(timezone=True)),
        sa.Column("trouble", sa.String(200)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_notice")),
        sa.UniqueConstraint("message_id", name=op.f("uq_desk_notice_message_id")),
    )
    op.create_index("ix_desk_notice_state_not_before", "desk_notice", ["state", "not_before"])
    op.add_column("outgoing", sa.Column("held_until", Instant(timezone=True)))
    op.execute("UPDATE outgoing SET held_until = not_before WHERE held")
    op.add_column("incoming", sa.Column("read_by", sa.Date()))
    op.add_column("incoming", sa.Column("read_by_at", Instant(timezone=True)))
    op.add_column("incoming", sa.Column("told_at", Instant(timezone=True)))
    op.create_index("ix_incoming_outcome_read_by_at", "incoming", ["outcome", "read_by_at"])


def downgrade() -> None:
    """Take the changes back."""
    op.drop_index("ix_incoming_outcome_read_by_at", "incoming")
    for name in ("told_at", "read_by_at", "read_by"):
        op.drop_column("incoming", name)
    op.drop_column("outgoing", "held_until")
    op.drop_index("ix_desk_notice_state_not_before", "desk_notice")
    op.drop_table("desk_notice")
    op.drop_table("mailbox_pass")
