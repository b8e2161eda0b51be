"""Figures by team and by playbook alone, and indexes for ranges of days and the work of everybody

Revision ID: 0018
Revises: 0017
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

NUMBERS = ('count', 'met', 'breached', 'timed', 'seconds')
TALLY = (
    sa.Column('dimension', sa.String(length=16), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('metric', sa.String(length=24), nullable=False),
    sa.Column('value', sa.String(length=64), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('met', sa.Integer(), nullable=False),
    sa.Column('breached', sa.Integer(), nullable=False),
    sa.Column('timed', sa.Integer(), nullable=False),
    sa.Column('seconds', sa.BigInteger(), nullable=False),
    sa.Column('spread', sa.JSON(), nullable=False),
)


def upgrade() -> None:
    op.create_index('ix_rollup_day', 'rollup', ['day', 'metric'])
    op.create_index('ix_ticket_state', 'ticket', ['state', 'team', 'owner'])
    table = op.create_table(
        'tally', *TALLY, sa.PrimaryKeyConstraint('dimension', 'day', 'metric', 'value', name=op.f('pk_tally'))
    )
    rows = list(_added_up(op.get_bind()))
    for start in range(0, len(rows), 1000):
        op.bulk_insert(table, rows[start : start + 1000])


def _added_up(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    """What has been kept so far, by team and by playbook."""
    numbers: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    spreads: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    kept = sa.table('rollup', *(sa.column(one) for one in ('metric', 'team', 'playbook', *NUMBERS)),
                    sa.column('day', sa.Date()), sa.column('spread', sa.JSON()))  # fmt: skip
    for row in connection.execute(sa.select(kept)).mappings():
        spread = json.loads(row['spread']) if isinstance(row['spread'], str) else row['spread']
        for dimension in ('team', 'playbook'):
            key = (dimension, row['day'], row['metric'], row[dimension])
            numbers[key].update({one: row[one] for one in NUMBERS})
            spreads[key].update(spread)
    for key, found in numbers.items():
        named = dict(zip(('dimension', 'day', 'metric', 'value'), key, strict=True))
        yield {**named, **{one: found[one] for one in NUMBERS}, 'spread': dict(spreads[key])}


def downgrade() -> None:
    op.drop_table('tally')
    op.drop_index('ix_ticket_state', 'ticket')
    op.drop_index('ix_rollup_day', 'rollup')
