"""The pages of places, partners, people, members, boards and basic numbers, as of an app."""
