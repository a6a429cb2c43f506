"""Councils' own plans as a person looks them through and publishes them.

`papers.py` reads a paper, `draft.py` is what waits, `printed.py` the paper beside it, `form.py` its
fields, `buttons.py` what buttons do, `reissue.py` the next report of a loaded plan, `sheets.py` and
`publish.py` its way into the database.
"""
