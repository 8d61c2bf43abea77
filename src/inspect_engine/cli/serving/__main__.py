"""``python -m inspect_engine.cli.serving 台账``: the program of one browser window, started by the server."""

from __future__ import annotations

import sys
from pathlib import Path

from inspect_engine.ledger.identity import serve_others

serve_others()

if __name__ == "__main__":
    from inspect_tui.app import run

    from inspect_engine.cli.verbs import Commands

    ledger = Path(sys.argv[1])
    sys.exit(run(ledger, verbs=Commands(ledger, None, None), guest=True))
