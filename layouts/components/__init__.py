"""One file, one component; each a pure function of what it is given."""
