"""Tells Textual to be quiet. Whoever imports textual imports this module first.

Textual reads these variables once, while it is imported: an animated page-down costs a thin line
twelve times the bytes of a plain one, and sixty frames a second are forty-five too many. Without
colours it must start in a theme of the terminal's own colours: started in any other it turns that
one into greys for good, and a theme chosen later can come out black on black.

What a person sets in their own environment holds.
"""

import os

FRAMES_PER_S = 15

os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
os.environ.setdefault("TEXTUAL_FPS", str(FRAMES_PER_S))
if "NO_COLOR" in os.environ:
    os.environ.setdefault("TEXTUAL_THEME", "ansi-dark")
