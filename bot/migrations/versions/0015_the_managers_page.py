"""The manager's pages: one-time links, visits, and the indexes that their lists are read from

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
RUNS = sa.text('ended_at IS NULL')


def upgrade() -> None:
    op.create_table(
        'door_link',
        sa.Column('id', KEY, nullable=False),
        sa.Column('hash', sa.String(length=64), nullable=False),
        sa.Column('person', sa.String(length=64), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_door_link')),
        sa.UniqueConstraint('hash', name=op.f('uq_door_link_hash')),
    )
    op.create_index(op.f('ix_door_link_until'), 'door_link', ['until'])
    op.create_table(
        'visit',
        sa.Column('id', KEY, nullable=False),
        sa.Column('hash', sa.String(length=64), nullable=False),
        sa.Column('person', sa.String(length=64), nullable=False),
        sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('language', sa.String(length=2), nullable=False),
        sa.Column('theme', sa.String(length=5), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_visit')),
        sa.UniqueConstraint('hash', name=op.f('uq_visit_hash')),
    )
    op.create_index(op.f('ix_visit_person'), 'visit', ['person'])
    op.create_index(op.f('ix_visit_until'), 'visit', ['until'])
    op.create_index('ix_clock_running_due', 'clock', ['due_at', 'id'], sqlite_where=RUNS, postgresql_where=RUNS)
    op.create_index('ix_complaint_state_priority', 'complaint', ['state', 'priority', 'id'])
    op.create_index('ix_mention_author_name', 'mention', ['author_name'])
    op.create_index('ix_event_at', 'event', ['at', 'id'])
    op.create_index('ix_event_actor_at', 'event', ['actor', 'at', 'id'])


def downgrade() -> None:
    op.drop_index('ix_event_actor_at', table_name='event')
    op.drop_index('ix_event_at', table_name='event')
    op.drop_index('ix_mention_author_name', table_name='mention')
    op.drop_index('ix_complaint_state_priority', table_name='complaint')
    op.drop_index('ix_clock_running_due', table_name='clock')
    op.drop_table('visit')
    op.drop_table('door_link')
