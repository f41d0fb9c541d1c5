"""Data of outsiders that reaches dangerous calls, and other faults of the functions' code."""
