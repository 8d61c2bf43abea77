"""Units as an office meets them."""

from pytest_bdd import scenarios

scenarios("office_units.feature")
