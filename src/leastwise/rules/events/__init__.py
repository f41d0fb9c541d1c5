"""Rules about the side doors."""
