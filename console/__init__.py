"""The console: one person's view of the room, in a terminal."""
