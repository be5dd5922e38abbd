"""Running a meeting: what is stale, in which processes, with which kernels, and the outputs changed as one."""
