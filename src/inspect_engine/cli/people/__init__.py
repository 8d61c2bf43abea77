"""``user`` and ``delegation``: who is enrolled, how he proves who he is, who stands in for whom."""

from inspect_engine.cli.commands import Command, Writing
from inspect_engine.cli.people import delegations, passphrases, users

user, delegation = users.app, delegations.app
user.command("passphrase", cls=Writing)(passphrases.passphrase)
user.command("require-passphrase", cls=Writing)(passphrases.require_passphrase)
user.command("attempts", cls=Command)(passphrases.attempts)
