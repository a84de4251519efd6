"""Bytes become a message: its headers, its texts and pages, its files; never an exception."""
