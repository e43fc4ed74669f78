"""Measurements: what the hub and the console cost, beside what the same bytes cost without them."""
