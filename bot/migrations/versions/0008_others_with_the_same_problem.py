"""Groups of complaints of the same problem, what a priority is the sum of, and when it is to be looked at again

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op




revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'complaint_group',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('topic', sa.String(length=64), nullable=False),
        sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('authors', sa.Integer(), nullable=False),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('told_of', sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_complaint_group')),
    )
    op.add_column('complaint', sa.Column('group_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
    op.add_column('complaint', sa.Column('grouped', sa.JSON(), nullable=True))
    op.add_column('complaint', sa.Column('weighed', sa.JSON(), nullable=True))
    op.add_column('complaint', sa.Column('weigh_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f('ix_complaint_group_id'), 'complaint', ['group_id'], unique=False)
    some = sa.text('weigh_at IS NOT NULL')
    op.create_index(
        'ix_complaint_weigh', 'complaint', ['weigh_at'], unique=False, sqlite_where=some, postgresql_where=some
    )
    op.execute("UPDATE complaint SET weigh_at = opened_at WHERE state = 'open'")


def downgrade() -> None:
    op.drop_index('ix_complaint_weigh', table_name='complaint')
    op.drop_index(op.f('ix_complaint_group_id'), table_name='complaint')
    for name in ('weigh_at', 'weighed', 'grouped', 'group_id'):
        op.drop_column('complaint', name)
    op.drop_table('complaint_group')
