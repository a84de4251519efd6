"""What all tests share: the real servers, and how hard property tests try."""

import os

import hypothesis

pytest_plugins = ["tests.servers.fixtures"]

# The same examples each time, so that a change is blamed for what it broke; `make fuzz` looks for
# new ones. No deadline: the machine may be busy with the servers.
hypothesis.settings.register_profile("test", deadline=None, derandomize=True)
hypothesis.settings.register_profile("fuzz", deadline=None, max_examples=10_000, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))
