"""Pages of groups and of the room."""
