"""What a mention is, how urgent a complaint, and where people corrected it

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op




revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('mention', sa.Column('kind', sa.String(length=16), nullable=True))
    op.add_column('mention', sa.Column('triage', sa.JSON(), nullable=True))
    op.add_column('mention', sa.Column('fingerprint', sa.String(length=32), nullable=True))
    op.add_column('mention', sa.Column('duplicate_of', sa.String(length=36), nullable=True))
    op.add_column('mention', sa.Column('told_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('complaint', sa.Column('stakes', sa.String(length=2), nullable=True))
    op.add_column('complaint', sa.Column('priority', sa.Integer(), nullable=True))
    with op.batch_alter_table('mention', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mention_fingerprint'), ['fingerprint'], unique=False)
        batch_op.create_index('ix_mention_untold', ['received_at'], unique=False,
                              sqlite_where=sa.text("state = 'discarded' AND told_at IS NULL"),
                              postgresql_where=sa.text("state = 'discarded' AND told_at IS NULL"))
    op.create_table('correction',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column('mention_id', sa.String(length=36), nullable=False),
        sa.Column('what', sa.String(length=32), nullable=False),
        sa.Column('before', sa.Text(), nullable=False),
        sa.Column('after', sa.Text(), nullable=False),
        sa.Column('person', sa.Text(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['mention_id'], ['mention.id'], name=op.f('fk_correction_mention_id_mention')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_correction')),
    )
    with op.batch_alter_table('correction', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_correction_mention_id'), ['mention_id'], unique=False)


def downgrade() -> None:
    op.drop_table('correction')
    with op.batch_alter_table('mention', schema=None) as batch_op:
        batch_op.drop_index('ix_mention_untold')
        batch_op.drop_index(batch_op.f('ix_mention_fingerprint'))
    for column in ('priority', 'stakes'):
        op.drop_column('complaint', column)
    for column in ('told_at', 'duplicate_of', 'fingerprint', 'triage', 'kind'):
        op.drop_column('mention', column)
