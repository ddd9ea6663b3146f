"""What Material leaves unnamed: its search, its menus and the way to the text get names that are read out.

The theme writes this markup, never an author: classes of the theme do not survive in a page. Where a newer
theme writes it otherwise, nothing is changed, and the browser tests say so.
"""

from __future__ import annotations

import re

CONTENT = "sms-content"
"""Anchor of the text of a page, where the link leads that passes over the menus."""
_DIALOG = 'data-md-component="search" role="dialog"'
_SEARCH = re.compile(r'md-search__input" name="query" aria-label="([^"]*)"')
_ARTICLE = '<article class="md-content__inner md-typeset">'
_SKIP = re.compile(r'<a href="[^"]*" class="md-skip">')
_MENU = re.compile(
    r'<nav class="md-nav"(?P<level>[^<>]*) aria-labelledby="(?P<name>__nav_\d+(?:_\d+)*)_label"'
)
_MENU_TITLE = re.compile(r'<label class="md-nav__title" for="(__nav_\d+(?:_\d+)*)">')
_TASK = re.compile(r'<input(?=[^<>]* type="checkbox")(?=[^<>]* disabled)(?![^<>]* aria-label)')
_CHECKED = re.compile(r"[^<>]* checked")
_CODE_LINE = 'href="#__codelineno-'
_LINE = re.compile(rf"<a(?= [^<>]*{_CODE_LINE})")
_EMPTY_HEADING = re.compile(r"<th(\s[^<>]*)?>\s*</th>")


def name_parts(html: str) -> str:
    """Return the HTML of a whole page in which landmarks, menus and boxes have names of their own.

    Nobody has to pass each line of a block of code with the keyboard, and a heading that names nothing is none.
    """
    if found := _SEARCH.search(html):
        html = html.replace(_DIALOG, f'{_DIALOG} aria-label="{found[1]}"', 1)
    html = html.replace(_ARTICLE, f'{_ARTICLE[:-1]} id="{CONTENT}" tabindex="-1">', 1)
    html = _SKIP.sub(f'<a href="#{CONTENT}" class="md-skip">', html, count=1)
    html = _MENU.sub(_name_menu, html)
    html = _MENU_TITLE.sub(_mark_menu_title, html)
    if " disabled" in html:  # what most pages do not hold is not worth a pass by a pattern
        html = _TASK.sub(_name_task, html)
    if _CODE_LINE in html:
        html = _LINE.sub('<a tabindex="-1"', html)
    return _EMPTY_HEADING.sub(r"<td\1></td>", html) if "<th" in html else html


def _name_menu(found: re.Match[str]) -> str:
    return f'<nav class="md-nav"{found["level"]} aria-labelledby="{found["name"]}_title"'


def _mark_menu_title(found: re.Match[str]) -> str:
    return f'<label class="md-nav__title" for="{found[1]}" id="{found[1]}_title">'


def _name_task(found: re.Match[str]) -> str:
    """Name the box of a task list by what it says; its label holds no words."""
    done = _CHECKED.match(found.string, found.end())
    return f'{found[0]} aria-label="{"done" if done else "not done"}"'
