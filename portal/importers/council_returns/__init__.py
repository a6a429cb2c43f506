"""Councils' own quarterly returns: a template, reading, and their way to the public tables.

Words of columns are `columns.toml`; `desk.py` takes a return's steps, `publish.py` makes it public.
Until then its figures stand in tables of their own (`db/models/shared.py`).
"""
