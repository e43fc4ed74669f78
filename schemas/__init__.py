"""The words both ends share: records, commands, events and how they travel."""
