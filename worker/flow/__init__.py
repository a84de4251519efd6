"""Load the case, decide, save; render, hand over, write down: each in its transactions."""
