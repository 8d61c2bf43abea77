"""Kinds of the events that tell of keys by which people sign: each names its user (``name``) and the key (hex)."""

KEY_OFFERED = "user.key_offered"
"""By its owner, on the installation that it is for."""
KEY_CONFIRMED = "user.key_confirmed"
"""By a supervisor who has compared the fingerprint."""
KEY_REVOKED = "user.key_revoked"
"""By its owner or a supervisor: from now on it proves nothing."""
