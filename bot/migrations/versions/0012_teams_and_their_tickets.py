"""Teams and their tickets: who is away, whose turn it is, why a ticket is where it is, which belong together

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

import bot.desk.columns

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

Moment = bot.desk.columns.UtcDateTime
Id = bot.desk.columns.BigId
STANDING = sa.text('back_at IS NULL')
OWNED = sa.text('owner IS NOT NULL')
LOOKED_AT = sa.text('look_at IS NOT NULL')


def upgrade() -> None:
    op.create_table(
        'absence',
        sa.Column('id', Id, nullable=False),
        sa.Column('person', sa.String(length=64), nullable=False),
        sa.Column('since', Moment(timezone=True), nullable=False),
        sa.Column('until', Moment(timezone=True), nullable=True),
        sa.Column('back_at', Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_absence')),
    )
    op.create_index('ix_absence_standing', 'absence', ['person'], sqlite_where=STANDING, postgresql_where=STANDING)
    op.create_table(
        'group_member',
        sa.Column('id', Id, nullable=False),
        sa.Column('group', sa.String(length=32), nullable=False),
        sa.Column('person', sa.String(length=64), nullable=False),
        sa.Column('seen_at', Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_group_member')),
        sa.UniqueConstraint('group', 'person', name=op.f('uq_group_member_group_person')),
    )
    op.create_table(
        'turn',
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('given_at', Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_turn')),
    )
    op.create_table(
        'ticket_link',
        sa.Column('id', Id, nullable=False),
        sa.Column('ticket_id', Id, nullable=False),
        sa.Column('other_id', Id, nullable=False),
        sa.Column('merged', sa.Boolean(), nullable=False),
        sa.Column('why', sa.Text(), nullable=False),
        sa.Column('by', sa.String(length=64), nullable=False),
        sa.Column('at', Moment(timezone=True), nullable=False),
        sa.Column('undone_by', sa.String(length=64), nullable=True),
        sa.Column('undone_at', Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('fk_ticket_link_ticket_id')),
        sa.ForeignKeyConstraint(['other_id'], ['ticket.id'], name=op.f('fk_ticket_link_other_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ticket_link')),
    )
    op.create_index(op.f('ix_ticket_link_ticket_id'), 'ticket_link', ['ticket_id'], unique=False)
    op.create_index(op.f('ix_ticket_link_other_id'), 'ticket_link', ['other_id'], unique=False)
    for column in (
        sa.Column('routed', sa.JSON(), nullable=True),
        sa.Column('look_at', Moment(timezone=True), nullable=True),
        sa.Column('snoozed_until', Moment(timezone=True), nullable=True),
        sa.Column('handoffs', sa.Integer(), nullable=False, server_default='0'),
        sa.Column('repeats', sa.Integer(), nullable=False, server_default='0'),
        sa.Column('order_ref', sa.Text(), nullable=True),
        sa.Column('incident_ref', sa.Text(), nullable=True),
        sa.Column('merged_into', Id, nullable=True),
    ):
        op.add_column('ticket', column)
    op.create_index(op.f('ix_ticket_merged_into'), 'ticket', ['merged_into'], unique=False)
    op.create_index('ix_ticket_team_state', 'ticket', ['team', 'state'], unique=False)
    op.create_index('ix_ticket_owner', 'ticket', ['owner', 'state'], sqlite_where=OWNED, postgresql_where=OWNED)
    op.create_index('ix_ticket_look', 'ticket', ['look_at'], sqlite_where=LOOKED_AT, postgresql_where=LOOKED_AT)


def downgrade() -> None:
    op.drop_index('ix_ticket_look', table_name='ticket')
    op.drop_index('ix_ticket_owner', table_name='ticket')
    op.drop_index('ix_ticket_team_state', table_name='ticket')
    op.drop_index(op.f('ix_ticket_merged_into'), table_name='ticket')
    for column in (
        'merged_into', 'incident_ref', 'order_ref', 'repeats', 'handoffs', 'snoozed_until', 'look_at', 'routed',
    ):
        op.drop_column('ticket', column)
    for table in ('ticket_link', 'turn', 'group_member', 'absence'):
        op.drop_table(table)
