"""What `leastwise fix` says: each format is a module with the name of the format and a function `render`."""
