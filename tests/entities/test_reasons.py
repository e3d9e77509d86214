"""The last error has a state for every reason that a poll can fail for."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from custom_components.grandlyon_energy import sensor
from custom_components.grandlyon_energy.consent import ConsentState
from custom_components.grandlyon_energy.sensor.health import REASONS
from custom_components.grandlyon_energy.sources import SourceError

PACKAGE = Path(sensor.__file__).parent.parent

NEVER_OF_A_POLL = {"identity_mismatch", "identity_unavailable", "no_data"}
"""Who lives there is checked by the dialogue alone, and that there are no data yet is no failure."""


def errors(of: type[SourceError] = SourceError) -> set[str]:
    """Return the names of all errors of sources."""
    return {of.__name__}.union(*(errors(each) for each in of.__subclasses__()))


def texts_by_name(tree: ast.Module) -> dict[str, set[str]]:
    """Return the texts that a name of a module may stand for."""
    texts = defaultdict(set)
    for node in ast.walk(tree):
        match node:
            case (
                ast.Assign(targets=[ast.Name(name)], value=ast.Constant(str(text)))
                | ast.AnnAssign(target=ast.Name(name), value=ast.Constant(str(text)))
            ):
                texts[name].add(text)
    return texts


def reasons_in(tree: ast.Module) -> Iterator[str]:
    """Yield the reason of every error that a module raises or has in a table."""
    texts, known = texts_by_name(tree), errors()
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name("Meaning"), args=[_, reason]):
                pass
            case ast.Call(func=ast.Name(name), args=[reason, *_]) if name in known:
                pass
            case _:
                continue
        match reason:
            case ast.Constant(str(text)):
                yield text
            case ast.Name(name):
                yield from texts[name]


def test_every_reason_is_a_state_and_no_other_is() -> None:
    raised = {state.value for state in ConsentState if not state.holds}
    for folder in ("sources", "coordinator"):
        for path in (PACKAGE / folder).rglob("*.py"):
            raised |= set(reasons_in(ast.parse(path.read_text(encoding="utf-8"))))
    assert sorted(raised - NEVER_OF_A_POLL) == list(REASONS)
