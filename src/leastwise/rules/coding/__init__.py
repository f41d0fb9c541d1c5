"""Faults of code that are faults whatever data reaches it, and what is done with data that nobody from outside sends."""
