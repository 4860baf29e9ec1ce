"""An evaluation as a file: PDF, Word, working papers, archive of the evidence."""
