import pytest
from django.utils import timezone

from ledger.queries.figures import book_counts
from ledger.services.books import open_book


@pytest.mark.django_db
def test_staff_see_how_many_books_a_person_keeps_and_nothing_of_them(client, owner, bookkeeper, alice, bob, mallory):
    open_book(alice, scene="trip", name="潮汕四天")
    assert book_counts([alice.pk, bob.pk, mallory.pk]) == {alice.pk: 2, bob.pk: 1}
    mallory.is_staff = mallory.is_superuser = True
    mallory.save()
    client.force_login(mallory)
    answer = client.get("/admin/accounts/user/")
    assert "潮汕四天" not in answer.content.decode()
    people = answer.context["cl"].result_list
    counts = {user.pk: [count for _label, count in user.__dict__["figure_counts"]] for user in people}
    assert counts == {alice.pk: [2], bob.pk: [1], mallory.pk: [0]}


@pytest.mark.django_db
def test_deleted_books_and_left_ones_do_not_count(owner, bookkeeper, alice, bob):
    type(bookkeeper).objects.filter(pk=bookkeeper.pk).update(archived_at=timezone.now())
    assert book_counts([alice.pk, bob.pk]) == {alice.pk: 1}
    type(owner.book).objects.filter(pk=owner.book.pk).update(deleted_at=timezone.now())
    assert book_counts([alice.pk, bob.pk]) == {}
