"""Tests of what leaves: letters, emails, post."""
