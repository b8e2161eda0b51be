"""YAML through libyaml, where PyYAML was built with it: some tests read and write whole playbooks hundreds of times."""

from __future__ import annotations

from typing import Any

import yaml

_Reader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Writer: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def load(text: str) -> Any:
    """What ``text`` says, like ``yaml.safe_load``."""
    return yaml.load(text, Loader=_Reader)  # noqa: S506 (both readers are the safe ones)


def dump(data: Any, *, sort_keys: bool = True) -> str:
    """``data`` as YAML, like ``yaml.safe_dump``."""
    return yaml.dump(data, Dumper=_Writer, allow_unicode=True, sort_keys=sort_keys)
