"""Rules about words, dates and references: what a document says against what it counts."""

from __future__ import annotations

from portal.domain.findings.evidence import Rule

RULES: tuple[Rule, ...] = ()
