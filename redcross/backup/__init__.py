"""Backup and restore: the database and the evidence as one file, read back before it counts.

A backup has its name only once it is whole and verified: the newest file is the last backup.
"""
