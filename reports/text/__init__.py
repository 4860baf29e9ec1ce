"""Words, numbers and dates as an evaluation writes them, and the figures within a text."""
