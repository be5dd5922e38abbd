"""Charts and pictures: drawn from evidence, with every value in words beside them."""
