"""Lint of the templates."""
