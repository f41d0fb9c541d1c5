"""From what a rule wants changed to files that are changed: exact, checked, all or nothing."""
