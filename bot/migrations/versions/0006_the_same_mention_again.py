"""The address of a mention's item, to find it again from another tool, and the latest mentions in order

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op




revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('mention', sa.Column('address', sa.String(length=32), nullable=True))
    with op.batch_alter_table('mention', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mention_address'), ['address'], unique=False)
        batch_op.create_index(batch_op.f('ix_mention_received_at'), ['received_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('mention', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mention_received_at'))
        batch_op.drop_index(batch_op.f('ix_mention_address'))
    op.drop_column('mention', 'address')
