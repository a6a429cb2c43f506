"""Proof under load and faults: real servers on this machine, hard for them and bounded."""
