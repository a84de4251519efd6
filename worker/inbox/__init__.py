"""From the bytes of a message to what it says, who says it and in which case."""
