import pytest
from django import forms
from pytest_django.asserts import assertHTMLEqual

from ledger.forms.fields import OnePassSelect

CHOICES = [
    ("", "All"),
    ("a", "Bread & <butter>"),
    ('"quoted"', "“Quoted”"),
    (7, "Seven"),
    ("People", [("p:1", "Ann"), ("p:2", "Ben")]),
]


@pytest.mark.parametrize("value", [None, "", "a", '"quoted"', 7, "7", "p:2", "no such choice"])
def test_a_select_in_one_pass_is_the_select_of_django(value):
    attrs = {"class": "form-select", "required": True, "disabled": False, "aria-label": 'the "place"'}
    here, django = OnePassSelect(attrs=attrs, choices=CHOICES), forms.Select(attrs=attrs, choices=CHOICES)
    assertHTMLEqual(here.render("place", value, {"id": "id_place"}), django.render("place", value, {"id": "id_place"}))
