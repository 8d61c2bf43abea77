"""The law up to 2026, as ``explain`` tells it."""

from __future__ import annotations

from pytest_bdd import scenarios

scenarios("law_2026.feature")
