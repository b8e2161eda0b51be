"""Alembic's environment: the engine is handed in by :mod:`bot.migrations`."""

from alembic import context

from bot.desk.models import Base

engine = context.config.attributes["engine"]

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        # One transaction from reading the revision to writing it: on SQLite nothing else keeps two processes that
        # migrate at once from making the same table (see bot.db: a writer there takes the lock when it begins).
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
