"""The templates that PowerPoint and Word packs are written into: the look of slides and pages.

After a change here `python -m tools.pack_templates` writes `portal/packs/pptx/pack.pptx` and
`portal/packs/docx/pack.docx`.
"""
