"""Incidents in Slack: the card that managers are asked with, the batch of replies, and the windows of both."""
