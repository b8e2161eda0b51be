"""Who complains of what and when, counted from the complaints of the last weeks on; and the surges that are found

Revision ID: 0009
Revises: 0008
"""

import hashlib
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

import bot.desk.columns

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

AT_ONCE = 5000
KEPT = timedelta(weeks=10)  # before the latest complaint; nothing older is ever compared with


def upgrade() -> None:
    op.create_table('complainant',
        sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
        sa.Column('topic', sa.String(length=64), nullable=False),
        sa.Column('source', sa.String(length=64), nullable=False),
        sa.Column('author', sa.String(length=24), nullable=False),
        sa.Column('minute', sa.Integer(), nullable=False),
        sa.Column('live', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(['complaint_id'], ['complaint.id'], name=op.f('fk_complainant_complaint_id')),
        sa.PrimaryKeyConstraint('complaint_id', name=op.f('pk_complainant'))
    )
    op.create_table('topic',
        sa.Column('name', sa.String(length=64), nullable=False),
        sa.Column('since', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_topic'))
    )
    op.create_table('surge',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('topic', sa.String(length=64), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('hours', sa.Double(), nullable=False),
        sa.Column('authors', sa.Integer(), nullable=False),
        sa.Column('expected', sa.Double(), nullable=False),
        sa.Column('weeks', sa.Integer(), nullable=False),
        sa.Column('chance', sa.Double(), nullable=False),
        sa.Column('reasons', sa.JSON(), nullable=False),
        sa.Column('cooldown_until', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_surge')),
        sa.UniqueConstraint('topic', 'number', name=op.f('uq_surge_topic_number'))
    )
    _count_what_there_is()
    op.create_index(
        'ix_complainant_minute', 'complainant', ['minute', 'live', 'topic', 'source', 'author'], unique=False
    )
    op.create_index('ix_surge_cooldown', 'surge', ['cooldown_until'], unique=False)


def _count_what_there_is() -> None:
    """The complaints that are there already show what is usual: nobody has to wait for weeks."""
    there = op.get_bind()
    when = bot.desk.columns.UtcDateTime(timezone=True)
    complaint = sa.table('complaint', *map(sa.column, ('id', 'mention_id', 'state', 'playbook')), sa.column('opened_at', when))
    mention = sa.table(
        'mention', *map(sa.column, ('id', 'source', 'network', 'author_handle', 'author_name', 'duplicate_of')),
        sa.column('posted_at', when),
    )
    complainant = sa.table('complainant', *map(sa.column, ('complaint_id', 'topic', 'source', 'author', 'minute')), sa.column('live', sa.Boolean()))
    newest = there.scalar(sa.select(sa.func.max(complaint.c.opened_at)))
    if newest is None:
        return
    found = (
        sa.select(
            complaint.c.id, complaint.c.playbook, complaint.c.opened_at, mention.c.id.label('mention'), mention.c.source,
            mention.c.network, mention.c.author_handle, mention.c.author_name, mention.c.posted_at,
        )
        .join_from(complaint, mention, complaint.c.mention_id == mention.c.id)
        .where(complaint.c.state != 'dismissed', mention.c.duplicate_of.is_(None), mention.c.posted_at > newest - KEPT)
        .order_by(complaint.c.id).limit(AT_ONCE)
    )
    last = 0
    while rows := there.execute(found.where(complaint.c.id > last)).all():
        there.execute(sa.insert(complainant), [
            {'complaint_id': row.id, 'topic': row.playbook, 'source': row.source, 'author': _author(row),
             'minute': int(min(row.posted_at, row.opened_at).timestamp() // 60),
             'live': row.opened_at - row.posted_at <= timedelta(days=1)}
            for row in rows
        ])
        last = rows[-1].id


def _author(row: Any) -> str:
    name = row.author_name
    who = row.author_handle.casefold().lstrip('@') or (f'~{name.casefold()}' if name.strip() else '')
    said = f'{row.network}:{who}' if who else f'mention:{row.mention}'
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def downgrade() -> None:
    op.drop_index('ix_surge_cooldown', table_name='surge')
    op.drop_table('surge')
    op.drop_table('topic')
    op.drop_index('ix_complainant_minute', table_name='complainant')
    op.drop_table('complainant')
