"""Reports of `leastwise policy`: what roles may do. The formats are `leastwise.report.formats.POLICY_FORMATS`."""
