"""Rules about the function itself."""
