"""Commands: each a door to one pipeline call."""
