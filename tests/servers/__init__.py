"""Real servers for the tests: each on a free port, in a folder of its own, gone afterwards."""
