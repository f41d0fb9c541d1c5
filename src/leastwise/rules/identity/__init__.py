"""Rules about who a caller is, and whether the code finds that out from something that the caller cannot write."""
