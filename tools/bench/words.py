"""Made-up sentences about improvement, from a small vocabulary, for catalogues to measure with."""

from __future__ import annotations

from random import Random

SUBJECTS = {
    "front-door": "contacts at the front door;thresholds for referrals;early help offers;"
    "screening of contacts;agreements with schools;the duty rota",
    "assessment-planning": "assessments of need;children's plans;visits before an assessment;"
    "chronologies;family views in assessments;the assessment form",
    "child-protection": "strategy discussions;protection conferences;core groups;"
    "return interviews;private fostering checks;medical examinations",
    "looked-after": "placement meetings;health checks of children in care;stability reviews;"
    "contact with brothers and sisters;short breaks;foster carers' training",
    "permanence-adoption": "permanence plans;adoption panels;matching of children;"
    "approval of adopters;support after adoption;life-story books",
    "leaving-care": "pathway plans;housing for care leavers;personal advisers' visits;"
    "jobs and training after care;the care leavers' offer;health passports",
    "management-oversight": "supervision records;case audits;managers' decisions on file;"
    "reviewing officers' alerts;moderation of audits;oversight of drift",
    "workforce": "caseloads;recruitment of social workers;induction of new staff;"
    "the training calendar;agency posts;support in the first year of practice",
    "records-data": "case records;the record system's forms;weekly performance reports;"
    "checks of data quality;access rights;entries within two days",
    "leadership-governance": "board meetings;scrutiny by councillors;the partnership's priorities;"
    "reports to the cabinet;the improvement board;shared risk registers",
    "participation-access": "the children's council;complaints and their lessons;advocacy;"
    "information for parents;interpreters;access for disabled children",
    "resources-commissioning": "the placements budget;contracts with providers;block purchases;"
    "joint funding with health;value-for-money checks;forecasts of demand",
}
VERBS = (
    "review improve agree publish check test extend simplify strengthen record monitor redesign "
    "report share plan introduce"
).split()
WAYS = (
    "with partners",
    "in every team",
    "by a written standard",
    "through monthly samples",
    "with a named lead",
    "across the district",
    "using one template",
    "with staff and families",
    "in the first ten days",
    "after each quarter",
)
PURPOSES = (
    "so that children wait less",
    "so that risks are seen early",
    "to make decisions clear",
    "to cut repeat work",
    "so that progress can be shown",
    "to give families one plan",
    "so that managers see delay",
    "to raise the share in time",
    "so that good practice spreads",
    "to keep costs within budget",
)
NOTES = (
    "The table gives no date for this row",
    "The column for the lead is empty",
    "A later report repeats the line",
    "Two rows of the table share one date",
    "The status comes from the summary page",
    "The wording differs in the annex",
)
RESULTS = (
    "agreed by the board",
    "sample of files checked",
    "first report received",
    "training held twice",
    "draft shared with teams",
    "standard in use",
    "rota in place",
    "numbers reviewed monthly",
)


class Writer:
    """Writes texts of the lengths of the project's own catalogue."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def title(self, area: str) -> str:
        """Title of an item, about 45 characters."""
        return f"{self._verb()} {self._subject(area)} {self._random.choice(WAYS)}"

    def sentence(self, area: str) -> str:
        """Summary of an action or statement, about 75 characters."""
        return f"{self.title(area)} {self._random.choice(PURPOSES)}."

    def summary(self, area: str) -> str:
        """Summary of an item, about 130 characters in two sentences."""
        return f"{self.sentence(area)} {self._verb()} {self._subject(area)} as well."

    def short(self) -> str:
        """Text of a milestone, about 40 characters."""
        return f"{self._random.choice(RESULTS).capitalize()} {self._random.choice(WAYS)}"

    def note(self) -> str:
        """Note of about 80 characters."""
        first, second = self._random.sample(NOTES, 2)
        return f"{first}; {second[0].lower()}{second[1:]}."

    def _verb(self) -> str:
        return self._random.choice(VERBS).capitalize()

    def _subject(self, area: str) -> str:
        return self._random.choice(SUBJECTS[area].split(";"))
