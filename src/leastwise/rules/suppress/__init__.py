"""Rules about how findings are accepted."""
