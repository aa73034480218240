"""What is counted of attempts, and what counting may cost."""

from __future__ import annotations

import pytest

from wanbox.runner import measures


@pytest.fixture(params=["_tasks_of", "_steps_of", "_refused_of"])
def full(request, monkeypatch):
    """Workers of a server count in files, which a full disk does not let grow."""

    def labels(*_values):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(measures, request.param, labels)


@pytest.mark.usefixtures("full")
def test_a_full_disk_costs_no_task():
    measures.attempt_ended("engine", "model", "succeeded", 1.0)
    measures.input_refused("InvalidImage.FileFormat")
    with measures.step("engine", "finish"):
        done = True

    assert done


def test_a_step_that_fails_is_counted_and_fails():
    with pytest.raises(ValueError, match="no"), measures.step("engine of this test", "fetch"):
        raise ValueError("no")

    labels = {"engine": "engine of this test", "step": "fetch"}
    assert 1 == measures.REGISTRY.get_sample_value("wanbox_step_seconds_count", labels)
