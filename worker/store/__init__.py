"""All SQL of the worker."""
