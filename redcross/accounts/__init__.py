"""The pages on which an administrator keeps the accounts of the society."""
