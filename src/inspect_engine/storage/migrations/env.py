"""Alembic's entry: runs inside the connection and transaction it is handed."""

from alembic import context
from sqlmodel import SQLModel

from inspect_engine.storage import tables  # noqa: F401  (fills the metadata)

context.configure(connection=context.config.attributes["connection"], target_metadata=SQLModel.metadata)
context.run_migrations()
