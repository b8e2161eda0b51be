"""Suggestions with their owners and answers, action items with their effects, and what insights look up

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
LOOKED_FOR = sa.text('next_at IS NOT NULL')
SUGGESTED = sa.text("kind = 'suggestion'")


def upgrade() -> None:
    op.create_table(
        'suggestion',
        sa.Column('id', KEY, nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('mention_id', sa.String(length=36), nullable=False),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('owner', sa.String(length=64), nullable=True),
        sa.Column('asked_by', sa.String(length=64), nullable=True),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('reminded', sa.Integer(), nullable=False),
        sa.Column('answer', sa.String(length=16), nullable=True),
        sa.Column('why', sa.Text(), nullable=True),
        sa.Column('answered_by', sa.String(length=64), nullable=True),
        sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('told_how', sa.Text(), nullable=True),
        sa.Column('told_by', sa.String(length=64), nullable=True),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['mention_id'], ['mention.id'], name=op.f('fk_suggestion_mention_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_suggestion')),
        sa.UniqueConstraint('mention_id', name=op.f('uq_suggestion_mention_id')),
    )
    op.create_index('ix_suggestion_next', 'suggestion', ['next_at'], sqlite_where=LOOKED_FOR, postgresql_where=LOOKED_FOR)
    op.create_index('ix_suggestion_state_noted', 'suggestion', ['state', 'noted_at'])
    op.create_table(
        'action_item',
        sa.Column('id', KEY, nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('cause', sa.String(length=64), nullable=False),
        sa.Column('what', sa.Text(), nullable=False),
        sa.Column('owner', sa.String(length=64), nullable=False),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('opened_by', sa.String(length=64), nullable=False),
        sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('reminded', sa.Integer(), nullable=False),
        sa.Column('done_by', sa.String(length=64), nullable=True),
        sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('measured_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('effect', sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_action_item')),
    )
    op.create_index('ix_action_item_next', 'action_item', ['next_at'], sqlite_where=LOOKED_FOR, postgresql_where=LOOKED_FOR)
    op.create_index('ix_action_item_state_due', 'action_item', ['state', 'due_at'])
    op.create_index('ix_action_item_cause', 'action_item', ['cause', 'state'])
    op.create_index('ix_complaint_opened', 'complaint', ['opened_at'])
    op.create_index('ix_complaint_playbook_opened', 'complaint', ['playbook', 'opened_at'])
    op.create_index('ix_mention_suggested', 'mention', ['received_at'], sqlite_where=SUGGESTED, postgresql_where=SUGGESTED)


def downgrade() -> None:
    op.drop_index('ix_mention_suggested', table_name='mention')
    op.drop_index('ix_complaint_playbook_opened', table_name='complaint')
    op.drop_index('ix_complaint_opened', table_name='complaint')
    op.drop_table('action_item')
    op.drop_table('suggestion')
