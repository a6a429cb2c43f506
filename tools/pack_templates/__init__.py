"""The templates that PowerPoint and Word packs are written into."""
