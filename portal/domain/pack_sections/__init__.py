"""The parts of a pack: each module turns views into one part, and nothing here reads or draws."""
