"""The demonstration's content in three languages, and what loads it. All of it is invented."""
