"""Characters and props drawn as SVG files with named parts, moved as cut-outs."""
