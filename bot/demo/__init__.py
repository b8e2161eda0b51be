"""Invented traffic: weeks of complaints that walk through the real desk, for newcomers, pictures and tests."""
