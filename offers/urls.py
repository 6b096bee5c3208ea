from django.urls import URLPattern, URLResolver, include, path

from offers.views import answers, readings, suggestions

app_name = "offers"

# Inside a book: every address begins with the book's public id.
book_patterns: list[URLPattern | URLResolver] = [
    path("", readings.reading_panel, name="reading-panel"),
    path("evidence/", readings.reading_evidence, name="reading-evidence"),
    path("ways/", readings.reading_ways, name="reading-ways"),
    path("streams/<uuid:stream_id>/", readings.stream_mark, name="stream-mark"),
    path("answers/", answers.answers, name="answers"),
    path("consent/", suggestions.consent, name="consent"),
    path("consent/withdraw/", suggestions.consent_withdraw, name="consent-withdraw"),
    path("suggestions/<uuid:suggestion_id>/dismiss/", suggestions.suggestion_dismiss, name="suggestion-dismiss"),
    path("suggestions/<uuid:suggestion_id>/cost/<uuid:product_id>/", suggestions.loan_cost, name="loan-cost"),
    path("costs/<uuid:cost_id>/confirm/", suggestions.loan_cost_confirm, name="loan-cost-confirm"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("b/<uuid:book_id>/reading/", include(book_patterns)),
    path("offers/how-we-rank/", suggestions.how_we_rank, name="how-we-rank"),
    path("offers/shelf/", readings.shelf_readings, name="shelf-readings"),
]
