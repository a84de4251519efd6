"""Every letter that there is can be looked at, and its sample passes what is checked before sending."""

import pytest

from tests.flow.installed import Installed
from worker.flow import preview
from worker.flow.letter import draft_letter
from worker.outbox.samples import SAMPLES


def test_there_is_a_preview_of_every_letter() -> None:
    assert {preview.of_sample(name, 1).template for name in preview.names()} == set(SAMPLES)


@pytest.mark.parametrize("name", preview.names())
def test_a_sample_would_be_sent(installed: Installed, name: str) -> None:
    sample = preview.of_sample(name, 1)
    draft = draft_letter(installed.world, sample.template, sample.facts)
    preview.check(installed.world, sample, draft)
