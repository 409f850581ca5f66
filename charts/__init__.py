"""Charts: tidy data and a design in, a drawing out.

Every function returns a `Drawing`: the frame of this moment and the Vega-Lite design. A design is
made once per process and never depends on the numbers, so that a browser that already shows it
only swaps the data.
"""
