"""The model: frozen data about applications. No input or output, nothing but the standard library."""
