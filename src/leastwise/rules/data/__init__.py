"""Rules about data at rest: encryption, access to stores, recovery, keys."""
