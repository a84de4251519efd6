"""What holds for the repository as a whole: who imports whom, what is pure, what is committed."""
