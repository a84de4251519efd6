"""From a row that is due to a letter and an email that left."""
