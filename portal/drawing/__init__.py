"""Drawing as SVG: marks and axes of the charts on pages, in packs and in frames."""
