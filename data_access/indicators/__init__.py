"""What the numbers mean. Pure: no database, no screen, no clock, no language."""
