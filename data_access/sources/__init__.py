"""Connectors: commands that fill the contract. No web module imports them."""
