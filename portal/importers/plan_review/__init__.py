"""Councils' own plans as a person looks them through and publishes them."""
