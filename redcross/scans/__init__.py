"""Signed papers that come back: read, placed by their codes, or by hand."""
