"""A transactional test leaves the tables as the migrations left them."""

import pytest

from offers.models import Calibration


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_launch_values_when_another_test_emptied_the_tables_then_they_are_there(turn: int):
    assert set(Calibration.objects.values_list("mode", flat=True)) == {"household", "business"}
    Calibration.objects.all().delete()
