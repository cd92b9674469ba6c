"""Ten prepared situations, and what slide 1 of a wall screen shows of each: `make demo-situations`.

`town` makes a ward's ordinary register, `trouble` puts one thing into it, `prepared` lists what is
put in when, `server` shows it at its moment, and running the package takes the pictures.
"""
