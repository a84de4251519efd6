"""A person's own words, and the answer form among them."""
