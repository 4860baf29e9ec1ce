"""PDF and fonts: whatever any app prints."""
