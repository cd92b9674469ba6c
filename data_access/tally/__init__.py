"""Counts kept ready in the dashboard's own database."""
