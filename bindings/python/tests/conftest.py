# SPDX-License-Identifier: MIT
"""What the tests share: the source tree, and its sample trail. EC2ACCESS_LIBRARY names the library under test."""
import os
from pathlib import Path

import pytest

TOP = Path(os.environ.get("top_srcdir") or Path(__file__).resolve().parents[3])


@pytest.fixture(scope="session")
def top() -> Path:
    return TOP


@pytest.fixture(scope="session")
def trail() -> Path:
    return TOP / "examples" / "trail"
