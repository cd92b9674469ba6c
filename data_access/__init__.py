"""What is true: the contract, the indicators, and the one door through which they are read."""
