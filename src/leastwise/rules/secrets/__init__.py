"""Rules about what must not be read."""
