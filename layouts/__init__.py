"""How it looks: readings in, components out."""
