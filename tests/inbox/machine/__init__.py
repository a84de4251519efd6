"""Tests of worker.inbox.machine."""
