"""Replies worth approving

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('acknowledgement',
    sa.Column('person', sa.String(length=64), nullable=False),
    sa.Column('version', sa.String(length=16), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('person', 'version', name=op.f('pk_acknowledgement'))
    )
    op.create_table('rehearsal',
    sa.Column('person', sa.String(length=64), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('person', name=op.f('pk_rehearsal'))
    )
    op.create_table('model_call',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('purpose', sa.String(length=16), nullable=False),
    sa.Column('model', sa.String(length=80), nullable=False),
    sa.Column('prompt', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('outcome', sa.String(length=24), nullable=False),
    sa.Column('problems', sa.JSON(), nullable=False),
    sa.Column('tokens_in', sa.Integer(), nullable=False),
    sa.Column('tokens_out', sa.Integer(), nullable=False),
    sa.Column('cost', sa.Double(), nullable=False),
    sa.Column('took', sa.Double(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('drop_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_call'))
    )
    with op.batch_alter_table('model_call', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_model_call_at'), ['at'], unique=False)
        batch_op.create_index('ix_model_call_complaint', ['complaint_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_model_call_drop_at'), ['drop_at'], unique=False)

    op.create_table('editing',
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaint.id'], name=op.f('fk_editing_complaint_id')),
    sa.PrimaryKeyConstraint('complaint_id', 'person', name=op.f('pk_editing'))
    )
    with op.batch_alter_table('editing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_editing_at'), ['at'], unique=False)

    op.create_table('gesture',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=True),
    sa.Column('currency', sa.String(length=3), nullable=True),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.String(length=64), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('beyond_authority', sa.Boolean(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decision', sa.String(length=16), nullable=True),
    sa.Column('decided_by', sa.String(length=64), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaint.id'], name=op.f('fk_gesture_complaint_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gesture'))
    )
    with op.batch_alter_table('gesture', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_gesture_complaint_id'), ['complaint_id'], unique=False)
        batch_op.create_index('ix_gesture_undecided', ['decided_at', 'due_at'], unique=False)

    op.create_table('approval',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('draft_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_approval_draft_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approval')),
    sa.UniqueConstraint('draft_id', 'person', name=op.f('uq_approval_draft_id_person'))
    )
    op.create_table('commitment',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('complaint_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('draft_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('said', sa.Text(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('owner', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['complaint_id'], ['complaint.id'], name=op.f('fk_commitment_complaint_id')),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_commitment_draft_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commitment'))
    )
    with op.batch_alter_table('commitment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_commitment_complaint_id'), ['complaint_id'], unique=False)
        batch_op.create_index('ix_commitment_due', ['state', 'due_at'], unique=False)

    op.create_table('override',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('draft_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('check', sa.String(length=8), nullable=False),
    sa.Column('passage', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('person', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['draft.id'], name=op.f('fk_override_draft_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_override')),
    sa.UniqueConstraint('draft_id', 'check', name=op.f('uq_override_draft_id_check'))
    )
    with op.batch_alter_table('override', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_override_check'), ['check'], unique=False)

    # Not in batch mode: that would make the tables anew, and other rows point at theirs.
    op.add_column('complaint', sa.Column('facts', sa.JSON(), nullable=False, server_default='{}'))
    op.add_column('complaint', sa.Column('playbook_by', sa.Text(), nullable=True))
    op.add_column('complaint', sa.Column('severity', sa.String(length=16), nullable=True))
    op.add_column('complaint', sa.Column('cleared_by', sa.Text(), nullable=True))
    op.add_column('complaint', sa.Column('cleared_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('draft', sa.Column('playbook', sa.String(length=64), nullable=False, server_default=''))
    op.add_column('draft', sa.Column('playbook_version', sa.String(length=16), nullable=False, server_default=''))
    op.add_column('draft', sa.Column('edit_of', sa.Integer(), nullable=True))
    op.add_column('draft', sa.Column('edit_size', sa.Double(), nullable=True))
    op.add_column('draft', sa.Column('publish_at', sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE draft SET playbook = (SELECT playbook FROM complaint WHERE complaint.id = draft.complaint_id), "
               "playbook_version = (SELECT playbook_version FROM complaint WHERE complaint.id = draft.complaint_id)")



def downgrade() -> None:
    for column in ('publish_at', 'edit_size', 'edit_of', 'playbook_version', 'playbook'):
        op.drop_column('draft', column)
    for column in ('cleared_at', 'cleared_by', 'severity', 'playbook_by', 'facts'):
        op.drop_column('complaint', column)
    with op.batch_alter_table('override', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_override_check'))

    op.drop_table('override')
    with op.batch_alter_table('commitment', schema=None) as batch_op:
        batch_op.drop_index('ix_commitment_due')
        batch_op.drop_index(batch_op.f('ix_commitment_complaint_id'))

    op.drop_table('commitment')
    op.drop_table('approval')
    with op.batch_alter_table('gesture', schema=None) as batch_op:
        batch_op.drop_index('ix_gesture_undecided')
        batch_op.drop_index(batch_op.f('ix_gesture_complaint_id'))

    op.drop_table('gesture')
    with op.batch_alter_table('editing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_editing_at'))

    op.drop_table('editing')
    with op.batch_alter_table('model_call', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_model_call_drop_at'))
        batch_op.drop_index('ix_model_call_complaint')
        batch_op.drop_index(batch_op.f('ix_model_call_at'))

    op.drop_table('model_call')
    op.drop_table('rehearsal')
    op.drop_table('acknowledgement')
