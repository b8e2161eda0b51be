"""What the complaints add up to, kept as things happen

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'rollup',
        sa.Column('metric', sa.String(length=24), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('team', sa.String(length=64), nullable=False),
        sa.Column('source', sa.String(length=64), nullable=False),
        sa.Column('network', sa.String(length=64), nullable=False),
        sa.Column('playbook', sa.String(length=64), nullable=False),
        sa.Column('stakes', sa.String(length=2), nullable=False),
        sa.Column('count', sa.Integer(), nullable=False),
        sa.Column('met', sa.Integer(), nullable=False),
        sa.Column('breached', sa.Integer(), nullable=False),
        sa.Column('timed', sa.Integer(), nullable=False),
        sa.Column('seconds', sa.BigInteger(), nullable=False),
        sa.Column('spread', sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint(
            'metric', 'day', 'team', 'source', 'network', 'playbook', 'stakes', name=op.f('pk_rollup')
        ),
    )
    op.create_table(
        'counted',
        sa.Column('complaint_id', KEY, autoincrement=False, nullable=False),
        sa.Column('of', sa.JSON(), nullable=False),
        sa.Column('facts', sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint('complaint_id', name=op.f('pk_counted')),
    )
    op.create_table(
        'recount',
        sa.Column('id', KEY, nullable=False),
        sa.Column('complaint_id', KEY, nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_recount')),
    )
    # What is there already is counted by the next rounds.
    op.execute('INSERT INTO recount (complaint_id) SELECT id FROM complaint ORDER BY id')


def downgrade() -> None:
    op.drop_table('recount')
    op.drop_table('counted')
    op.drop_table('rollup')
