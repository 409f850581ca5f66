"""One module for each question on top of the month: what matters, what if, how sure, what must be true."""
