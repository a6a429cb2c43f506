"""`python -m tools.pack_templates`: make the templates of packs anew after a change of look."""

from __future__ import annotations

from portal.packs.docx.writer import TEMPLATE as WORDS
from portal.packs.pptx.writer import TEMPLATE as SLIDES
from tools.pack_templates.slides import new_presentation
from tools.pack_templates.words import new_document

if __name__ == "__main__":
    new_presentation().save(SLIDES)
    new_document().save(WORDS)
