"""Faults of code that are faults whatever data reaches it, and what is left behind or told to logs."""
