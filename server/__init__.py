"""The hub: decides, numbers and shares what happens in the room."""
