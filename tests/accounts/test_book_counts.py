import pytest

from ledger.queries.figures import book_counts
from ledger.services.books import open_book


@pytest.mark.django_db
def test_staff_see_how_many_books_a_person_keeps_and_nothing_of_them(client, owner, bookkeeper, alice, bob, mallory):
    open_book(alice, scene="trip", name="潮汕四天")
    assert book_counts([alice.pk, bob.pk, mallory.pk]) == {alice.pk: 2, bob.pk: 1}
    mallory.is_staff = mallory.is_superuser = True
    mallory.save()
    client.force_login(mallory)
    page = client.get("/admin/accounts/user/").content.decode()
    assert "潮汕四天" not in page
    assert page.count("2</td>") == page.count("1</td>") == 1


@pytest.mark.django_db
def test_deleted_books_and_left_ones_do_not_count(owner, bookkeeper, alice, bob):
    from django.utils import timezone

    type(bookkeeper).objects.filter(pk=bookkeeper.pk).update(archived_at=timezone.now())
    assert book_counts([alice.pk, bob.pk]) == {alice.pk: 1}
    type(owner.book).objects.filter(pk=owner.book.pk).update(deleted_at=timezone.now())
    assert book_counts([alice.pk, bob.pk]) == {}
