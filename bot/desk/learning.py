"""Learning: what people change in drafts, which checks they set aside, and which line of a playbook to look at."""
