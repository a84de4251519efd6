"""`python -m worker` is `mediation`."""

from worker.cli import main

main()
