"""Closings with outcome, process and treatment; the question afterwards; commitments that are kept or renegotiated

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

import bot.desk.columns

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

Moment = bot.desk.columns.UtcDateTime
Id = bot.desk.columns.BigId
STANDS = sa.text('reopened_at IS NULL')
NEXT = sa.text('next_at IS NOT NULL')


def upgrade() -> None:
    op.create_table(
        'closure',
        sa.Column('id', Id, nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('complaint_id', Id, nullable=False),
        sa.Column('episode', sa.Integer(), nullable=False),
        sa.Column('level', sa.Integer(), nullable=False),
        sa.Column('outcome', sa.String(length=16), nullable=False),
        sa.Column('done_what', sa.Text(), nullable=True),
        sa.Column('done_on', sa.String(length=10), nullable=True),
        sa.Column('reason', sa.Text(), nullable=True),
        sa.Column('recourse', sa.Text(), nullable=True),
        sa.Column('gestures', sa.JSON(), nullable=False),
        sa.Column('began_at', Moment(timezone=True), nullable=False),
        sa.Column('answered_at', Moment(timezone=True), nullable=True),
        sa.Column('closed_at', Moment(timezone=True), nullable=False),
        sa.Column('hand_offs', sa.Integer(), nullable=False),
        sa.Column('repeated', sa.Integer(), nullable=False),
        sa.Column('explanation', sa.Text(), nullable=False),
        sa.Column('explained_by', sa.String(length=64), nullable=False),
        sa.Column('decided_by', sa.String(length=64), nullable=False),
        sa.Column('line', sa.String(length=16), nullable=False),
        sa.Column('line_why', sa.Text(), nullable=True),
        sa.Column('line_by', sa.String(length=64), nullable=True),
        sa.Column('watch_until', Moment(timezone=True), nullable=False),
        sa.Column('put_right_at', Moment(timezone=True), nullable=True),
        sa.Column('reopened_at', Moment(timezone=True), nullable=True),
        sa.Column('reopened_why', sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(['complaint_id'], ['complaint.id'], name=op.f('fk_closure_complaint_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_closure')),
        sa.UniqueConstraint('complaint_id', 'episode', name=op.f('uq_closure_complaint_id_episode')),
    )
    op.create_index('ix_closure_closed_at', 'closure', ['closed_at'])
    op.create_index(
        'ix_closure_watched', 'closure', ['watch_until'], sqlite_where=STANDS, postgresql_where=STANDS
    )
    op.create_table(
        'satisfaction',
        sa.Column('id', Id, nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('complaint_id', Id, nullable=False),
        sa.Column('closure_id', Id, nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('asked_at', Moment(timezone=True), nullable=False),
        sa.Column('by_hand', sa.Boolean(), nullable=False),
        sa.Column('sent_at', Moment(timezone=True), nullable=True),
        sa.Column('sent_by', sa.String(length=64), nullable=True),
        sa.Column('problem', sa.Text(), nullable=True),
        sa.Column('answered_at', Moment(timezone=True), nullable=True),
        sa.Column('score', sa.Integer(), nullable=True),
        sa.Column('words', sa.Text(), nullable=True),
        sa.Column('recorded_by', sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(['closure_id'], ['closure.id'], name=op.f('fk_satisfaction_closure_id')),
        sa.ForeignKeyConstraint(['complaint_id'], ['complaint.id'], name=op.f('fk_satisfaction_complaint_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_satisfaction')),
        sa.UniqueConstraint('closure_id', name=op.f('uq_satisfaction_closure_id')),
    )
    op.create_index('ix_satisfaction_complaint_id', 'satisfaction', ['complaint_id'])
    op.create_index('ix_satisfaction_answered_at', 'satisfaction', ['answered_at'])
    with op.batch_alter_table('draft') as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=8), nullable=False, server_default='reply'))
    with op.batch_alter_table('ticket') as batch_op:
        batch_op.add_column(sa.Column('level', sa.Integer(), nullable=False, server_default='1'))
    with op.batch_alter_table('commitment') as batch_op:
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('ended_by', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('warn_at', Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('next_at', Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('broken_at', Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('follows', Id, nullable=True))
        batch_op.add_column(sa.Column('reason', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('told_how', sa.Text(), nullable=True))
    op.create_index('ix_commitment_next', 'commitment', ['next_at'], sqlite_where=NEXT, postgresql_where=NEXT)
    # What was promised before and not looked at since is looked at from now on.
    op.execute("UPDATE commitment SET warn_at = due_at, next_at = due_at WHERE state = 'open'")


def downgrade() -> None:
    op.execute("DELETE FROM approval WHERE draft_id IN (SELECT id FROM draft WHERE kind <> 'reply')")
    op.execute("DELETE FROM override WHERE draft_id IN (SELECT id FROM draft WHERE kind <> 'reply')")
    op.execute("UPDATE commitment SET draft_id = NULL WHERE draft_id IN (SELECT id FROM draft WHERE kind <> 'reply')")
    op.execute("DELETE FROM draft WHERE kind <> 'reply'")
    op.drop_index('ix_commitment_next', table_name='commitment')
    with op.batch_alter_table('commitment') as batch_op:
        for name in ('told_how', 'reason', 'follows', 'broken_at', 'next_at', 'warn_at', 'ended_by', 'version'):
            batch_op.drop_column(name)
    with op.batch_alter_table('ticket') as batch_op:
        batch_op.drop_column('level')
    with op.batch_alter_table('draft') as batch_op:
        batch_op.drop_column('kind')
    op.drop_table('satisfaction')
    op.drop_table('closure')
