"""Charts: tidy data and a design in, a drawing out.

Every function returns a `Drawing`: the data of this moment and the Vega-Lite design. A design is a
constant, whatever the numbers, so that a browser that already shows it only swaps the data. All modules
are loaded with the package: a design that nobody has asked for yet is made with the others.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
