"""The colours: dark, light, contrast, blue and orange, and the terminal's own sixteen.

A colour only repeats what a sign and a word say already. Red is danger and yellow a warning, and
neither is ever anything else; where red and green look alike, orange and blue stand for them.
"""

from __future__ import annotations

from collections.abc import Mapping

from console import quiet  # noqa: F401

# isort: split
from textual.theme import BUILTIN_THEMES, Theme

DARK, LIGHT, CONTRAST, BLUE_ORANGE, ANSI = "dark", "light", "contrast", "blue-orange", "ansi"
FEW_COLORS = frozenset({None, "standard", "windows"})  # what rich calls sixteen colours or fewer


def _theme(
    name: str, dark: bool, ground: str, text: str, dim: str, warning: str, danger: str, accent: str
) -> Theme:
    return Theme(
        name=name,
        dark=dark,
        primary=accent,
        warning=warning,
        error=danger,
        success=text,
        accent=accent,
        foreground=text,
        background=ground,
        surface=ground,
        panel=ground,
        variables={
            "text": text,
            "text-muted": dim,
            "text-warning": warning,
            "text-error": danger,
            "text-accent": accent,
        },
    )


def _ansi() -> Theme:
    known = BUILTIN_THEMES["ansi-dark"]
    return Theme(
        name=ANSI,
        ansi=True,
        primary=known.primary,
        secondary=known.secondary,
        warning=known.warning,
        error=known.error,
        success=known.success,
        accent=known.accent,
        foreground=known.foreground,
        background=known.background,
        surface=known.surface,
        panel=known.panel,
        boost=known.boost,
        variables={**known.variables, "text-muted": "ansi_default"},
    )


THEMES: Mapping[str, Theme] = {
    theme.name: theme
    for theme in (
        _theme(DARK, True, "#101316", "#dfe3e6", "#98a2aa", "#f2c94c", "#ff7b72", "#8fc7b5"),
        _theme(LIGHT, False, "#fbfbf8", "#1d2226", "#5b646b", "#7a5200", "#b3261e", "#0d5f4b"),
        _theme(CONTRAST, True, "#000000", "#ffffff", "#c9c9c9", "#ffe14d", "#ff9e96", "#7fffd4"),
        _theme(BLUE_ORANGE, True, "#101316", "#e6e6e6", "#9aa4ad", "#74c0fc", "#ff9f1c", "#c3d4e0"),
        _ansi(),
    )
}


def fitting(color_system: str | None, no_color: bool, chosen: str = DARK) -> str:
    """The theme to begin in: the terminal's own colours where it has few, or none are wanted."""
    return ANSI if no_color or color_system in FEW_COLORS else chosen
