"""Vietnamese for every English message: extracted, kept in one catalogue, compiled at set-up."""
