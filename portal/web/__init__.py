"""Shared by all answers: validation, caches, compression, headers, limits, errors."""
