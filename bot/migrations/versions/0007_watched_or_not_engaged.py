"""Mentions that a person watches, or does not engage with: by whom, why, until when

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from bot.desk.columns import BigId, UtcDateTime

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'abstention',
        sa.Column('id', BigId, nullable=False),
        sa.Column('mention_id', sa.String(length=36), nullable=False),
        sa.Column('needs', sa.String(length=16), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('person', sa.String(length=64), nullable=False),
        sa.Column('at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('until', UtcDateTime(timezone=True), nullable=True),
        sa.Column('ended_at', UtcDateTime(timezone=True), nullable=True),
        sa.Column('ended_by', sa.String(length=64), nullable=True),
        sa.Column('ended_why', sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(['mention_id'], ['mention.id'], name=op.f('fk_abstention_mention_id_mention')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_abstention')),
    )
    standing = sa.text('ended_at IS NULL')
    op.create_index(
        'ix_abstention_standing', 'abstention', ['mention_id'], unique=True,
        sqlite_where=standing, postgresql_where=standing,
    )
    op.create_index(
        'ix_abstention_until', 'abstention', ['until'], unique=False,
        sqlite_where=standing, postgresql_where=standing,
    )
    op.create_index(op.f('ix_abstention_mention_id'), 'abstention', ['mention_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_abstention_mention_id'), table_name='abstention')
    op.drop_index('ix_abstention_until', table_name='abstention')
    op.drop_index('ix_abstention_standing', table_name='abstention')
    op.drop_table('abstention')
