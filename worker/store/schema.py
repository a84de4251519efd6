"""The tables: the only place that knows the columns. Every row belongs to a body or to a case."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An instant in UTC; refuses naive values, which SQLite would store without a word."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Take an aware instant to UTC."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored: every time is an instant in UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Give an aware instant back."""
        del dialect
        if value is None:
            return None
        instant: datetime = value
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# The last number given in a series: case references of a place and year.
series = Table(
    "series",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("last", Integer, nullable=False),
)

# Personal data of a child; cases of one child are linked by it.
child = Table(
    "child",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text),
    Column("name_key", Text, index=True),
    Column("date_of_birth", Date),
)

case = Table(
    "case",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reference", String(20), nullable=False, unique=True),
    Column("child_id", ForeignKey("child.id"), nullable=False, index=True),
    Column("opened_at", Instant, nullable=False),
    Column("opened_by", String(20), nullable=False),  # the body whose word opened it
    Column("stage", String(20), nullable=False),  # follows from the events; kept for lists
    Column("adviser", Text, nullable=False, default=""),  # address of the case's adviser
    Column("intake_key", String(64), unique=True),  # one row of a CSV or JSON file, hashed
)

# Personal data of a party. Offices and providers stand in config/organisations.toml.
person = Table(
    "person",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False, index=True),
    Column("capacity", String(20), nullable=False),
    Column("name", Text),
    Column("email", Text),
    Column("email_confirmed_at", Instant),  # None: nothing goes there by itself
    Column("address", Text),  # lines, the last one the postcode
    Column("phone", Text),
    Column("delivery", String(20), nullable=False, default="attachment"),
    Column("delivery_since", Date),  # the day on which that was last said
    Column("may_contact", Boolean, nullable=False, default=True),
    Column("withhold_address", Boolean, nullable=False, default=False),
    Column("language", String(20), nullable=False, default="en"),
    Column("format", String(20), nullable=False, default="standard"),
    Column("format_since", Date),  # the day on which language or format was last said
    Column("pdf_password", LargeBinary),  # sealed (see worker.store.passwords)
    Column("name_key", Text, index=True),  # as names are compared (see worker.case.names)
    Index("ix_person_email", "email"),
)

