from ledger.services.entries import record_entry
from tests.cast import expense, income
from tests.clients import api_client_of


def test_all_with_a_person_is_found_by_a_part_of_the_name(owner, contributor, book):
    """Given 600.00, received 500.00: 100.00 more given."""
    record_entry(owner, draft=expense(book, 60000, merchant="王建国"))
    record_entry(owner, draft=income(book, 50000, merchant="王建国"))
    record_entry(owner, draft=expense(book, 20000, merchant="王芳"))
    place = f"/api/v1/books/{book.public_id}/gifts/"
    api = api_client_of(owner.user)
    both = api.get(place, {"who": "王"}).json()
    assert ([row["name"] for row in both["people"]], both["between"]) == (["王建国", "王芳"], None)
    found = api.get(place, {"who": "建国"}).json()["between"]
    assert (found["person"]["name"], found["given_minor"], found["received_minor"], found["difference_minor"]) == (
        "王建国",
        60000,
        50000,
        10000,
    )
    assert (found["n"], [row["amount_minor"] for row in found["entries"]]) == (2, [50000, 60000])
    assert api.get(place).status_code == 422
