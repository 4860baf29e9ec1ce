"""Reading a spreadsheet in a process of its own: it imports neither Django nor the apps."""
