"""A year's package for the archive (归档): what is in it, what is missing, and the file itself."""
