"""What the Python functions of the shop share."""
