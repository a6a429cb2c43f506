"""`python -m tools.pack_templates`: make the templates of packs anew after a change of look."""

from __future__ import annotations

from portal.packs.templates import OWN_SLIDES as SLIDES
from portal.packs.templates import OWN_WORDS as WORDS
from tools.pack_templates.slides import new_presentation
from tools.pack_templates.words import new_document

if __name__ == "__main__":
    new_presentation().save(SLIDES)
    new_document().save(WORDS)
