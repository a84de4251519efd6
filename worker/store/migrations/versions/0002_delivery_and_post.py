"""How each person has letters, and what became of those on paper."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# No batch: SQLite would make the tables anew, and other tables point to their rows.


def upgrade() -> None:
    """Bring the tables up."""
    op.add_column(
        "person", sa.Column("delivery", sa.String(20), nullable=False, server_default="attachment")
    )
    op.add_column("person", sa.Column("delivery_since", sa.Date()))
    op.add_column("person", sa.Column("format_since", sa.Date()))
    op.add_column("person", sa.Column("pdf_password", sa.LargeBinary()))
    op.execute("UPDATE person SET delivery = 'post' WHERE prefers_post")
    op.drop_column("person", "prefers_post")
    op.add_column("outgoing", sa.Column("receipt", sa.String(64)))
    op.add_column("outgoing", sa.Column("post_status", sa.String(40)))
    op.add_column("outgoing", sa.Column("posted_on", sa.Date()))
    op.add_column("outgoing", sa.Column("returned_on", sa.Date()))
    op.create_index(op.f("ix_outgoing_receipt"), "outgoing", ["receipt"])


def downgrade() -> None:
    """Take the changes back."""
    op.drop_index(op.f("ix_outgoing_receipt"), "outgoing")
    for name in ("returned_on", "posted_on", "post_status", "receipt"):
        op.drop_column("outgoing", name)
    op.add_column(
        "person",
        sa.Column("prefers_post", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute("UPDATE person SET prefers_post = (delivery = 'post')")
    for name in ("pdf_password", "format_since", "delivery_since", "delivery"):
        op.drop_column("person", name)
