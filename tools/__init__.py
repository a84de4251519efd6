"""Scripts that made, or describe, what ships."""
