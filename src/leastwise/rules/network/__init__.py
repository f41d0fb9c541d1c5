"""Rules about networks: what may come in, what may go out, and where functions run."""
