"""The demo runs, and sees for itself when something is wrong."""
