"""The rules that read one thing each; `reading` runs them in order."""