# The append-only log. Facts only: personal data of an event stands in `particular`.
event = Table(
    "event",
    metadata,
    Column("case_id", ForeignKey("case.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),  # its id within the case is e<seq>
    Column("name", String(40), nullable=False),
    Column("at", Instant, nullable=False),
    Column("on", Date, nullable=False),
    Column("by", String(20), nullable=False),
    Column("person", String(80), nullable=False, default=""),
    Column("route", String(20), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("incoming_id", Integer),  # the message it was read from
)

# Where sessions are held: a place that a person has recorded once may be named by an answer.
place = Table(
    "place",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("confirmed_at", Instant, nullable=False),
)

particular = Table(
    "particular",
    metadata,
    Column("case_id", ForeignKey("case.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("field", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

duty = Table(
    "duty",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False),
    Column("rule", String(60), nullable=False),
    Column("about", String(80), nullable=False),
    Column("owed_by", String(20), nullable=False),
    Column("person", String(80), nullable=False, default=""),
    Column("due", Date, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", String(12), nullable=False),  # open, met, cancelled
    Column("met_on", Date),
    UniqueConstraint("case_id", "rule", "about"),
    Index("ix_duty_state_due_at", "state", "due_at"),
)

timer = Table(
    "timer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("fact", String(120), nullable=False),
    Column("day", Integer, nullable=False, default=0),
    Column("person", String(80), nullable=False, default=""),
    Column("at", Instant, nullable=False),
    Column("state", String(12), nullable=False),  # waiting, fallen, cancelled
    Column("lease", String(32)),
    Column("lease_until", Instant),
    UniqueConstraint("case_id", "kind", "fact", "day"),
    Index("ix_timer_state_at", "state", "at"),
)

outgoing = Table(
    "outgoing",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False),
    Column("body", String(20), nullable=False),
    Column("purpose", String(40), nullable=False),
    Column("kind", String(40), nullable=False, default=""),  # of an adviser's notice
    Column("fact", String(20), nullable=False),
    Column("recipient", String(120), nullable=False),  # a person's id or an office
    Column("by_post", Boolean, nullable=False, default=False),
    Column("held", Boolean, nullable=False, default=False),
    Column("held_until", Instant),  # the end of its hold, whatever it waits for afterwards
    Column("state", String(12), nullable=False),  # see worker.store.outgoing.State
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("lease", String(32)),
    Column("lease_until", Instant),
    Column("attempts", Integer, nullable=False, default=0),
    Column("doubts", Integer, nullable=False, default=0),  # handovers that may have been accepted
    Column("dated", Date),  # the date printed in the bytes that are kept
    Column("message_id", String(200), unique=True),
    Column("to_address", Text),  # where it was sent; personal data
    Column("envelope_from", Text),
    Column("certificate", String(40)),  # number of the certificate that it carries
    Column("mime", String(64)),  # sha256 of the message as handed over
    # [{kind, name, sha256}]; a letter's with template, converter and the data that it was made from
    Column("documents", JSON, nullable=False, default=list),
    Column("sent_at", Instant),
    Column("response", Text),  # the server's own words on acceptance
    Column("receipt", String(64), index=True),  # GOV.UK Notify's id of it
    Column("post_status", String(40)),  # what became of it there
    Column("posted_on", Date),  # the print room's word, or Notify's
    Column("returned_on", Date),  # it came back
    Column("trouble", String(200)),  # why it waits, failed or was cancelled; no personal data
    UniqueConstraint("case_id", "purpose", "kind", "fact", "recipient"),
    Index("ix_outgoing_state_not_before", "state", "not_before"),
)

certificate = Table(
    "certificate",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", ForeignKey("case.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("ground", String(1), nullable=False),
    Column("fact", String(20), nullable=False),
    Column("number", String(40), nullable=False, unique=True),
    Column("code", String(40), nullable=False),
    Column("issued_on", Date),
    Column("pdf", String(64)),  # sha256 of the document that was issued
    # 1, and more only after a withdrawal: what was withdrawn keeps its number for ever.
    Column("version", Integer, nullable=False, server_default="1"),
    UniqueConstraint("case_id", "person_id", "ground", "version"),
)

# Documents and raw mail; content may be sealed (see worker.store.documents).
blob = Table(
    "blob",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("kind", String(20), nullable=False),  # mail, pdf, docx, mime
    Column("key_id", String(16), nullable=False, default=""),  # empty: not sealed
    Column("content", LargeBinary, nullable=False),
    Column("stored_at", Instant, nullable=False),
)

incoming = Table(
    "incoming",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("body", String(20), nullable=False),
    Column("folder", String(200), nullable=False),
    Column("uidvalidity", String(40), nullable=False),
    Column("uid", String(120), nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("message_id", String(400), nullable=False, default=""),
    Column("content_key", String(64), nullable=False, default="", index=True),  # same message again
    Column("sender_key", String(64), nullable=False, default=""),  # hash: fairness and caps
    Column("size", Integer, nullable=False),
    Column("received_at", Instant, nullable=False),  # earliest trustworthy receipt
    Column("taken_at", Instant, nullable=False),
    Column("state", String(12), nullable=False),  # stored, read
    Column("turn", Integer, nullable=False, default=0),  # senders take turns in being read
    Column("outcome", String(20)),  # exactly one when read
    Column("reason", String(400)),
    Column("reading", JSON),  # what it says and the words it rests on
    Column("case_id", ForeignKey("case.id"), index=True),
    Column("event_seq", Integer),
    # The sender's own, as our mail server found: only such mail counts for the daily cap.
    Column("authenticated", Boolean, nullable=False, default=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("lease", String(32)),
    Column("lease_until", Instant),
    Column("filed_in", String(200)),  # the folder it was moved to
    # While it waits for a person: by when somebody must have read it, and when that was told.
    Column("read_by", Date),
    Column("read_by_at", Instant),
    Column("told_at", Instant),
    UniqueConstraint("body", "folder", "uidvalidity", "uid"),
    Index("ix_incoming_state_turn", "state", "turn"),
    Index("ix_incoming_state_lease_until", "state", "lease_until"),
    Index("ix_incoming_sender_key_state_turn", "sender_key", "state", "turn"),
    Index("ix_incoming_outcome_filed_in", "outcome", "filed_in"),
    Index("ix_incoming_outcome_read_by_at", "outcome", "read_by_at"),
)

# When the latest whole pass over a body's mailbox began: what had come by then is stored.
mailbox_pass = Table(
    "mailbox_pass",
    metadata,
    Column("body", String(20), primary_key=True),
    Column("began_at", Instant, nullable=False),
)

# What an office is told of mail that waits: it may belong to several cases, or to none.
desk_notice = Table(
    "desk_notice",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("body", String(20), nullable=False),
    Column("to", Text, nullable=False, default=""),  # a case's own adviser; empty: the desk
    Column("messages", JSON, nullable=False),  # ids of `incoming`
    Column("state", String(12), nullable=False),  # due, sending, sent
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("lease", String(32)),
    Column("lease_until", Instant),
    Column("attempts", Integer, nullable=False, default=0),
    Column("message_id", String(200), nullable=False, unique=True),
    Column("sent_at", Instant),
    Column("trouble", String(200)),
    Index("ix_desk_notice_state_not_before", "state", "not_before"),
)

# What the office says of an organisation's mail, over what the files of the installation say; a row
# that was taken back stays as it was, with the day.
known_line = Table(
    "known_line",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("organisation", Text, nullable=False),  # its name in organisations.toml
    Column("text", Text, nullable=False),
    Column("key", Text, nullable=False),  # the text as lines are compared
    Column("added_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("from_message", Integer, nullable=False),  # the message that it was seen in
    Index(
        "uq_known_line_organisation_key",
        "organisation",
        "key",
        unique=True,
        sqlite_where=text("revoked_at IS NULL"),
        postgresql_where=text("revoked_at IS NULL"),
    ),
)

# Who else writes for an organisation than its desks and staff of organisations.toml.
contact = Table(
    "contact",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("organisation", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),  # in lower case
    Column("added_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("from_message", Integer, nullable=False),
    Index(
        "uq_contact_organisation_address",
        "organisation",
        "address",
        unique=True,
        sqlite_where=text("revoked_at IS NULL"),
        postgresql_where=text("revoked_at IS NULL"),
    ),
)
