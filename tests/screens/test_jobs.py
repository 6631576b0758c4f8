"""Every job can be the first one that is opened: its module loads in a program that has loaded no other job."""

from __future__ import annotations

import subprocess
import sys

import pytest

from storeops.screens.run import JOBS


@pytest.mark.parametrize("job", JOBS)
def test_a_job_loads_without_any_other(job: str) -> None:
    program = f"import importlib; importlib.import_module('storeops.screens.{job}')"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
