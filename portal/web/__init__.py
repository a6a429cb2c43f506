"""What concerns every answer: validation, caches, compression, headers, limits, errors."""
