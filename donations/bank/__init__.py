"""Bank statements: their pages, and what they are matched with."""
