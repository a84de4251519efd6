"""Tests of worker.inbox."""
