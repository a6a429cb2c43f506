"""Peer review visits: the visit and its team, lines of enquiry, evidence."""
