"""The law in dates: pure, no clock, no I/O."""
