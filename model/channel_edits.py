"""What a person's edits make of the channels: always valid ones, whose spend shares sum to 1.

Edits come as a table editor reports them: cells changed by row, rows added, rows removed; a number as
the text that was typed (shares in per cent) or as a number (shares as fractions). A share
that was typed holds and the others make room for it in proportion (equally where they have
nothing); a cell that cannot be is refused in words, and nothing else is lost.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from model.levers import CHANNEL_FIELDS, SMALLEST, Lever, brief
from model.scenario import EXISTING, MAX_CHANNELS, MAX_NAME, MOTIONS, SHARES_TOLERANCE, Channel, InvalidScenario
from model.typed import NotRead, read_for, written

NEUTRAL = {name: declared.neutral for name, declared in CHANNEL_FIELDS.items()}
"""The numbers of a new channel: nobody comes through it and nothing is spent on it, until somebody says so."""

PLACES = 6
"""Decimals of a share that made room: short in links, and exact enough for any budget."""

NEW = "New channel"


@dataclass(frozen=True)
class Edited:
    """The channels after the edits, what was rebalanced or added (`notes`), and what was refused (`problems`)."""

    channels: tuple[Channel, ...]
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def _refused(lever: Lever, value: Any) -> str:
    """Why a cell cannot be, in the table's own words."""
    allowed = f"{written(lever.minimum, lever.unit)} to {written(lever.maximum, lever.unit)}"
    if value is None:
        return f"{lever.label} is empty; allowed is {allowed}."
    told = written(value, lever.unit) if isinstance(value, (int, float)) and math.isfinite(value) else brief(value)
    return f"{lever.label} is {told}; allowed is {allowed}."


@dataclass
class _Row:
    """One channel on its way: the values it has, and whether its share was typed."""

    values: dict[str, Any]
    was_name: str = ""
    currency: str = ""
    typed_share: bool = False
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def take(self, name: str, value: Any) -> None:
        """Take one cell, or say why not."""
        stands = self.values[name]
        called = self.was_name or "The new channel"
        if name == "name":
            text = value.strip() if isinstance(value, str) else ""
            try:
                self.values["name"] = Channel(text).name
            except InvalidScenario:
                said = (
                    f"{EXISTING!r} stands for the customers of today"
                    if text == EXISTING
                    else f"a name has 1 to {MAX_NAME} printable characters"
                )
                self.problems.append(f"{called} keeps its name: {said}.")
        elif name == "motion":
            if value in MOTIONS:
                self.values["motion"] = value
            else:
                self.problems.append(f"{called}: motion is inbound or outbound. It stays {stands}.")
        elif name in CHANNEL_FIELDS:
            lever, stays = CHANNEL_FIELDS[name], written(stands, CHANNEL_FIELDS[name].unit)
            try:
                self.values[name] = lever.check(self._read(lever, value) if isinstance(value, str) else value)
            except NotRead as error:
                self.problems.append(f"{called}: {lever.label}: {error}. It stays {stays}.")
            except ValueError:
                self.problems.append(f"{called}: {_refused(lever, value)} It stays {stays}.")
            else:
                if name == "spend_share":
                    self.typed_share = True

    def _read(self, lever: Lever, text: str) -> float:
        """The number a cell's text is."""
        if text == written(self.values[lever.name], lever.unit):
            return float(self.values[lever.name])  # which may have more digits than are shown
        made = read_for(lever, text, self.currency)
        if made.note:
            self.notes.append(f"{self.was_name or 'The new channel'}: {lever.label}: {made.note}.")
        return made.value


