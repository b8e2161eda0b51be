"""The audit log holds what concerns no one complaint: exports, and who came to the pages

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

import bot.desk.columns

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('event') as batch_op:
        batch_op.alter_column('complaint_id', existing_type=bot.desk.columns.BigId, nullable=True)


def downgrade() -> None:
    # Before this revision an event could not be without a complaint.
    op.execute(sa.text('DELETE FROM event WHERE complaint_id IS NULL'))
    with op.batch_alter_table('event') as batch_op:
        batch_op.alter_column('complaint_id', existing_type=bot.desk.columns.BigId, nullable=False)
