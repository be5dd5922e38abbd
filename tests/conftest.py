from hypothesis import settings

# The same examples on every run, however slow the machine: a law that fails here fails for everyone.
settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")
