"""A day in an office: what was typed wrong is put right, and once is once."""

from __future__ import annotations

from pytest_bdd import scenarios

scenarios("office_corrections.feature")
