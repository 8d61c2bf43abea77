"""``python -m inspect_engine`` is the command line."""

from inspect_engine.cli import main

main()
