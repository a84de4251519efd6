"""The own words of a person, and the answer among them."""
