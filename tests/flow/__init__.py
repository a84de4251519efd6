"""What happens between mail, cases and letters, on real rows."""
