"""Who is signed in: sessions, and the key that signs them."""
