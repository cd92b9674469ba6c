"""gunicorn's: one worker, for its clock is its own; and none of the processes beside it."""

worker_class = "gthread"
workers = 1
threads = 4
timeout = 0  # the worker's sign of life would bear the moved clock
loglevel = "warning"
control_socket_disable = True
