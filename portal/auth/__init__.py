"""Signing in: sessions, and the key that signs them."""
