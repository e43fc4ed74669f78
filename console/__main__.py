"""``python -m console``: the same as the script ``sitroom``."""

from console.cli import main

main(prog_name="sitroom")
