import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.identifiers import Identifier, masked, read_identifier, shown_phone


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+8613800138000",
        "+86 138 0013 8000",
        "008613800138000",
        "86 13800138000",
        " 13800138000\n",
        "１３８００１３８０００",
    ],
)
def test_phone_number_in_any_spelling_is_one(typed):
    assert read_identifier(typed) == Identifier("phone", "+8613800138000")


@pytest.mark.parametrize("typed", ["Lin@Example.COM", " lin@example.com ", "lin＠example.com"])
def test_email_address_is_lower_case(typed):
    assert read_identifier(typed) == Identifier("email", "lin@example.com")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1",
        "1380013800",
        "138001380000",
        "010 6234 5678",
        "+1 415 555 2671",
        "+852 5123 4567",
        "10086",
        "lin",
        "lin@",
        "@example.com",
        "lin@example",
        "lin@exa mple.com",
        "a@b@example.com",
        "林晓雯",
        "x" * 250 + "@example.com",
    ],
)
def test_anything_else_is_refused(typed):
    with pytest.raises(ValueError):
        read_identifier(typed)


@given(st.text(max_size=300))
def test_no_text_breaks_it(text):
    try:
        identifier = read_identifier(text)
    except ValueError:
        return
    # What was read reads the same again.
    assert read_identifier(identifier.value) == identifier


def test_numbers_are_shown_as_people_write_them():
    assert shown_phone("+8613800138000") == "138 0013 8000"
    assert shown_phone("lin@example.com") == "lin@example.com"
    assert masked("+8613800138000") == "138****8000"
    assert masked("linxiaowen@example.com") == "li***@example.com"
