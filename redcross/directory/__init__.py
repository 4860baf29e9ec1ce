"""The pages of places, partners, people and basic numbers, shaped as an app's are."""
