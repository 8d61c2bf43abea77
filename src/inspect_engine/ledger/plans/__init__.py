"""检查计划: set them, end them, tell what is due under them."""

from inspect_engine.ledger.plans.room import Due, Plans

__all__ = ["Due", "Plans"]
