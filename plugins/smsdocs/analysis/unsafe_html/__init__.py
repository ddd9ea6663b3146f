"""What of an author's page does not reach the site, found in its text.

The site is cleaned after Markdown has made HTML of the page; the lists of what stays are here, and the cleaner
takes them from here. The scan reads the text as Markdown does, so that a finding stands where its cause does. It
does not render: where it cannot be certain, it speaks up.
"""
