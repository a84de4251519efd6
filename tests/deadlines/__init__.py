"""Tests of the law in dates, its calendar file and its command."""
