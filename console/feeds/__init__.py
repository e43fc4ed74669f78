"""Feeds: other systems' data, entering as ordinary commands by a named actor. No side door."""
