"""What a pack holds: each module turns views into one part, and nothing here reads or draws."""
