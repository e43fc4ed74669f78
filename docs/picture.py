"""Draws docs/console.svg: what the console of SITROOM_HOME shows now, at 96 by 28.

SITROOM_HOME=… .venv/bin/python docs/picture.py      while a hub (the demo's, say) is running
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from console import quiet  # noqa: F401

# isort: split
from console.app import Sitroom
from console.chosen import Chosen
from console.history import History
from console.home import Home
from console.link import Link
from console.opening import open_room

SIZE = (96, 28)
LOOK_S = 3.0  # for the board to come and be drawn
TARGET = Path(__file__).parent / "console.svg"


async def draw() -> None:
    """Open the console without a terminal, wait, keep the picture."""
    opened = open_room(Home.find(), hold=False)
    app = Sitroom(opened.room, History(None), Chosen(None))
    link = Link(opened.room, opened.profile.url, opened.profile.cert)
    carrying = asyncio.create_task(link.run())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(LOOK_S)
        # Without the fonts it would fetch from elsewhere; any monospaced one will do.
        picture = re.sub(r"@font-face \{.*?\}", "", app.export_screenshot(), flags=re.DOTALL)
        TARGET.write_text(picture)
        TARGET.chmod(0o644)
    link.stop()
    await carrying


if __name__ == "__main__":
    asyncio.run(draw())
