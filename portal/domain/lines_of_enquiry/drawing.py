"""Lines as rules draw them, and what a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from portal.domain.lines_of_enquiry.evidence import CouncilEvidence
from portal.domain.visits import Reference, Suggestion

# References that one suggestion carries; the rest is counted in its `why`.
MOST_REFERENCES = 12
# The strength of a line about papers, beside one on a figure that is so far from England.
USUAL = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A suggestion with what decides its place: `weight` within its rule, `whole` if it is about
    a plan as a whole and so belongs to every theme; the others are those of its line."""

    suggestion: Suggestion
    weight: float
    whole: bool = False
    strength: float = 0
    dated: str = ""
    figures: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that a rule draws: what it is about, asks and refers to, and what decides its place.

    `subject` tells it from the other lines of its rule and council; `weight` and `whole` are
    those of its candidate. `strength` places it among other rules' lines, `dated` is the newest
    day of its evidence (else that of the newest plan), `figures` are its official indicators.
    """

    subject: str
    heading: str
    wording: str
    why: str
    references: Iterable[Reference]
    themes: Iterable[str] = ()
    weight: float = 0
    whole: bool = False
    strength: float = USUAL
    dated: str = ""
    figures: Iterable[str] = ()


RuleFunction = Callable[[CouncilEvidence], Iterable[Line]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its name and title, the heading it usually asks under, how it decides.

    At most `most` of its lines are suggested, the weightiest first; its words are in `rules.toml`.
    """

    name: str
    title: str
    heading: str
    explains: str
    most: int
    lines: RuleFunction

    def draws(self, evidence: CouncilEvidence) -> Iterator[Candidate]:
        """Draw the rule's lines; a key stays while rule, council and subject do.

        A line carries the first of its references; how many there are, its `why` says where some
        are left out.
        """
        for line in self.lines(evidence):
            identity = f"{self.name}\x1f{evidence.council.key}\x1f{line.subject}"
            every, why = tuple(dict.fromkeys(line.references)), line.why
            if len(every) > MOST_REFERENCES:
                why += f" {MOST_REFERENCES} of {len(every)} pieces of evidence are attached."
            touched = set(line.themes)
            suggestion = Suggestion(
                key=sha256(identity.encode()).hexdigest()[:12],
                rule=self.name,
                heading=line.heading,
                wording=line.wording,
                why=why,
                evidence=every[:MOST_REFERENCES],
                held=len(every),
                themes=tuple(theme for theme in evidence.themes if theme in touched),
            )
            yield Candidate(
                suggestion,
                line.weight,
                whole=line.whole,
                strength=line.strength,
                dated=line.dated or (evidence.plans[-1].published if evidence.plans else ""),
                figures=frozenset(line.figures),
            )


RuleFunctions = Mapping[str, RuleFunction]
