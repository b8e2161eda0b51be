"""What a digest of discards told of, and how many cards a channel got lately, are looked up

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op




revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('mention', schema=None) as batch_op:
        batch_op.create_index('ix_mention_told', ['told_at'], unique=False,
                              sqlite_where=sa.text('told_at IS NOT NULL'),
                              postgresql_where=sa.text('told_at IS NOT NULL'))
    with op.batch_alter_table('card', schema=None) as batch_op:
        batch_op.create_index('ix_card_posted', ['channel', 'posted_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('card', schema=None) as batch_op:
        batch_op.drop_index('ix_card_posted')
    with op.batch_alter_table('mention', schema=None) as batch_op:
        batch_op.drop_index('ix_mention_told')
