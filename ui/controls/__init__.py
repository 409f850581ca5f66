"""The controls of one page, under the page's name, where it has some of its own."""
