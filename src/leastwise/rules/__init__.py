"""The rules: one class in one file each, under a folder for each area of the catalogue."""