def edit_channels(
    channels: Sequence[Channel],
    edited: Mapping[int, Mapping[str, Any]] | None = None,
    added: Sequence[Mapping[str, Any]] = (),
    removed: Collection[int] = (),
    currency: str = "",
) -> Edited:
    """Channels after an edit: cells by row and field name, rows added by field name, rows removed.

    Rows are counted from 0 as in `channels`, also where some are removed. `currency` is the ISO code of
    amounts, for those that are typed with a sign.

    >>> a, b = Channel("A", spend_share=0.5), Channel("B", spend_share=0.5)
    >>> after = edit_channels([a, b], {0: {"spend_share": 0.8}})
    >>> [c.spend_share for c in after.channels], after.notes
    ([0.8, 0.2], ('To keep the spend shares at 100 %: B 50 → 20 %.',))
    """
    kept = [row for row in range(len(channels)) if row not in set(removed)]
    problems: list[str] = []
    if not kept and not added and channels:
        kept = [0]
        problems.append(f"A plan has at least one channel: {channels[0].name} stays.")
    rows = [_Row(channels[row].to_dict(), channels[row].name, currency) for row in kept]
    room = MAX_CHANNELS - len(rows)
    if len(added) > room:
        problems.append(f"{MAX_CHANNELS} channels are the most there can be: {len(added) - room} not added.")
    for cells, row in [((edited or {}).get(position, {}), row) for position, row in zip(kept, rows, strict=True)]:
        for name, value in cells.items():
            row.take(name, value)
    _settle_names(rows)
    for cells in added[:room]:
        row = _Row({"name": _unused(rows), "motion": "inbound"} | NEUTRAL, currency=currency)
        for name, value in cells.items():
            if value is not None:
                row.take(name, value)
        if any(row.values["name"] == other.values["name"] for other in rows):
            other_name = row.values["name"]
            row.values["name"] = _unused(rows)
            row.problems.append(f"There is a channel {other_name} already: the new one is {row.values['name']}.")
        rows.append(row)
    notes = [sentence for row in rows for sentence in row.notes] + _balance(rows)
    notes += [
        f"{row.values['name']} is new: give it visitors, or a cost per visitor and a spend share."
        for row in rows
        if not row.was_name and not row.values["organic_visitors"] + row.values["cost_per_visitor"]
    ]
    problems += [sentence for row in rows for sentence in row.problems]
    return Edited(tuple(Channel(**row.values) for row in rows), tuple(notes), tuple(problems))


def _settle_names(rows: list[_Row]) -> None:
    """Give back their old names to rows whose new one another row has, until all are different."""
    while True:
        names = [row.values["name"] for row in rows]
        twice = [row for row in rows if names.count(row.values["name"]) > 1 and row.values["name"] != row.was_name]
        if not twice:
            return
        row = twice[-1]
        row.problems.append(f"{row.was_name} keeps its name: there is a channel {row.values['name']} already.")
        row.values["name"] = row.was_name


def _unused(rows: Sequence[_Row]) -> str:
    """A name for a new channel that no row has."""
    names = {row.values["name"] for row in rows}
    numbered = (f"{NEW} {number}" for number in range(2, len(rows) + 3))
    return NEW if NEW not in names else next(name for name in numbered if name not in names)


def _balance(rows: list[_Row]) -> list[str]:
    """Make the shares sum to 1: what was typed holds where it can, the others make room in proportion."""
    before = [row.values["spend_share"] for row in rows]
    if abs(math.fsum(before) - 1) <= SHARES_TOLERANCE:
        return []
    typed = [k for k, row in enumerate(rows) if row.typed_share]
    free = [k for k, row in enumerate(rows) if not row.typed_share and row.was_name]
    held = math.fsum(before[k] for k in typed)
    if not free or held > 1:
        # What was typed cannot hold: it fills what there is, in proportion.
        after = dict.fromkeys(range(len(rows)), 0.0) | _filled({k: before[k] for k in typed or range(len(rows))}, 1.0)
    else:
        after = {k: before[k] for k in range(len(rows))} | _filled({k: before[k] for k in free}, 1.0 - held)
    moved = []
    for k, row in enumerate(rows):
        if after[k] != before[k]:
            row.values["spend_share"] = after[k]
            moved.append(f"{row.values['name']} {before[k] * 100:.4g} → {after[k] * 100:.4g} %")
    shown = [*moved[:5], f"and {len(moved) - 5} more in proportion"] if len(moved) > 6 else moved
    return [f"To keep the spend shares at 100 %: {', '.join(shown)}."] if moved else []


def _filled(shares: dict[int, float], whole: float) -> dict[int, float]:
    """These shares scaled to sum to `whole`, equally where they have nothing; what rounding leaves goes to the largest."""
    total = math.fsum(shares.values())
    made = {k: round(whole * (share / total if total else 1 / len(shares)), PLACES) for k, share in shares.items()}
    largest = max(made, key=lambda k: made[k])
    rest = math.fsum([whole, *(-share for k, share in made.items() if k != largest)])
    made[largest] = round(rest, 12) if rest >= SMALLEST else 0.0
    return made
