"""What each public page shows, gathered from the rooms in a fixed number of queries. Plain data, ready to render."""
