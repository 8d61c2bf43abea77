"""What is told while somebody else is writing: a front end says where (``front.tell``)."""

from inspect_engine.storage.turn import Front, front

__all__ = ["Front", "front"]
