# SPDX-License-Identifier: MIT
"""mypy --strict and ruff find nothing, and the syntax is that of 3.9."""
import ast
import importlib.util
import os
import subprocess
import sys

import pytest


def need(module):
    if importlib.util.find_spec(module) is None and not os.environ.get("EC2ACCESS_ALL"):
        pytest.skip(f"{module} is not installed (./bootstrap tools installs it)")


def clean(top, *command):
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=top / "bindings" / "python", capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_types(top):
    need("mypy")
    clean(top, "mypy", "--cache-dir", os.devnull)


def test_style(top):
    need("ruff")
    clean(top, "ruff", "check", "--no-cache", "--config", "pyproject.toml", ".", "../../examples/python")


def test_syntax(top):
    files = [*(top / "bindings/python").rglob("*.py"), *(top / "examples/python").glob("*.py")]
    assert len(files) > 20
    for path in files:
        ast.parse(path.read_text(encoding="utf-8"), str(path), feature_version=(3, 9))
