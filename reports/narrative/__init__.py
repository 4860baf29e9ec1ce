"""The year told from figures and listings, one module a block."""
