"""Whether a machine wrote a message, and what it reports: bounces, absence notices, receipts."""
