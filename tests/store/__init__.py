"""Tests of worker.store."""
