"""Incidents: one cause behind many complaints, what is said about it, and replies approved together

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

import bot.desk.columns

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

Moment = bot.desk.columns.UtcDateTime
Id = bot.desk.columns.BigId
OPEN = sa.text("state IN ('declared', 'answering')")
TOLD = sa.text('next_telling_at IS NOT NULL')


def upgrade() -> None:
    op.create_table(
        'incident',
        sa.Column('id', Id, nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('topic', sa.String(length=64), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('opened_at', Moment(timezone=True), nullable=False),
        sa.Column('opened_by', sa.String(length=64), nullable=False),
        sa.Column('why', sa.JSON(), nullable=False),
        sa.Column('usual', sa.Double(), nullable=True),
        sa.Column('cluster', sa.String(length=16), nullable=True),
        sa.Column('cluster_by', sa.String(length=64), nullable=True),
        sa.Column('cluster_at', Moment(timezone=True), nullable=True),
        sa.Column('safety', sa.Text(), nullable=False),
        sa.Column('known', sa.Text(), nullable=False),
        sa.Column('done', sa.Text(), nullable=False),
        sa.Column('next_word_at', Moment(timezone=True), nullable=True),
        sa.Column('owner', sa.String(length=64), nullable=True),
        sa.Column('revision', sa.Integer(), nullable=True),
        sa.Column('stopped_by', sa.String(length=64), nullable=True),
        sa.Column('stopped_at', Moment(timezone=True), nullable=True),
        sa.Column('next_telling_at', Moment(timezone=True), nullable=True),
        sa.Column('ended_at', Moment(timezone=True), nullable=True),
        sa.Column('ended_by', sa.String(length=64), nullable=True),
        sa.Column('end_reason', sa.Text(), nullable=True),
        sa.Column('false_alarm', sa.Boolean(), nullable=False),
        sa.Column('review', sa.JSON(), nullable=True),
        sa.Column('reviewed_at', Moment(timezone=True), nullable=True),
        sa.Column('reviewed_by', sa.String(length=64), nullable=True),
        sa.Column('correlation', sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_incident')),
    )
    op.create_index(
        'ix_incident_open_topic', 'incident', ['topic'], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index(
        'ix_incident_next_telling', 'incident', ['next_telling_at'], sqlite_where=TOLD, postgresql_where=TOLD
    )
    op.create_table(
        'statement',
        sa.Column('id', Id, nullable=False),
        sa.Column('incident_id', Id, nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('language', sa.String(length=8), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('hash', sa.String(length=64), nullable=False),
        sa.Column('next_word_at', Moment(timezone=True), nullable=True),
        sa.Column('written_by', sa.String(length=64), nullable=False),
        sa.Column('written_at', Moment(timezone=True), nullable=False),
        sa.Column('approved_by', sa.String(length=64), nullable=True),
        sa.Column('approved_at', Moment(timezone=True), nullable=True),
        sa.Column('overrides', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(['incident_id'], ['incident.id'], name=op.f('fk_statement_incident_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_statement')),
        sa.UniqueConstraint('incident_id', 'revision', 'language', name=op.f('uq_statement_incident_id_revision_language')),
    )
    op.create_table(
        'incident_event',
        sa.Column('id', Id, nullable=False),
        sa.Column('incident_id', Id, nullable=False),
        sa.Column('at', Moment(timezone=True), nullable=False),
        sa.Column('kind', sa.String(length=32), nullable=False),
        sa.Column('actor', sa.Text(), nullable=False),
        sa.Column('data', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(['incident_id'], ['incident.id'], name=op.f('fk_incident_event_incident_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_incident_event')),
    )
    op.create_index(op.f('ix_incident_event_incident_id'), 'incident_event', ['incident_id'], unique=False)
    op.create_table(
        'batch',
        sa.Column('id', Id, nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('incident_id', Id, nullable=False),
        sa.Column('revision', sa.Integer(), nullable=False),
        sa.Column('items', sa.JSON(), nullable=False),
        sa.Column('left_out', sa.JSON(), nullable=False),
        sa.Column('made_at', Moment(timezone=True), nullable=False),
        sa.Column('decided_by', sa.String(length=64), nullable=True),
        sa.Column('decided_at', Moment(timezone=True), nullable=True),
        sa.Column('outcome', sa.JSON(), nullable=False),
        sa.Column('done_at', Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['incident_id'], ['incident.id'], name=op.f('fk_batch_incident_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_batch')),
    )
    op.create_index(op.f('ix_batch_incident_id'), 'batch', ['incident_id'], unique=False)
    op.add_column('complaint', sa.Column('incident_id', Id, nullable=True))
    op.add_column('complaint', sa.Column('apart_from', Id, nullable=True))
    op.add_column('complaint', sa.Column('alone_by', sa.String(length=64), nullable=True))
    op.create_index(op.f('ix_complaint_incident_id'), 'complaint', ['incident_id'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_complaint_incident_id'), table_name='complaint')
    op.drop_column('complaint', 'alone_by')
    op.drop_column('complaint', 'apart_from')
    op.drop_column('complaint', 'incident_id')
    for table in ('batch', 'incident_event', 'statement', 'incident'):
        op.drop_table(table)
