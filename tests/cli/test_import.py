"""Being written (by the helper for the proof of imports)."""
