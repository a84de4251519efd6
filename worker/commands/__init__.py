"""The commands of `mediation`, one module each."""
