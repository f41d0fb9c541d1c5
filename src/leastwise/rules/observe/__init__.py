"""Rules about what happened, and who would know."""
