"""A Markdown text as the blocks that readers see, so that two versions of it can be compared.

Equal blocks are meant to look alike on the site (Python-Markdown) and on a forge (CommonMark); the two disagree
about indentation, so a block knows its nesting in both views. White space collapses in paragraphs, headings and
cells of tables only; where it is not certain that readers see no difference, the blocks differ. It does not
render: in odd nestings (HTML, fences and lists in one another) a renderer may still show equal blocks differently.
One pass over the lines, without looking back: the cost is linear in the text.
"""
