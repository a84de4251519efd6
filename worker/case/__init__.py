"""What may happen in a case and what follows: pure, no clock, no I/O."""
