"""The migrations: same for SQLite and PostgreSQL."""
