"""Reports: findings as text and as data. Nothing is printed here."""
