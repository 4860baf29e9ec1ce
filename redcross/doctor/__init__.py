"""What an administrator would be asked about the server, and what is to be done about it."""
