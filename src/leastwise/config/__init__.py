"""The configuration of a project: `leastwise.toml`, or `[tool.leastwise]` in pyproject.toml."""
