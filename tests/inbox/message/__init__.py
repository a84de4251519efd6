"""Tests of worker.inbox.message."""
