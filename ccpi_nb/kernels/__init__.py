"""Kernels that start in no time: forked from a process that has done the imports; and papermill's engine on them."""
