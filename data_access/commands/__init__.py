"""The commands of `python -m data_access`, one file each."""
