"""Tests of worker.inbox.mailbox."""
