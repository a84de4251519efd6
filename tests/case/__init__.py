"""The case: what may happen, and what follows."""
